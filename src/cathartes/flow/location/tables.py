"""A case from two files and what was typed beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cathartes.errors import OptionError
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import GasOfCase


def read_tables(
    observations: Path,
    wind: Path,
    gases: Sequence[str],
    *,
    molar_mass_g_per_mol: float | None,
    search_area: str | None,
    crs: str | None,
    wind_kind: str | None,
) -> SourceCase:
    """Read a case from its files.

    Parameters
    ----------
    observations, wind : Path
    gases : sequence of str
        As the gas library knows them, or one of any name with a molar mass.
    molar_mass_g_per_mol : float or None
    search_area : str or None
        Four numbers with commas.
    crs : str or None
        None: as the observations say.
    wind_kind : str or None
        None: as the file looks.

    Raises
    ------
    OptionError
        If a gas is not known and has no molar mass, or the search area is no four numbers.
    CaseError
        If a file cannot be used.
    """
    from cathartes.io.cases import case_from_files

    if molar_mass_g_per_mol is not None and len(gases) > 1:
        raise OptionError.about(
            "the command line",
            "--molar-mass",
            found=f"one for {len(gases)} gases",
            expected="one gas with it",
            remedy="Write several gases that the library does not know into a case.json.",
        )
    return case_from_files(
        observations,
        wind,
        [_gas(gas, molar_mass_g_per_mol) for gas in gases],
        search_area_m=None if search_area is None else _corners(search_area),
        crs=crs,
        wind_kind=wind_kind,
    )


def _gas(name: str, molar_mass_g_per_mol: float | None) -> GasOfCase:
    if molar_mass_g_per_mol is not None:
        return GasOfCase(name, molar_mass_g_per_mol)
    from cathartes.physics.gases import load_library
    from cathartes.physics.gases.library import select_gases

    try:
        (gas,) = select_gases(load_library("bundled"), [name]).gases.values()
    except OptionError as error:
        raise OptionError(f"{error} A gas of your own needs --molar-mass beside it.") from error
    mass = gas.molar_mass_g_per_mol
    if mass is None:
        raise OptionError.about(
            "the command line",
            "--gas",
            found=f"{name}, whose molar mass is not known",
            expected="a gas with a molar mass",
            remedy="Give it with --molar-mass.",
        )
    return GasOfCase(name, mass)


def _corners(text: str) -> tuple[float, float, float, float]:
    try:
        east, north, east_end, north_end = (float(part) for part in text.split(","))
    except ValueError as error:
        raise OptionError.about(
            "the command line",
            "--search-area",
            found=text,
            expected="four numbers with commas: easting and northing of two corners, metres",
            remedy="Give for instance --search-area=-50,-50,250,150.",
        ) from error
    return east, north, east_end, north_end
