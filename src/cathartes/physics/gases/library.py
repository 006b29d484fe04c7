"""Load the gas library and pick gases from it by any of their names."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import numpy as np
from attrs import evolve

from cathartes.errors import OptionError
from cathartes.io.gases import FETCHED, IMPORTED, gas_folder
from cathartes.io.gases.stored import read_folder
from cathartes.model.gas import Gas, GasLibrary, GaussianBands
from cathartes.physics.gases.bands import spectrum_of_bands
from cathartes.physics.gases.splice import serve_outside

Preference = Literal["bundled", "full"]


def load_library(prefer: Preference = "bundled", data_home: Path | None = None) -> GasLibrary:
    """Return the gas library.

    Parameters
    ----------
    prefer : {"bundled", "full"}
        ``full`` takes a fetched full-resolution spectrum wherever there is one.
    data_home : Path, optional
        Folder with the gases a person added; that of the operating system by default.

    Returns
    -------
    GasLibrary
        The bundled gases in the order of their file, each with its band parameters and the
        same evaluated as a spectrum; then what a person imported. An imported gas takes the
        place of a bundled one of the same name or CAS number, as far as its spectrum reaches. The
        library's name says what it was put together from.

    Raises
    ------
    OptionError
        For another preference.
    SpectrumError
        If a gas a person added is damaged.

    Notes
    -----
    The bundled file is made by ``tools/fit_gas_library.py`` from measured spectra; it holds
    only this project's own fits.
    """
    if prefer not in ("bundled", "full"):
        raise OptionError.about(
            "gas library", "prefer", found=repr(prefer), expected="'bundled' or 'full'",
            remedy="Leave it out for the bundled library.",
        )  # fmt: skip
    library = bundled_library()
    kinds = (FETCHED, IMPORTED) if prefer == "full" else (IMPORTED,)
    for kind in kinds:
        folder = gas_folder(kind) if data_home is None else data_home / "gases" / kind
        added = tuple(read_folder(folder))
        if added:
            library = overlay(library, added, f"{library.name} + {len(added)} {kind}")
    return library


@cache
def bundled_library() -> GasLibrary:
    """Return the library that comes with the program, nothing else."""
    text = resources.files("cathartes.physics.gases").joinpath("bundled.json").read_text("utf-8")
    content = json.loads(text)
    gases = {name: _gas(name, entry) for name, entry in content["gases"].items()}
    return GasLibrary(gases, content["name"])


def overlay(library: GasLibrary, added: Iterable[Gas], name: str) -> GasLibrary:
    """Return a library in which spectra replace those of the same gas, or are added to it.

    What the file of a spectrum does not say (aliases, everyday sources, molar mass) is kept, and
    so are the bands of the gas where the spectrum was not measured.
    """
    gases = dict(library.gases)
    for gas in added:
        known = names_of(library)
        own = known.get(plain_name(gas.name)) or known.get(plain_name(gas.cas_number))
        if own is None:
            gases[gas.name] = gas
            continue
        before = library.gases[own]
        gases[own] = evolve(
            serve_outside(gas, before),
            name=own,
            formula=before.formula or gas.formula,
            cas_number=before.cas_number or gas.cas_number,
            molar_mass_g_per_mol=before.molar_mass_g_per_mol or gas.molar_mass_g_per_mol,
            aliases=before.aliases,
            ordinary_sources=before.ordinary_sources,
        )
    return GasLibrary(gases, name)


def _gas(name: str, entry: dict[str, Any]) -> Gas:
    table = np.array(entry["bands"], dtype=np.float64).reshape(-1, 4)
    windows = tuple((float(first), float(last)) for first, last in entry["windows_cm1"])
    bands = GaussianBands(table[:, 0], table[:, 1], table[:, 2], table[:, 3], windows)
    return Gas(
        name=name,
        source_class=entry["source_class"],
        spectrum=spectrum_of_bands(bands),
        formula=entry["formula"],
        cas_number=entry["cas_number"],
        molar_mass_g_per_mol=entry["molar_mass_g_per_mol"],
        temperature_k=entry["temperature_k"],
        pressure_hpa=entry["pressure_hpa"],
        source=entry["source"],
        aliases=tuple(entry["aliases"]),
        ordinary_sources=tuple(entry["ordinary_sources"]),
        bands=bands,
        relative_error=entry["relative_error"],
        remarks=tuple(entry["remarks"]),
    )


def plain_name(name: str) -> str:
    """Return a name without case, blanks, hyphens, underscores and commas, for comparing."""
    return "".join(c for c in name.casefold() if c not in " -_,()")


def names_of(library: GasLibrary) -> dict[str, str]:
    """Return every spelling a gas goes by (plain) and the library's own name for it."""
    known: dict[str, str] = {}
    for gas in library:
        for spelling in (gas.formula, *gas.aliases, gas.cas_number):
            if spelling:
                known.setdefault(plain_name(spelling), gas.name)
    # A formula may belong to several gases (three xylenes): it names none of them.
    formulas = [plain_name(gas.formula) for gas in library]
    for formula in {f for f in formulas if formulas.count(f) > 1}:
        known.pop(formula, None)
    known.update({plain_name(gas.name): gas.name for gas in library})
    return known


def select_gases(library: GasLibrary, names: Iterable[str]) -> GasLibrary:
    """Return the gases that go by ``names``, in library order.

    Parameters
    ----------
    library : GasLibrary
    names : iterable of str
        Names, aliases, formulas that belong to one gas, or CAS numbers; case, blanks and
        hyphens do not matter. None at all, or ``all``, means the whole library.

    Returns
    -------
    GasLibrary

    Raises
    ------
    OptionError
        When a name is unknown; the message offers the closest ones.
    """
    asked = [name.strip() for name in names if name.strip()]
    if not asked or [plain_name(name) for name in asked] == ["all"]:
        return library
    known = names_of(library)
    unknown = [name for name in asked if plain_name(name) not in known]
    if unknown:
        raise _unknown_gas(library, known, unknown)
    chosen = {known[plain_name(name)] for name in asked}
    return GasLibrary({k: gas for k, gas in library.gases.items() if k in chosen}, library.name)


def _closest(name: str, known: dict[str, str]) -> list[str]:
    """Return spellings that look like ``name``, or that go on where it stops."""
    longer = [spelling for spelling in known if len(name) >= 4 and spelling.startswith(name[:6])]
    return (difflib.get_close_matches(name, list(known), n=3, cutoff=0.7) or longer)[:3]


def _unknown_gas(library: GasLibrary, known: dict[str, str], unknown: list[str]) -> OptionError:
    close = {known[match] for name in unknown for match in _closest(plain_name(name), known)}
    offer = f"Did you mean {' or '.join(sorted(close))}? " if close else ""
    return OptionError.about(
        f"gas library '{library.name}'",
        "gas name",
        found=", ".join(unknown),
        expected=f"the name of one of its {len(library)} gases",
        remedy=f"{offer}'cathartes gases list' shows all names.",
    )
