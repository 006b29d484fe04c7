"""``posterior.nc`` back into records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import InputError
from cathartes.io.results.location.source_json import summary_from_json
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.source import ObservationFit, SourceLocation

_FLOATS = (
    "easting_m",
    "northing_m",
    "height_m",
    "emission_rate_kg_per_h",
    "direction_offset_deg",
    "log_speed_factor",
    "log_sigma_y_factor",
    "log_sigma_z_factor",
)
_INTEGERS = ("number_of_sources", "emitter", "scheme")


def read_posterior(path: Path) -> SourcePosterior:
    """Read the draws back, as they were written.

    Raises
    ------
    InputError
        If this is not a ``posterior.nc`` that cathartes wrote.
    """
    with _opened(Path(path)) as file:
        return _posterior_of(file)


def read_location(path: Path) -> SourceLocation:
    """Read everything that ``posterior.nc`` holds back: summary, draws and fit.

    Raises
    ------
    InputError
        If this is not a ``posterior.nc`` that cathartes wrote.
    """
    with _opened(Path(path)) as file:
        summary = summary_from_json(json.loads(_text(file, "summary")))
        nothing = np.zeros(0)
        fit = ObservationFit(
            **{
                name: _floats(file, variable) if variable in file.variables else nothing
                for name, variable in (
                    ("background", "background"),
                    ("from_sources", "from_sources"),
                    ("std", "fit_std"),
                )
            }
        )
        return SourceLocation(
            case_name=summary.case_name,
            sources=summary.sources,
            p_number_of_sources=summary.p_number_of_sources,
            p_scheme=summary.p_scheme,
            wind=summary.wind,
            fit=fit,
            posterior=_posterior_of(file),
            crs=summary.crs,
            warnings=summary.warnings,
            provenance=summary.provenance,
        )


def _posterior_of(file: Any) -> SourcePosterior:
    schemes = json.loads(_text(file, "summary"))["scheme_names"]
    draws: dict[str, Any] = {name: _floats(file, name) for name in _FLOATS}
    draws |= {name: np.asarray(file.variables[name][...], np.int32) for name in _INTEGERS}
    return SourcePosterior(
        **draws,
        scheme_names=tuple(schemes),
        gas_names=tuple(_decoded(name) for name in file.variables["gas"][...]),
    )


def _floats(file: Any, name: str) -> NDArray[np.float64]:
    return np.asarray(file.variables[name][...], np.float64)


def _text(file: Any, name: str) -> str:
    return _decoded(np.asarray(file.variables[name][...]).item())


def _decoded(text: Any) -> str:
    return text.decode("utf-8") if isinstance(text, bytes) else str(text)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import h5netcdf  # type: ignore[import-untyped]

    if not path.is_file():
        raise InputError.about(
            path,
            "the file",
            found="a folder" if path.is_dir() else "no such file",
            expected="the posterior.nc that `cathartes locate` wrote into its --out folder",
            remedy="Give that file's path, or run `cathartes locate` on the case first.",
        )
    try:
        with h5netcdf.File(path, "r") as file:
            yield file
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError.about(
            path,
            "the file",
            found=f"{type(error).__name__}: {error}",
            expected="a posterior.nc that `cathartes locate` wrote",
            remedy="Run `cathartes locate` on the case again.",
        ) from error
