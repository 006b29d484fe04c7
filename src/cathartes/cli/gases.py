"""``cathartes gases``: the gas library, looked at and added to."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cathartes.model.gas import ChannelLibrary, Gas, GasLibrary

app = typer.Typer(no_args_is_help=True, help="The gas library: list, show, plot, import, fetch.")

Full = Annotated[
    bool, typer.Option("--full", help="With the full-resolution spectra that were fetched.")
]
InstrumentName = Annotated[
    str, typer.Option("--instrument", help="What this instrument sees, such as HyTES or EMIT.")
]


class Collection(StrEnum):
    """What can be fetched."""

    NIST = "nist"


@app.callback()
def gases() -> None:
    """Look at the gas library, and add to it."""


@app.command("list")
def list_gases(instrument: InstrumentName = "", full: Full = False) -> None:
    """List the gases: name, formula, class, strongest bands; with an instrument, what it sees.

    [bold]Examples[/]

    cathartes gases list

    cathartes gases list --instrument HyTES
    """
    from rich.table import Table
    from rich.text import Text

    from cathartes.cli.terminal import console

    library = _library(full)
    seen = _channels(library, instrument)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("gas", "formula", "class", "bands, um"):
        table.add_column(heading, overflow="fold")
    if seen is not None:
        table.add_column("3 sigma, ppm m", justify="right")
        table.add_column("not told from", overflow="fold")
    for gas in library:
        row = [gas.name, gas.formula, gas.source_class, _bands_in_words(gas)]
        if seen is not None:
            row += _as_seen(gas.name, seen, instrument)
        table.add_row(*(Text(part) for part in row))
    screen = console()
    screen.print(table)
    screen.print(
        f"\n{len(library)} gases ({library.name}). Q quantitative, L line list, S "
        "semi-quantitative, B band facts only: no column is ever reported from B.",
        markup=False,
    )


@app.command("show")
def show_gas(
    names: Annotated[list[str], typer.Argument(metavar="GAS...", help="Names or aliases.")],
    instrument: InstrumentName = "",
    full: Full = False,
) -> None:
    """Show all that is known of gases, everyday sources included.

    [bold]Example[/]

    cathartes gases show ammonia SF6 --instrument HyTES
    """
    from rich.table import Table
    from rich.text import Text

    from cathartes.cli.terminal import console
    from cathartes.physics.gases import select_gases

    library = _library(full)
    seen = _channels(library, instrument)
    for gas in select_gases(library, names):
        table = Table(
            title=Text(gas.name, "bold"), title_justify="left", show_header=False, box=None
        )
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for field, text in _facts(gas):
            table.add_row(field, Text(text))
        if seen is not None:
            column, group = _as_seen(gas.name, seen, instrument)
            table.add_row(instrument, Text(seen.invisible.get(gas.name, f"3 sigma {column} ppm m")))
            if group:
                table.add_row("not told from", Text(group))
        console().print(table)


@app.command("plot")
def plot_gases(
    names: Annotated[list[str], typer.Argument(metavar="GAS...", help="Names or aliases.")],
    out: Annotated[Path, typer.Option(help="The picture, PNG.")],
    first_um: Annotated[float, typer.Option(min=0.3, help="Start of the axis.")] = 7.5,
    last_um: Annotated[float, typer.Option(max=30.0, help="End of the axis.")] = 13.5,
    instrument: InstrumentName = "",
    full: Full = False,
) -> None:
    """Draw the absorption of gases, and what an instrument sees of it.

    [bold]Example[/]

    cathartes gases plot ammonia ethylene --out bands.png --instrument HyTES
    """
    from cathartes.errors import OptionError
    from cathartes.io.atomic import replace_file
    from cathartes.physics.gases import channel_library, select_gases
    from cathartes.physics.instruments import find_instrument
    from cathartes.plot.gas_figure import draw_gases
    from cathartes.plot.style import png_bytes

    if not first_um < last_um:
        raise OptionError.about(
            "command line", "--first-um and --last-um", found=f"{first_um:g} and {last_um:g}",
            expected="the first below the last", remedy="Give them in rising order.",
        )  # fmt: skip
    library = select_gases(_library(full), names)
    if len(library) > MOST_ROWS:
        raise OptionError.about(
            "command line", "GAS", found=f"{len(library)} gases",
            expected=f"at most {MOST_ROWS}", remedy="Draw fewer at a time.",
        )  # fmt: skip
    given = find_instrument(instrument) if instrument else None
    channels = channel_library(library, given) if given else None
    figure = draw_gases(
        list(library), first_um=first_um, last_um=last_um, instrument=given, channels=channels
    )
    with replace_file(out) as partial:
        partial.write_bytes(png_bytes(figure))
    _say(f"drawn: {out}")


MOST_ROWS = 20


@app.command("import")
def import_gas(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="A spectrum, or the pieces of one, in any format."),
    ],
    name: Annotated[str, typer.Option(help="Its name in the library.")] = "",
    partial_pressure_hpa: Annotated[
        float | None, typer.Option(min=1e-6, help="Of the gas in the cell.")
    ] = None,
    path_length_m: Annotated[float | None, typer.Option(min=1e-6, help="Of the cell.")] = None,
    column_ppm_m: Annotated[
        float | None, typer.Option(min=1e-6, help="Instead of pressure and path.")
    ] = None,
    temperature_k: Annotated[
        float | None, typer.Option(min=50.0, max=2000.0, help="Of the gas.")
    ] = None,
    pressure_hpa: Annotated[float | None, typer.Option(min=1e-3, help="Total pressure.")] = None,
) -> None:
    """Add a spectrum of your own to the library; it counts from then on.

    [bold]Examples[/]

    cathartes gases import acetone.xsc

    cathartes gases import cell.jdx --name ether --path-length-m 0.1 --partial-pressure-hpa 5
    """
    from cathartes.io.gases import IMPORTED, gas_folder
    from cathartes.io.gases.pieces import join_pieces
    from cathartes.io.gases.stored import write_gas
    from cathartes.io.spectra import Sample, read_spectrum

    sample = Sample(
        name or None, partial_pressure_hpa, path_length_m, column_ppm_m, temperature_k, pressure_hpa
    )
    gas = join_pieces([read_spectrum(file, sample) for file in files])
    stored = write_gas(gas_folder(IMPORTED), gas)
    nu = gas.spectrum.wavenumber_cm1
    _say(
        f"imported: {gas.name}, class {gas.source_class}, {nu[0]:.1f}-{nu[-1]:.1f} cm-1, "
        f"{len(nu)} points"
    )
    for remark in gas.remarks:
        _say(f"  {remark}")
    _say(f"kept in {stored}")


@app.command("fetch")
def fetch_gases(
    collection: Annotated[Collection, typer.Argument(help="nist: 28 quantitative spectra.")],
    archive: Annotated[
        Path | None, typer.Option(help="The source archive, where it was fetched before.")
    ] = None,
) -> None:
    """Rebuild a full-resolution library on this machine, from the archive that holds it.

    [bold]Example[/]

    cathartes gases fetch nist
    """
    import tempfile

    from cathartes.io.gases import FETCHED, gas_folder
    from cathartes.io.gases.archive import fetch_archive, read_archive
    from cathartes.io.gases.stored import write_gas

    folder = gas_folder(FETCHED)
    with tempfile.TemporaryDirectory() as temporary:
        if archive is None:
            _say("fetching the source archive with pip; this may take some minutes ...")
        source = archive or fetch_archive(Path(temporary))
        # All are read before one is written: half a library would pass for a whole one.
        fetched = list(read_archive(source))
    for gas in fetched:
        write_gas(folder, gas)
    _say(f"{collection.value}: {len(fetched)} quantitative spectra in {folder}")
    _say("Use them with --full: cathartes detect SCENE --out results --full, gases list --full.")


def _say(text: str) -> None:
    from cathartes.cli.terminal import console

    console().print(text, markup=False, soft_wrap=True)


def _library(full: bool) -> GasLibrary:
    from cathartes.flow.settings import gas_library

    return gas_library(full=full)


def _channels(library: GasLibrary, instrument: str) -> ChannelLibrary | None:
    if not instrument:
        return None
    from cathartes.physics.gases import channel_library
    from cathartes.physics.instruments import find_instrument

    return channel_library(library, find_instrument(instrument))


def _as_seen(name: str, seen: ChannelLibrary, instrument: str) -> list[str]:
    from cathartes.physics.gases.channels import faintest_column
    from cathartes.physics.instruments import find_instrument

    if name in seen.invisible:
        return ["not seen", ""]
    row = seen.absorption_per_ppm_m[seen.names.index(name)]
    column = faintest_column(row, find_instrument(instrument))
    return [f"{column:.3g}", ", ".join(one for one in seen.group_of(name) if one != name)]


def _bands_in_words(gas: Gas, most: int = 4) -> str:
    from cathartes.physics.gases.peaks import find_bands

    return ", ".join(f"{band.wavelength_um:.2f}" for band in find_bands(gas, most=most)) or "none"


def _facts(gas: Gas) -> list[tuple[str, str]]:
    from cathartes.physics.gases.peaks import find_bands

    mass = gas.molar_mass_g_per_mol
    windows = gas.bands.windows_cm1 if gas.bands else ()
    bands = (
        f"{band.wavelength_um:.2f} um ({band.wavenumber_cm1:.0f} cm-1, {band.peak_cm2:.2g} cm2)"
        for band in find_bands(gas)
    )
    return [
        ("formula", gas.formula or "not known"),
        ("CAS number", gas.cas_number or "not known"),
        ("molar mass", f"{mass:.2f} g/mol" if mass else "not known"),
        ("also called", ", ".join(gas.aliases) or "-"),
        ("class", f"{gas.source_class}; shape within {100 * gas.relative_error:.2g} % of its peak"),
        ("measured at", f"{gas.temperature_k:.0f} K, {gas.pressure_hpa:.0f} hPa"),
        ("resolution", f"{gas.spectrum.resolution_cm1:g} cm-1"),
        ("source", gas.source),
        ("bands", "; ".join(bands) or "none"),
        ("measured from", "; ".join(f"{a:g} to {b:g} cm-1" for a, b in windows) or "see bands"),
        ("ordinary sources", ", ".join(gas.ordinary_sources) or "not listed"),
        *(("remark", remark) for remark in gas.remarks),
    ]
