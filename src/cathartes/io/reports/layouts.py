"""How published lists of plumes are laid out: one table, to be read and added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen


@frozen
class ReportLayout:
    """The columns (of CSV) or properties (of GeoJSON) of one publisher.

    Attributes
    ----------
    name : str
        For people.
    reported_by : str
        Who says so; a column ``reported_by`` or ``operator`` goes before it.
    grade : str
        Admiralty grade, unless a column ``grade`` tells one.
    marks : tuple of str
        Columns that together tell this layout from all others.
    columns : mapping of str to tuple of str
        Names under which each thing stands, the first that is there counts. Things: ``id``,
        ``longitude``, ``latitude``, ``moment`` or ``date`` and ``clock``, ``gas``, ``rate``,
        ``rate_std``, ``rate_low``, ``rate_high``, ``column``, ``column_std``, ``platform``,
        ``position_std``, ``reported_by``, ``grade``.
    kg_per_h : float
        What one unit of the rates is.
    gas : str
        Where no column tells it; a name of the gas library.
    position_std_m : float
        How far a published position may be from the source, one standard deviation along an
        axis, unless the platform tells better.
    source : str
        Where the layout is described.
    """

    name: str
    reported_by: str
    grade: str
    marks: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    kg_per_h: float = 1.0
    gas: str = "methane"
    position_std_m: float = 100.0
    source: str = ""


_ANY = {"grade": ("grade",), "reported_by": ("reported_by", "operator")}

LAYOUTS: tuple[ReportLayout, ...] = (
    ReportLayout(
        name="Carbon Mapper plumes",
        reported_by="Carbon Mapper",
        grade="B2",
        marks=("plume_id", "emission_auto"),
        columns={
            **_ANY,
            "id": ("plume_id",),
            "longitude": ("plume_longitude", "longitude"),
            "latitude": ("plume_latitude", "latitude"),
            "moment": ("datetime", "scene_timestamp"),
            "gas": ("gas",),
            "rate": ("emission_auto",),
            "rate_std": ("emission_uncertainty_auto",),
            "platform": ("platform", "instrument"),
        },
        position_std_m=50.0,
        source="Carbon Mapper product guide: kg/h, one standard deviation, UTC",
    ),
    ReportLayout(
        name="IMEO MARS plumes",
        reported_by="UNEP IMEO",
        grade="B2",
        marks=("lat", "lon", "ch4_fluxrate"),
        columns={
            **_ANY,
            "id": ("id_plume",),
            "longitude": ("lon",),
            "latitude": ("lat",),
            "moment": ("tile_date",),
            "rate": ("ch4_fluxrate",),
            "rate_std": ("ch4_fluxrate_std",),
            "platform": ("satellite",),
            "reported_by": ("quantification_institution", "reported_by"),
        },
        position_std_m=100.0,
        source="IMEO definitions of detected plumes: kg/h, one standard deviation, UTC",
    ),
    ReportLayout(
        name="weekly TROPOMI plumes (SRON, CAMS hot spots)",
        reported_by="SRON or CAMS, TROPOMI",
        grade="B2",
        marks=("date", "time_UTC", "lat", "lon", "source_rate_t/h"),
        columns={
            **_ANY,
            "longitude": ("lon",),
            "latitude": ("lat",),
            "date": ("date",),
            "clock": ("time_UTC",),
            "rate": ("source_rate_t/h",),
            "rate_std": ("uncertainty_t/h",),
        },
        kg_per_h=1000.0,
        position_std_m=5000.0,
        source="Schuit et al. 2023: t/h, one standard deviation; pixels of 5.5 x 7 km",
    ),
    ReportLayout(
        name="EMIT plume complexes",
        reported_by="NASA EMIT",
        grade="B2",
        marks=("Plume ID", "UTC Time Observed", "Max Plume Concentration (ppm m)"),
        columns={
            **_ANY,
            "id": ("Plume ID",),
            "longitude": ("Longitude of max concentration",),
            "latitude": ("Latitude of max concentration",),
            "moment": ("UTC Time Observed",),
            "rate": ("Emissions Rate Estimate (kg/hr)",),
            "rate_std": ("Emissions Rate Estimate Uncertainty (kg/hr)",),
            "column": ("Max Plume Concentration (ppm m)",),
            "column_std": ("Concentration Uncertainty (ppm m)",),
        },
        position_std_m=200.0,
        source="EMIT L2B CH4PLM user guide: kg/h, ppm m, UTC; pixels of 60 m",
    ),
    ReportLayout(
        name="passes over a known place",
        reported_by="",
        grade="B3",
        marks=("operator", "time", "reported_kg_per_h"),
        columns={
            **_ANY,
            "id": ("overpass_id", "pass_id"),
            "moment": ("time",),
            "rate": ("reported_kg_per_h",),
            "rate_low": ("reported_lower_kg_per_h",),
            "rate_high": ("reported_upper_kg_per_h",),
        },
        position_std_m=50.0,
        source="tables of controlled releases; the place is given beside them",
    ),
    ReportLayout(
        name="plain list",
        reported_by="",
        grade="",
        marks=("longitude", "latitude", "seen_at", "reported_by"),
        columns={
            **_ANY,
            "id": ("id",),
            "longitude": ("longitude",),
            "latitude": ("latitude",),
            "moment": ("seen_at",),
            "gas": ("gas",),
            "rate": ("emission_rate_kg_per_h",),
            "rate_std": ("emission_rate_std_kg_per_h",),
            "position_std": ("position_std_m",),
        },
        gas="unknown",
        position_std_m=500.0,
        source="cathartes: for whatever is published otherwise",
    ),
)
"""Asked in this order; names are compared without regard to case."""

POSITION_STD_M: Mapping[str, float] = {
    "tropomi": 5000.0,
    "s5p": 5000.0,
    "sentinel-5p": 5000.0,
    "viirs": 750.0,
    "modis": 1000.0,
    "goes": 2000.0,
    "sentinel-3": 500.0,
    "s3a": 500.0,
    "s3b": 500.0,
}
"""Of positions by the platform that saw the plume: a pixel or so."""

GAS_WORDS: Mapping[str, str] = {
    "ch4": "methane",
    "nh3": "ammonia",
    "so2": "sulfur dioxide",
    "c2h4": "ethylene",
    "h2s": "H2S",
    "hydrogen sulfide": "H2S",
    "co2": "carbon dioxide",
}
"""Formulas that lists use, by the names the gas library has."""


def layout_of_columns(names: Iterable[str]) -> ReportLayout | None:
    """Return the layout that columns of these names have, None where it is none that is known."""
    there = {name.strip().casefold() for name in names}
    for layout in LAYOUTS:
        if {mark.casefold() for mark in layout.marks} <= there:
            return layout
    return None


def layouts_in_words() -> str:
    """Return the columns by which each layout is known."""
    return "; ".join(f"{one.name}: {', '.join(one.marks)}" for one in LAYOUTS)
