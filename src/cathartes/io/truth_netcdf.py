"""``truth.nc``: maps of what is true of a simulated scene, as CF NetCDF."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.io.atomic import replace_file

_COMPRESSION: dict[str, Any] = {"compression": "gzip", "compression_opts": 4, "shuffle": True}


@frozen(eq=False)
class MapVariable:
    """One variable with its dimensions, unit and meaning."""

    dims: tuple[str, ...]
    values: NDArray[Any]
    units: str
    long_name: str


def write_maps(
    path: Path, variables: Mapping[str, MapVariable], attributes: Mapping[str, str | float]
) -> None:
    """Write variables that share dimensions.

    Parameters
    ----------
    path : Path
        Replaced when the new file is whole.
    variables : mapping of str to MapVariable
    attributes : mapping of str to str or float
        Of the file.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    """
    import h5netcdf  # type: ignore[import-untyped]

    # Written to memory first: the HDF5 library does not take a full disk well.
    image = BytesIO()
    with h5netcdf.File(image, "w") as file:
        sizes: dict[str, int] = {}
        for one in variables.values():
            sizes.update(zip(one.dims, one.values.shape, strict=True))
        file.dimensions = sizes
        file.attrs.update({"Conventions": "CF-1.11", **attributes})
        for name, one in variables.items():
            options = _COMPRESSION if one.values.ndim > 1 and one.values.size else {}
            dtype = one.values.dtype
            if dtype.kind == "U":
                _write_words(file, name, one)
                continue
            variable = file.create_variable(name, one.dims, dtype, **options)
            variable.attrs.update({"units": one.units, "long_name": one.long_name})
            if one.values.size:
                variable[...] = one.values
    with replace_file(Path(path)) as unfinished:
        unfinished.write_bytes(image.getbuffer())


def _write_words(file: Any, name: str, one: MapVariable) -> None:
    import h5py

    variable = file.create_variable(name, one.dims, h5py.string_dtype())
    variable.attrs.update({"long_name": one.long_name})
    for index, word in enumerate(np.ravel(one.values)):
        variable[index] = str(word)
