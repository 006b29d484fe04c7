"""From the attributes and variables of a stored scene back to the scene, checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.acquisition import parse_time, scene_name
from cathartes.io.scenes.cf.layout import CANONICAL, NUMBERS, QUANTITIES, WIND
from cathartes.io.scenes.channels import read_channels
from cathartes.io.scenes.stated_unit import SINGLE_BEAM
from cathartes.model import Georeference, InputFile, Instrument, RadianceSource, Scene, Wind


class StoredScene:
    """A stored scene's attributes and small variables, with checks on the way out.

    Parameters
    ----------
    path : Path
        For messages.
    attributes : mapping
        Of the file, as the container gives them.
    variable : function
        Returns a small variable by name as float64, None where it is absent.
    crs : mapping
        Attributes of the grid mapping, empty where there is none.
    """

    def __init__(
        self,
        path: Path,
        attributes: Mapping[str, Any],
        variable: Callable[[str, tuple[int, ...] | None], NDArray[np.float64] | None],
        crs: Mapping[str, Any],
    ) -> None:
        self.path, self.attributes, self.variable, self.crs = path, attributes, variable, crs

    def quantity(self) -> str:
        """Return the name of the large variable."""
        quantity = self._text("quantity")
        if quantity not in QUANTITIES:
            self._refuse("attribute quantity", quantity or "nothing", " or ".join(QUANTITIES))
        return quantity

    def scene(self, source: RadianceSource, file_format: str) -> Scene:
        """Return the scene; name, unit and format are those of the file that is read now.

        Raises
        ------
        SceneError
            If a part is missing or contradicts another.
        """
        lines, samples, channels = source.shape
        centres = self.variable("wavelength", (channels,))
        if centres is None:
            self._refuse("wavelength", "no such variable", "the channel centres in um")
        centre_um, width_um, more = read_channels(
            self.path,
            "wavelength",
            centres,
            self.variable("fwhm", (channels,)),
            unit="um",
            n_channels=channels,
        )
        good = self.variable("good_band", (channels,))
        acquired = self._text("acquired_at")
        acquired_at = parse_time(acquired) if acquired else None
        if acquired and acquired_at is None:
            self._refuse("attribute acquired_at", acquired, "a time such as 2026-05-01T12:00:00Z")
        georeference = self._georeference((lines, samples))
        numbers: dict[str, Any] = {name: self._number(name) for name in NUMBERS}
        quantity = self.quantity()
        original, own_paths = self._originals()
        return Scene(
            name=scene_name(self.path),
            source=source,
            instrument=Instrument(
                self._text("instrument") or "unnamed instrument",
                centre_um,
                width_um,
                self.variable("noise_radiance", (channels,)),
            ),
            good_bands=np.ones(channels, bool) if good is None else good != 0.0,
            quantity="radiance" if quantity == "radiance" else "single_beam",
            file_format=file_format,
            radiance_unit_in_file=CANONICAL if quantity == "radiance" else SINGLE_BEAM,
            georeference=georeference,
            acquired_at=acquired_at,
            wind=self._wind(),
            inputs=(InputFile(self.path.name, "", _size(self.path)), *original),
            input_paths=(self.path, *own_paths),
            remarks=(*self._remarks(), *more),
            **numbers,
        )

    def _georeference(self, shape: tuple[int, int]) -> Georeference | None:
        longitude, latitude = self.variable("longitude", shape), self.variable("latitude", shape)
        if longitude is not None and latitude is not None:
            for name, degrees, limit in (
                ("longitude", longitude, 360.0),
                ("latitude", latitude, 90.0),
            ):
                if np.nanmax(np.abs(degrees), initial=0.0) > limit:
                    self._refuse(name, f"{np.nanmax(np.abs(degrees)):g}", "degrees")
            return Georeference(longitude=longitude, latitude=latitude)
        if not self.crs:
            return None
        given = str(self.crs.get("GeoTransform", ""))
        try:
            c, a, b, f, d, e = (float(word) for word in given.split())
        except ValueError:
            self._refuse("crs attribute GeoTransform", given or "nothing", "six numbers")
        if not np.isfinite([a, b, c, d, e, f]).all() or a * e == b * d:
            self._refuse("crs attribute GeoTransform", given, "six numbers that span a pixel")
        return Georeference(
            crs_wkt=str(self.crs.get("crs_wkt", "")) or None, affine=(a, b, c, d, e, f)
        )

    def _wind(self) -> Wind | None:
        speed, direction, speed_std, direction_std = (self._number(f"wind_{name}") for name in WIND)
        if speed is None or direction is None:
            return None
        if speed < 0.0:
            self._refuse("attribute wind_speed_m_s", speed, "zero or more")
        return Wind(speed, direction, speed_std, direction_std)

    def _originals(self) -> tuple[tuple[InputFile, ...], tuple[Path, ...]]:
        """Return the files this one was made from, where their digests are known.

        They need not exist any more, so only a digest can tell which they were.
        """
        found = []
        for entry in self._list("inputs"):
            if not (isinstance(entry, list) and len(entry) == 3 and isinstance(entry[2], int)):
                self._refuse("attribute inputs", entry, "[name, sha256, size]")
            name, sha256, size = entry
            if sha256:
                found.append(InputFile(Path(str(name)).name, str(sha256), size))
        return tuple(found), tuple(self.path.with_name(entry.name or "?") for entry in found)

    def _remarks(self) -> tuple[str, ...]:
        remarks = [str(remark) for remark in self._list("remarks")]
        made_from = self._text("made_from_format")
        if made_from:
            remarks.append(f"Made by cathartes from {made_from}, {self._text('made_from_unit')}.")
        return tuple(remarks)

    def _list(self, name: str) -> list[Any]:
        given = self._text(name)
        try:
            parsed = json.loads(given) if given else []
        except (ValueError, RecursionError):
            parsed = None
        if not isinstance(parsed, list):
            self._refuse(f"attribute {name}", given, "a JSON list")
        return parsed

    def _text(self, name: str) -> str:
        value = self.attributes.get(name, "")
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

    def _number(self, name: str) -> float | None:
        if name not in self.attributes:
            return None
        try:
            number = float(np.asarray(self.attributes[name]).item())
        except (ValueError, TypeError):
            number = float("nan")
        if not np.isfinite(number):
            self._refuse(f"attribute {name}", self.attributes[name], "a finite number")
        return number

    def _refuse(self, where: str, found: object, expected: str) -> NoReturn:
        raise SceneError.about(
            self.path,
            where,
            found=found,
            expected=expected,
            remedy="The file was changed or damaged after it was written; write it again.",
        )


def _size(path: Path) -> int:
    """Return the size of a file, or of all files of a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size
