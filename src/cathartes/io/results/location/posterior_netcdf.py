"""``posterior.nc``: the draws behind ``source.json``, and data against fit, as CF NetCDF.

Each draw is one world, all equally likely; what does not exist in a world is NaN. What the
summary holds lies beside the draws as JSON in the scalar variables ``summary`` and
``provenance``: the file alone gives the whole result back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.io.atomic import replace_file
from cathartes.io.results.location.source_json import location_to_json
from cathartes.io.results.location.wgs84 import is_local
from cathartes.io.results.plume_records import provenance_to_json
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import Observations
from cathartes.model.location.source import ObservationFit, SourceLocation

_COMPRESSION = {"compression": "gzip", "compression_opts": 4, "shuffle": True}
Variables = Mapping[str, tuple[tuple[str, ...], NDArray[Any], dict[str, str]]]
"""By name: dimensions, values, attributes."""


def write_posterior(path: Path, location: SourceLocation, case: SourceCase | None = None) -> None:
    """Write the draws of one case, and its data against the fit.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    location : SourceLocation
    case : SourceCase, optional
        What was located; an image has none.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    """
    import h5netcdf  # type: ignore[import-untyped]

    # In memory first: it is small, and HDF5 can crash on a disk that is full.
    content = BytesIO()
    with h5netcdf.File(content, "w") as file:
        _write(file, location, case)
    with replace_file(Path(path)) as unfinished:
        unfinished.write_bytes(content.getvalue())


def _write(file: Any, location: SourceLocation, case: SourceCase | None) -> None:
    posterior = location.posterior
    draws, sources = posterior.easting_m.shape
    n_observations = case.observations.size if case is not None else location.fit.std.size
    file.dimensions = {"draw": draws, "source": sources, "gas": len(posterior.gas_names)}
    provenance = location.provenance
    when = provenance.made_at.isoformat() if provenance.made_at else "at an unknown time"
    file.attrs.update(
        {
            "Conventions": "CF-1.11",
            "title": f"Sources of {location.case_name}",
            "source": f"cathartes {provenance.versions.get('cathartes', '')}".strip(),
            "history": f"{when}: cathartes locate",
            "coordinate_system": location.crs,
            "comment": " ".join(location.warnings)[:4000] or "none",
        }
    )
    placing: dict[str, str] = {}
    if not is_local(location.crs):
        _write_grid_mapping(file, location.crs)
        placing = {"grid_mapping": "crs"}
    _write_variables(file, draw_variables(location, placing))
    _write_names(file, "gas", "gas", posterior.gas_names, "name of the gas")
    if n_observations:
        file.dimensions["observation"] = n_observations
        _write_variables(file, fit_variables(location.fit, case))
        if case is not None:
            names = case.observations.sensor_names
            file.dimensions["sensor"] = len(names)
            _write_names(file, "sensor", "sensor", names, "name of the sensor")
            _write_variables(file, observation_variables(case.observations, placing))
    summary = {**location_to_json(location), "scheme_names": list(posterior.scheme_names)}
    _write_text(file, "summary", summary)
    _write_text(file, "provenance", provenance_to_json(provenance))


def draw_variables(location: SourceLocation, placing: dict[str, str]) -> Variables:
    """Return the draws with their attributes."""
    posterior = location.posterior
    places = ("draw", "source")
    flags = {
        "flag_values": np.arange(len(posterior.scheme_names), dtype=np.int32),
        "flag_meanings": " ".join("_".join(name.split()) for name in posterior.scheme_names),
    }
    described: dict[str, tuple[tuple[str, ...], str, str, dict[str, Any]]] = {
        "number_of_sources": (("draw",), "number of sources in this draw", "1", {}),
        "easting_m": (
            places, "easting of the source", "m",
            {"standard_name": "projection_x_coordinate", **placing},
        ),
        "northing_m": (
            places, "northing of the source", "m",
            {"standard_name": "projection_y_coordinate", **placing},
        ),
        "height_m": (
            places, "height of the source above ground", "m", {"standard_name": "height"},
        ),
        "emission_rate_kg_per_h": (
            ("draw", "source", "gas"), "emission rate of the source", "kg h-1", {},
        ),
        "emitter": (
            places, "emitter of source.json this source belongs to, 0 for none", "1", {},
        ),
        "scheme": (("draw",), "dispersion scheme", "1", flags),
        "direction_offset_deg": (
            ("draw",), "fitted minus given wind direction, clockwise", "degree", {},
        ),
        "log_speed_factor": (
            ("draw",), "natural logarithm of fitted over given wind speed", "1", {},
        ),
        "log_sigma_y_factor": (
            ("draw",), "natural logarithm of the factor on the cross-wind spread", "1", {},
        ),
        "log_sigma_z_factor": (
            ("draw",), "natural logarithm of the factor on the vertical spread", "1", {},
        ),
    }  # fmt: skip
    return {
        name: (
            dimensions,
            np.asarray(getattr(posterior, name)),
            {"long_name": long_name, "units": units, **more},
        )
        for name, (dimensions, long_name, units, more) in described.items()
    }


def fit_variables(fit: ObservationFit, case: SourceCase | None) -> Variables:
    """Return data against fit with attributes, in the unit of the observations."""
    unit = _cf_unit(case.observations.unit) if case is not None else "1"
    described = {
        "background": ("fitted background and offset of the sensor", fit.background),
        "from_sources": ("posterior mean of what the sources add", fit.from_sources),
        "fit_std": (
            "standard deviation of value minus background minus from_sources, model error included",
            fit.std,
        ),
    }
    return {
        name: (("observation",), values, {"long_name": long_name, "units": unit})
        for name, (long_name, values) in described.items()
    }


def observation_variables(observations: Observations, placing: dict[str, str]) -> Variables:
    """Return what was sensed with attributes."""
    o, unit = observations, _cf_unit(observations.unit)
    metres = {"units": "m", **placing}
    variables: dict[str, tuple[tuple[str, ...], NDArray[Any], dict[str, str]]] = {
        "time": (
            ("observation",), o.time_s,
            {
                "standard_name": "time",
                "long_name": "start of the averaging interval",
                "units": "seconds since 1970-01-01 00:00:00",
                "calendar": "standard",
            },
        ),
        "averaging_s": (
            ("observation",), o.averaging_s, {"long_name": "averaging interval", "units": "s"}
        ),
        "observation_sensor": (
            ("observation",), o.sensor, {"long_name": "index into sensor", "units": "1"}
        ),
        "observation_gas": (
            ("observation",), o.gas, {"long_name": "index into gas of the case", "units": "1"}
        ),
        "value": (
            ("observation",), o.value,
            {"long_name": "mean concentration along the path", "units": unit},
        ),
    }  # fmt: skip
    for end, ends in (("begin", o.begin_m), ("end", o.end_m)):
        for index, axis in enumerate(("easting", "northing", "height")):
            variables[f"path_{end}_{axis}_m"] = (
                ("observation",),
                ends[:, index],
                {"long_name": f"{axis} of the {end} of the path", **metres},
            )
    return variables


def _cf_unit(unit: str) -> str:
    """Return a unit UDUNITS can read."""
    return {"ppm": "1e-6", "mg m-3": "mg m-3"}.get(unit, unit)


def _write_variables(file: Any, variables: Variables) -> None:
    for name, (dimensions, values, attributes) in variables.items():
        filled = {"fillvalue": np.nan} if values.dtype.kind == "f" else {}
        compressed = _COMPRESSION if values.size else {}
        variable = file.create_variable(name, dimensions, values.dtype, **filled, **compressed)
        variable.attrs.update(attributes)
        if values.size:
            variable[...] = values


def _write_names(
    file: Any, name: str, dimension: str, names: Sequence[str], long_name: str
) -> None:
    import h5py

    variable = file.create_variable(name, (dimension,), h5py.string_dtype())
    variable.attrs["long_name"] = long_name
    if names:
        variable[...] = np.array(names, dtype=object)


def _write_grid_mapping(file: Any, crs: str) -> None:
    from pyproj import CRS

    known = CRS.from_user_input(crs)
    mapping = file.create_variable("crs", (), np.int32)
    attributes = {k: v for k, v in known.to_cf().items() if isinstance(v, str | int | float | list)}
    mapping.attrs.update({**attributes, "spatial_ref": known.to_wkt()})


def _write_text(file: Any, name: str, values: Mapping[str, Any]) -> None:
    import h5py

    variable = file.create_variable(name, (), h5py.string_dtype())
    variable.attrs["long_name"] = f"{name} of this result, JSON"
    variable[...] = json.dumps(values, ensure_ascii=False, allow_nan=False)
