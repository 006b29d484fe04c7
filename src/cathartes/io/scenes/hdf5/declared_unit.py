"""The radiance unit of a dataset: declared in the file, or known from the format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cathartes.errors import SceneError
from cathartes.io.scenes.hdf5.attributes import text
from cathartes.io.scenes.radiance_unit import parse_radiance_unit
from cathartes.units import RADIANCE_UNITS


def declared_unit(
    path: Path, name: str, stored: Any, default: str
) -> tuple[str, float, tuple[str, ...]]:
    """Return the unit of a dataset, its factor to W m-2 sr-1 um-1, and what was assumed.

    Parameters
    ----------
    path, name
        The file and the dataset, for messages.
    stored : h5py.Dataset
        Its attribute ``units`` or ``unit`` is read.
    default : str
        The unit that the format's description gives, a key of ``units.RADIANCE_UNITS``.

    Raises
    ------
    SceneError
        If a unit is declared that is no radiance per wavelength.
    """
    declared = text(stored, "units") or text(stored, "unit") or text(stored, "Units")
    if not declared:
        remark = (
            f"{path.name} declares no radiance unit; that of the format's description, "
            f"{default}, was taken."
        )
        return default, RADIANCE_UNITS[default], (remark,)
    unit = parse_radiance_unit(declared)
    if unit not in RADIANCE_UNITS:
        raise SceneError.about(
            path,
            f"unit of {name}",
            found=declared,
            expected="a radiance per wavelength such as uW/cm^2/SR/nm",
            remedy="This is not a radiance product, or its unit is misspelt; choose the "
            "radiance (level 1) file of this scene.",
        )
    return unit, RADIANCE_UNITS[unit], ()
