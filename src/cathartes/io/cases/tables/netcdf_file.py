"""NetCDF files opened, and their variables found by what CF says of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables.signature import Signature, signature_of


@contextmanager
def opened_dataset(path: Path) -> Iterator[Any]:
    """Open a NetCDF file as an xarray dataset with times decoded.

    Raises
    ------
    CaseError
        If it is damaged, or no NetCDF.
    """
    import xarray

    engine: Any = "scipy" if signature_of(path) is Signature.NETCDF3 else "h5netcdf"
    try:
        if engine == "h5netcdf":
            # h5netcdf complains a second time, on the terminal, of a file that it cannot open.
            h5py.File(path, "r").close()
        with warnings.catch_warnings():
            # Two fill values in a file, and the like: the makers' business, not the reader's.
            warnings.simplefilter("ignore", xarray.SerializationWarning)
            data = xarray.open_dataset(path, engine=engine, decode_timedelta=False)
    except Exception as error:  # HDF5 and its wrappers raise whatever comes
        raise CaseError.about(
            path,
            "file",
            found=f"{type(error).__name__}: {error}",
            expected="a NetCDF file that can be read",
            remedy="Check it with ncdump -h; where it is damaged, write it again.",
        ) from error
    try:
        yield data
    except (OSError, RuntimeError) as error:
        raise CaseError.about(
            path,
            "file",
            found=f"{type(error).__name__}: {error}",
            expected="a NetCDF file that is whole",
            remedy="It is damaged: copy or write it again.",
        ) from error
    finally:
        data.close()


def variable_of(data: Any, standard_names: Iterable[str], names: Iterable[str] = ()) -> Any | None:
    """Return the variable with one of these standard names, or called so; None if there is none."""
    for wanted in standard_names:
        for one in data.variables.values():
            if one.attrs.get("standard_name") == wanted:
                return data[_name_in(data, one)]
    by_lower = {str(name).casefold(): name for name in data.variables}
    for wanted in names:
        if wanted.casefold() in by_lower:
            return data[by_lower[wanted.casefold()]]
    return None


def _name_in(data: Any, variable: Any) -> Any:
    return next(name for name, one in data.variables.items() if one is variable)


def seconds_of(path: Path, time: Any) -> NDArray[np.float64]:
    """Return decoded times as seconds since 1970-01-01 UTC; NaN where there is none.

    Raises
    ------
    CaseError
        If the variable holds no times.
    """
    try:
        values = np.asarray(time.values)
    except (ImportError, ValueError, OverflowError) as error:
        raise CaseError.about(
            path,
            str(time.name),
            found=f"{type(error).__name__}: {error}",
            expected="times of a standard calendar",
            remedy="Give the variable of times the calendar standard or proleptic_gregorian.",
        ) from error
    if values.dtype.kind != "M":
        raise CaseError.about(
            path,
            str(time.name),
            found=f"{values.dtype} with units {time.attrs.get('units', 'none')!r}",
            expected="times of CF, like seconds since 1970-01-01T00:00:00Z",
            remedy="Give the variable of times such units and a standard calendar.",
        )
    whole = values.astype("datetime64[ns]")
    seconds = (whole - np.datetime64(0, "ns")) / np.timedelta64(1, "s")
    return np.where(np.isnat(whole), np.nan, seconds)


def missing(path: Path, what: str, expected: str, remedy: str, data: Any) -> CaseError:
    """Return the error of a variable that is not there."""
    return CaseError.about(
        path,
        what,
        found="none among " + ", ".join(map(str, data.variables)),
        expected=expected,
        remedy=remedy,
    )
