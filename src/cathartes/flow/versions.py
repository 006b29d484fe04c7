"""Versions of everything that can change a number or a file."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from cathartes import __version__

_LIBRARIES = ("numpy", "scipy", "numba", "h5py", "h5netcdf", "pyproj", "rasterio", "shapely")
"""Those whose version can change a number or a file."""


def software_versions() -> dict[str, str]:
    """Return the version of cathartes, of Python and of the libraries under it."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    # Asked for with every record; each look at a library's metadata takes milliseconds.
    versions = {"cathartes": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions
