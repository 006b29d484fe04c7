"""What a scene looks like in our own files, whatever the container.

Dimensions ``line, sample, wavelength``; one large variable, ``radiance`` (W m-2 sr-1 um-1)
or ``single_beam`` (arbitrary), and small ones beside it: ``wavelength``, ``fwhm``,
``good_band``, optional ``noise_radiance``, and either ``longitude`` and ``latitude`` of
every pixel or a grid mapping ``crs``. All else is attributes of the file, each named like
the field of :class:`cathartes.model.Scene` that it holds; unit and format of the file that
the scene was made from are kept as ``made_from_*`` and told when it is read. ``wavelength``
is in the order of the instrument and need not be monotonic, the one liberty taken with the
CF convention.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.io.simulation_mark import MARK
from cathartes.model import Scene

CANONICAL = "W m-2 sr-1 um-1"
VERSION = 1
VERSION_ATTRIBUTE = "cathartes_scene"
CONVENTIONS = "CF-1.11"
QUANTITIES = ("radiance", "single_beam")
CHANNEL_VARIABLES = ("wavelength", "fwhm", "good_band", "noise_radiance")
DIMENSIONS = ("line", "sample", "wavelength")
NUMBERS = ("pixel_size_m", "platform_altitude_m", "ground_elevation_m", "air_temperature_k")
WIND = ("speed_m_s", "from_direction_deg", "speed_std_m_s", "from_direction_std_deg")


@frozen(eq=False)
class SmallVariable:
    """A variable beside the radiance: dimensions, values, attributes."""

    dimensions: tuple[str, ...]
    values: NDArray[Any]
    attributes: Mapping[str, str] = field(factory=dict)


def cube_attributes(scene: Scene) -> dict[str, str]:
    """Return the attributes of the large variable."""
    if scene.quantity == "radiance":
        attributes = {
            "units": CANONICAL,
            "long_name": "at-sensor spectral radiance",
            "standard_name": "upwelling_radiance_per_unit_wavelength_in_air",
        }
    else:
        attributes = {"units": "1", "long_name": "uncalibrated single-beam spectrum"}
    place = scene.georeference
    if place is not None and place.longitude is not None:
        attributes["coordinates"] = "longitude latitude"
    elif place is not None and place.affine is not None:
        attributes["grid_mapping"] = "crs"
    return attributes


def small_variables(scene: Scene) -> dict[str, SmallVariable]:
    """Return the variables beside the radiance."""
    instrument = scene.instrument
    micrometre = {"units": "um"}
    found = {
        "wavelength": SmallVariable(
            ("wavelength",),
            instrument.wavelength_um,
            {**micrometre, "standard_name": "radiation_wavelength", "long_name": "channel centre"},
        ),
        "fwhm": SmallVariable(
            ("wavelength",),
            instrument.fwhm_um,
            {**micrometre, "long_name": "full width at half maximum of the channel"},
        ),
        "good_band": SmallVariable(
            ("wavelength",),
            scene.good_bands.astype(np.int8),
            {"long_name": "0 where the source file calls the channel bad"},
        ),
    }
    if instrument.noise_radiance is not None:
        found["noise_radiance"] = SmallVariable(
            ("wavelength",),
            instrument.noise_radiance,
            {"units": "W m-2 sr-1 um-1", "long_name": "standard deviation of a single sample"},
        )
    place = scene.georeference
    if place is not None and place.longitude is not None and place.latitude is not None:
        for name, degrees, units in (
            ("longitude", place.longitude, "degrees_east"),
            ("latitude", place.latitude, "degrees_north"),
        ):
            attributes = {"units": units, "standard_name": name}
            found[name] = SmallVariable(("line", "sample"), degrees, attributes)
    elif place is not None and place.affine is not None:
        a, b, c, d, e, f = place.affine
        wkt = place.crs_wkt or ""
        # GDAL's order and name, so that other programs place the scene too.
        transform = " ".join(repr(float(number)) for number in (c, a, b, f, d, e))
        attributes = {"crs_wkt": wkt, "spatial_ref": wkt, "GeoTransform": transform}
        found["crs"] = SmallVariable((), np.array(0, np.int32), attributes)
    return found


def file_attributes(scene: Scene) -> dict[str, str | float | int]:
    """Return the attributes of the file."""
    attributes: dict[str, str | float | int] = {
        "Conventions": CONVENTIONS,
        VERSION_ATTRIBUTE: VERSION,
        "title": scene.name,
        "quantity": scene.quantity,
        "instrument": scene.instrument.name,
        "made_from_format": scene.file_format,
        "made_from_unit": scene.radiance_unit_in_file,
        "remarks": json.dumps(list(scene.remarks)),
        "inputs": json.dumps([[i.name, i.sha256, i.size_bytes] for i in scene.inputs]),
    }
    if scene.is_simulated:
        attributes[MARK] = "true"
    if scene.acquired_at is not None:
        attributes["acquired_at"] = scene.acquired_at.isoformat()
    for name in NUMBERS:
        number = getattr(scene, name)
        if number is not None:
            attributes[name] = float(number)
    if scene.wind is not None:
        for name in WIND:
            number = getattr(scene.wind, name)
            if number is not None:
                attributes[f"wind_{name}"] = float(number)
    return attributes
