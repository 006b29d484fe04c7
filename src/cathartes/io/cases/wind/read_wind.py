"""A wind from any file that holds one; what it is, is told by what is inside."""

from __future__ import annotations

from pathlib import Path

from cathartes.errors import CaseError
from cathartes.io.cases.tables import Signature, signature_of
from cathartes.io.cases.wind.need import WindNeed
from cathartes.io.cases.wind.reports.metar_file import holds_metar, read_metar
from cathartes.io.cases.wind.wind_table import read_wind_table
from cathartes.model.location.wind_series import WIND_ERRORS, WindSeries

_LOOKED_AT = 2**20


def read_wind(
    path: Path, need: WindNeed, kind: str | None, *, kind_of_tables: str = "mast"
) -> tuple[WindSeries, tuple[str, ...]]:
    """Read a wind; return it with what was noticed.

    Parameters
    ----------
    path : Path
        CSV table, METAR text, NetCDF or GRIB.
    need : WindNeed
        Time and place of the observations.
    kind : str or None
        Where the wind is from, a key of ``WIND_ERRORS``; None: as the file looks.
    kind_of_tables : str
        Of a CSV table where ``kind`` is None.

    Raises
    ------
    CaseError
        If the file cannot be read, or holds no wind.
    """
    if kind is not None and kind not in WIND_ERRORS:
        raise CaseError.about(
            path,
            "wind_kind",
            found=repr(kind),
            expected="one of " + ", ".join(WIND_ERRORS),
            remedy="Say where the wind is from, or leave it out.",
        )
    signature = signature_of(path)
    if signature is Signature.GRIB:
        from cathartes.io.cases.wind.fields.grib import read_grib_wind

        return read_grib_wind(path, need, kind)
    if signature in (Signature.HDF5, Signature.NETCDF3):
        from cathartes.io.cases.wind.fields.netcdf import read_netcdf_wind

        return read_netcdf_wind(path, need, kind)
    if signature is Signature.SQLITE:
        raise CaseError.about(
            path,
            "file",
            found="a GeoPackage",
            expected="a wind: a CSV table, METAR text, NetCDF or GRIB",
            remedy="Observations may be a GeoPackage; export the wind as CSV.",
        )
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        begin = file.read(_LOOKED_AT)
    header = begin.lstrip().split("\n", 1)[0]
    if "speed_m_s" not in header and holds_metar(begin):
        wind, told = read_metar(path, need.middle_s)
        return (wind, told) if kind in (None, "metar") else (_of_kind(wind, kind), told)
    if not any(mark in header for mark in ",;\t|"):
        raise CaseError.about(
            path,
            "file",
            found=f"text that begins with {header[:60]!r}",
            expected="a CSV table with columns time, speed_m_s, from_direction_deg, or METAR "
            "reports like EGDM 091120Z 05006KT",
            remedy="Give one of them.",
        )
    return read_wind_table(path, kind or kind_of_tables)


def _of_kind(wind: WindSeries, kind: str) -> WindSeries:
    """Return the wind with the errors of another kind, where they were those of METAR."""
    import numpy as np
    from attrs import evolve

    before, after = WIND_ERRORS[wind.kind], WIND_ERRORS[kind]
    return evolve(
        wind,
        kind=kind,
        speed_log_std=np.where(wind.speed_log_std == before[0], after[0], wind.speed_log_std),
        from_direction_error_deg=np.where(
            wind.from_direction_error_deg == before[1], after[1], wind.from_direction_error_deg
        ),
    )
