"""``detection.nc``: the maps behind the plumes, as CF NetCDF, with everything needed to go on.

The gas maps share one ``gas`` dimension. A gas that has a score but no stated column (or the
other way round) has fill values there, which take no room: those chunks are never written.
What is not a map (plumes, rejections, what the instrument cannot see) is JSON in the scalar
variable ``record``; where the result came from is JSON in the scalar variable ``provenance``.
HDF5 attributes end at 64 KiB, variables do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.io.atomic import replace_file
from cathartes.io.paged_maps import line_runs
from cathartes.io.results.ground_coordinates import write_ground_coordinates
from cathartes.io.results.plume_records import (
    plume_to_json,
    provenance_to_json,
    rejection_to_json,
    time_to_json,
)
from cathartes.io.results.steady_file import SteadyFile
from cathartes.model.plume import QUALITY_FLAGS, Detection, Plume
from cathartes.model.scene import Georeference

_COMPRESSION = {"compression": "gzip", "compression_opts": 4, "shuffle": True}
_MOST_CHUNK_LINES, _MOST_CHUNK_SAMPLES = 256, 1024
PICTURE_SCALE = 1.0 / 255.0
"""The picture is kept in 8 bits."""


def write_detection(
    path: Path, detection: Detection, georeference: Georeference | None = None
) -> None:
    """Write everything that was found in one scene.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    detection : Detection
        What was found.
    georeference : Georeference, optional
        Of the scene.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    """
    import h5netcdf  # type: ignore[import-untyped]

    with replace_file(Path(path)) as unfinished, SteadyFile(unfinished) as disk:
        with h5netcdf.File(disk, "w") as file:
            _write(file, detection, georeference, disk.raise_refusal)
        disk.raise_refusal()


def _write(
    file: Any,
    detection: Detection,
    georeference: Georeference | None,
    check: Callable[[], None],
) -> None:
    lines, samples = detection.shape
    gases = list(dict.fromkeys([*detection.score, *detection.column, *detection.column_std]))
    file.dimensions = {"line": lines, "sample": samples, "gas": len(gases), "rgb": 3}
    _write_attributes(file, detection)
    _write_axes(file, detection.shape, gases)
    placing = write_ground_coordinates(file, georeference, detection.shape, _COMPRESSION)

    plane = (min(lines, _MOST_CHUNK_LINES), min(samples, _MOST_CHUNK_SAMPLES))
    options = {"chunks": plane, **_COMPRESSION}
    maps: dict[str, tuple[NDArray[Any], dict[str, Any]]] = {
        "plume_id": (
            np.asarray(detection.plume_id, np.int32),
            {"long_name": "plume each pixel belongs to, 0 for none", "units": "1"},
        ),
        "quality": (
            np.asarray(detection.quality, dtype=np.uint8),
            {
                "long_name": "quality of each pixel",
                "flag_masks": np.array(list(QUALITY_FLAGS), np.uint8),
                "flag_meanings": " ".join(_flag_word(text) for text in QUALITY_FLAGS.values()),
                "comment": "; ".join(f"{bit} = {text}" for bit, text in QUALITY_FLAGS.items()),
            },
        ),
    }
    for name, (values, attributes) in maps.items():
        variable = file.create_variable(name, ("line", "sample"), values.dtype, **options)
        variable.attrs.update({**attributes, **placing})
        for block in line_runs(values, _MOST_CHUNK_LINES):
            variable[block] = values[block]
            check()

    gas_maps: dict[str, tuple[Mapping[str, NDArray[np.float32]], dict[str, str]]] = {
        "score": (
            detection.score,
            {
                "long_name": "detection statistic, grows with the certainty of gas",
                "units": "1",
                "comment": "begins with the block of lines in which the gas was first found, "
                "unless every score was kept",
                "ancillary_variables": "quality",
            },
        ),
        "column": (
            detection.column,
            {
                "long_name": "gas column, concentration times path",
                "units": "ppm m",
                "ancillary_variables": "column_std quality",
            },
        ),
        "column_std": (
            detection.column_std,
            {"long_name": "standard deviation of column", "units": "ppm m"},
        ),
    }
    for name, (by_gas, attributes) in gas_maps.items():
        cube = {**_COMPRESSION, "chunks": (1, *plane), "fillvalue": np.float32("nan")}
        variable = file.create_variable(name, ("gas", "line", "sample"), np.float32, **cube)
        variable.attrs.update({**attributes, **placing})
        for index, gas in enumerate(gases):
            if gas in by_gas:
                for block in line_runs(by_gas[gas], _MOST_CHUNK_LINES):
                    variable[index, block] = by_gas[gas][block]
                    check()

    picture = file.create_variable(
        "picture", ("line", "sample", "rgb"), np.uint8, chunks=(*plane, 3), **_COMPRESSION
    )
    picture.attrs.update(
        {
            "long_name": "the scene as a person would look at it",
            "scale_factor": PICTURE_SCALE,
            "comment": detection.picture_caption,
            **placing,
        }
    )
    for block in line_runs(detection.picture, _MOST_CHUNK_LINES):
        seen = np.clip(np.nan_to_num(detection.picture[block]), 0.0, 1.0)
        picture[block] = np.rint(seen / PICTURE_SCALE).astype(np.uint8)
        check()

    _write_spectra(file, detection.plumes)
    _write_text(file, "provenance", provenance_to_json(detection.provenance))
    record = {
        "scene_name": detection.scene_name,
        "picture_caption": detection.picture_caption,
        "plumes": [plume_to_json(plume) for plume in detection.plumes],
        "rejections": [rejection_to_json(one) for one in detection.rejections],
        "invisible": dict(detection.invisible),
        "groups": [list(group) for group in detection.groups],
        "remarks": list(detection.remarks),
        "score_at_rate": [[rate, dict(by)] for rate, by in detection.score_at_rate.items()],
        "acquired_at": time_to_json(detection.acquired_at),
        "instrument": detection.instrument,
        "gases_with": {name: list(by_gas) for name, (by_gas, _) in gas_maps.items()},
    }
    _write_text(file, "record", record)


def _write_attributes(file: Any, detection: Detection) -> None:
    made_at = detection.provenance.made_at
    when = made_at.isoformat() if made_at else "at an unknown time"
    versions = detection.provenance.versions
    file.attrs.update(
        {
            "Conventions": "CF-1.11",
            "title": f"Gas plumes in {detection.scene_name}",
            "source": f"cathartes {versions.get('cathartes', '')}".strip(),
            "history": f"{when}: cathartes detect",
            "comment": " ".join(detection.remarks)[:4000] or "none",
        }
    )
    if detection.acquired_at is not None:
        file.attrs["time_coverage_start"] = detection.acquired_at.isoformat()
    if detection.instrument:
        file.attrs["instrument"] = detection.instrument


def _write_axes(file: Any, shape: tuple[int, int], gases: Sequence[str]) -> None:
    import h5py

    for name, length in zip(("line", "sample"), shape, strict=True):
        axis = file.create_variable(name, (name,), np.int32)
        axis.attrs.update({"long_name": f"{name} of the scene, pixel centre", "units": "1"})
        axis[...] = np.arange(length, dtype=np.int32)
    axis = file.create_variable("gas", ("gas",), h5py.string_dtype())
    axis.attrs["long_name"] = "name of the gas"
    if gases:
        axis[...] = np.array(gases, dtype=object)


def _write_spectra(file: Any, plumes: Sequence[Plume]) -> None:
    """Write each plume's evidence; plumes may differ in channels, so shorter ones are filled."""
    import h5py

    if not plumes:
        return
    fitted = list(dict.fromkeys(gas for plume in plumes for gas in plume.spectrum.fitted))
    channels = max(plume.spectrum.wavelength_um.size for plume in plumes)
    sizes = {"plume": len(plumes), "channel": channels, "fitted_gas": len(fitted)}
    for dimension, size in sizes.items():
        file.dimensions[dimension] = size
    axis = file.create_variable("plume", ("plume",), np.int32)
    axis.attrs["long_name"] = "plume, as in plume_id"
    axis[...] = np.array([plume.plume_id for plume in plumes], np.int32)
    names = file.create_variable("fitted_gas", ("fitted_gas",), h5py.string_dtype())
    if fitted:
        names[...] = np.array(fitted, dtype=object)
    if channels == 0:
        return
    told = plumes[0].spectrum.unit
    unit = _unit_without_words(told)
    described = {
        "spectrum_wavelength": ("wavelength of each channel", "um"),
        "spectrum_difference": (f"plume minus its matched background, {told}", unit),
        "spectrum_difference_std": ("standard deviation of spectrum_difference", unit),
    }
    for name, (long_name, units) in described.items():
        variable = file.create_variable(
            name, ("plume", "channel"), np.float64, fillvalue=np.nan, **_COMPRESSION
        )
        variable.attrs.update({"long_name": long_name, "units": units})
        field = {"spectrum_wavelength": "wavelength_um"}.get(name, name.removeprefix("spectrum_"))
        for index, plume in enumerate(plumes):
            values = getattr(plume.spectrum, field)
            variable[index, : values.size] = values
    if not fitted:
        return
    variable = file.create_variable(
        "spectrum_fitted",
        ("plume", "fitted_gas", "channel"),
        np.float64,
        fillvalue=np.nan,
        chunks=(1, 1, channels),
        **_COMPRESSION,
    )
    variable.attrs.update({"long_name": "what each fitted gas explains", "units": unit})
    for index, plume in enumerate(plumes):
        for gas, values in plume.spectrum.fitted.items():
            variable[index, fitted.index(gas), : values.size] = values


def _write_text(file: Any, name: str, values: Mapping[str, Any]) -> None:
    import h5py

    variable = file.create_variable(name, (), h5py.string_dtype())
    variable.attrs["long_name"] = f"{name} of this result, JSON"
    variable[...] = json.dumps(values, ensure_ascii=False)


def _unit_without_words(unit: str) -> str:
    """Return what UDUNITS can read of a unit; ``1`` where it is told in words alone."""
    plain = unit.partition(" (")[0]
    return (
        plain if re.fullmatch(r"(1|[A-Za-z]{1,3}(-?\d)?)( [A-Za-z]{1,3}(-?\d)?)*", plain) else "1"
    )


def _flag_word(text: str) -> str:
    """Make one word of a flag's meaning, as CF asks (letters, digits, underscores)."""
    word: Iterable[str] = (c if c.isalnum() else " " for c in text.partition(":")[0].lower())
    return "_".join("".join(word).split())
