"""GRAMS SPC files: a parser of our own, after the published description of the format.

Read are the new format in both byte orders (0x4B, 0x4C) and the old one (0x4D), with evenly
spaced X, one X array for all (XY) or one for each subfile (XYXY), one or many subfiles, and
Y as 16- or 32-bit fixed-point numbers or as floats.

References
----------
Galactic Industries, *Universal Data Format Specification* (SPC.H), 1997.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import InputError, SceneError
from cathartes.io.scenes.series.spc_header import (
    FLOAT_EXPONENT,
    HEADER,
    MULTI,
    OLD,
    OLD_BYTES,
    OLD_HEADER,
    SUBHEADER,
    SUBHEADER_BYTES,
    X_EACH,
    X_UNITS,
    X_VALUES,
    Y_16_BIT,
    Y_KINDS,
    byte_order,
    date,
    in_order,
    is_spc,
    label,
    packed_date,
    words,
)

LARGEST_FILE_BYTES = 2**30


@frozen(eq=False)
class SpcSpectrum:
    """One subfile.

    Attributes
    ----------
    x : (point,) float64
        In the unit of the file, in the order of the file.
    y : (point,) float64
        As stored, scaled by its exponent.
    z : float
        Position along the series, usually time; in the file's own unit.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: float


@frozen(eq=False)
class SpcFile:
    """What an SPC file holds.

    Attributes
    ----------
    spectra : tuple of SpcSpectrum
        In the order of the file.
    x_unit : str
        A value of ``X_UNITS``, else ``"type N"``.
    y_kind : str
        A value of ``Y_KINDS``, else ``"type N"``.
    resolution : str
        As the instrument wrote it.
    instrument : str
        Source description, empty in old files.
    comment : str
        Free text.
    taken_at : datetime or None
        The file's clock, which says nothing of its zone: UTC is assumed.
    """

    spectra: tuple[SpcSpectrum, ...]
    x_unit: str
    y_kind: str
    resolution: str = ""
    instrument: str = ""
    comment: str = ""
    taken_at: datetime | None = None


def read_spc(path: Path, error: type[InputError] = SceneError) -> SpcFile:
    """Read an SPC file.

    Parameters
    ----------
    path : Path
        The file.
    error : type
        What to raise: a scene reader and a spectrum importer name their own trouble.

    Raises
    ------
    InputError
        Of the type given, if the file is no SPC file, truncated or contradictory.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise error.about(
                path,
                "file",
                found=f"{size} bytes",
                expected=f"at most {LARGEST_FILE_BYTES} bytes",
                remedy="No series of spectra is so large: this is another kind of file.",
            )
        content = path.read_bytes()
    except OSError as trouble:
        raise error.about(
            path, "file", found=str(trouble.strerror), expected="a file", remedy="Check the path."
        ) from trouble
    if not is_spc(path):
        raise error.about(
            path,
            "header",
            found=f"byte 1 = {content[1]:#04x}" if len(content) > 1 else "an empty file",
            expected="a GRAMS SPC header (byte 1 = 0x4b, 0x4c or 0x4d)",
            remedy="Check that this is an SPC file.",
        )
    reader = _OldReader if content[1] == OLD else _NewReader
    return reader(path, content, error).read()


class _Reader:
    """What both formats share: looking at bytes that may not be there."""

    def __init__(self, path: Path, content: bytes, error: type[InputError]) -> None:
        self.path, self.content, self.error = path, content, error

    def read(self) -> SpcFile:
        raise NotImplementedError

    def take(self, what: str, offset: int, dtype: np.dtype[Any], count: int) -> NDArray[Any]:
        """Return ``count`` values at an offset, or raise where the file ends before."""
        need = offset + count * dtype.itemsize
        if offset < 0 or count < 0 or need > len(self.content):
            raise self.error.about(
                self.path,
                what,
                found=f"{len(self.content)} bytes in the file",
                expected=f"at least {need} bytes, as the header says",
                remedy="The file is truncated or its header damaged; fetch it again.",
            )
        return np.frombuffer(self.content, dtype, count, offset)

    def floats(
        self, what: str, offset: int, exponent: int, count: int, order: str, *, short: bool
    ) -> NDArray[np.float64]:
        """Return Y values: floats, or fixed-point fractions times a power of two."""
        if exponent == FLOAT_EXPONENT:
            return self.take(what, offset, np.dtype(f"{order}f4"), count).astype(np.float64)
        bits = 16 if short else 32
        whole = self.take(what, offset, np.dtype(f"{order}i{bits // 8}"), count)
        return scaled(whole.astype(np.float64), exponent - bits)


def scaled(whole: NDArray[np.float64], power: int) -> NDArray[np.float64]:
    """Return ``whole * 2**power``; an absurd power gives zero or infinity, not an exception."""
    with np.errstate(over="ignore", under="ignore"):
        scaled_up: NDArray[np.float64] = np.ldexp(whole, power)
    return scaled_up


class _NewReader(_Reader):
    """0x4B and 0x4C: the same fields in the two byte orders."""

    def read(self) -> SpcFile:
        self.order = byte_order(self.content)
        self.header = self.take("header", 0, in_order(HEADER, self.order), 1)[0]
        self.flags = int(self.header["flags"])
        return SpcFile(
            spectra=tuple(self._spectra()),
            x_unit=label(X_UNITS, int(self.header["x_type"])),
            y_kind=label(Y_KINDS, int(self.header["y_type"])),
            resolution=words(self.header["resolution"]),
            instrument=words(self.header["source"]),
            comment=words(self.header["comment"]),
            taken_at=packed_date(int(self.header["date"])),
        )

    def _spectra(self) -> Iterator[SpcSpectrum]:
        n_points = int(self.header["n_points"])
        n_subfiles = max(1, int(self.header["n_subfiles"])) if self.flags & MULTI else 1
        each = bool(self.flags & X_EACH)
        offset = 512
        shared_x: NDArray[np.float64] | None = None
        if not each:
            if n_points < 1:
                raise self.error.about(
                    self.path,
                    "number of points",
                    found=n_points,
                    expected="at least one",
                    remedy="The header is damaged; fetch the file again.",
                )
            if self.flags & X_VALUES:
                what = "X values"
                values = self.take(what, offset, np.dtype(f"{self.order}f4"), n_points)
                shared_x = values.astype(np.float64)
                offset += 4 * n_points
            else:
                # Computed only once the Y values are known to be there: a header that
                # claims two thousand million points must not fill the memory first.
                self.take("Y values", offset, np.dtype("u1"), SUBHEADER_BYTES + 2 * n_points)
                ends = float(self.header["first"]), float(self.header["last"])
                shared_x = np.linspace(*ends, n_points)
        starts = self._directory(n_points, n_subfiles) if each and n_points > 0 else None
        total = 0
        for index in range(n_subfiles):
            if starts is not None:
                offset = starts[index]
            spectrum, offset = self._subfile(index, offset, shared_x)
            total += spectrum.y.size
            if total > len(self.content):  # a directory may point to one subfile many times
                raise self.error.about(
                    self.path,
                    "subfile directory",
                    found=f"more than {total} points in {len(self.content)} bytes",
                    expected="subfiles that do not overlap",
                    remedy="The directory is damaged; fetch the file again.",
                )
            yield spectrum

    def _directory(self, offset: int, n_subfiles: int) -> list[int]:
        dtype = in_order([("start", "i4"), ("size", "i4"), ("z", "f4")], self.order)
        entries = self.take("subfile directory", offset, dtype, n_subfiles)
        return [int(start) for start in entries["start"]]

    def _subfile(
        self, index: int, offset: int, shared_x: NDArray[np.float64] | None
    ) -> tuple[SpcSpectrum, int]:
        what = f"subfile {index + 1}"
        dtype = in_order(SUBHEADER, self.order)
        subheader = self.take(f"{what}, header", offset, dtype, 1)[0]
        offset += SUBHEADER_BYTES
        if shared_x is None:
            n_points = int(subheader["n_points"])
            own_x = self.take(f"{what}, X values", offset, np.dtype(f"{self.order}f4"), n_points)
            x = own_x.astype(np.float64)
            offset += 4 * n_points
        else:
            n_points, x = shared_x.size, shared_x
        multi = bool(self.flags & MULTI)
        exponent = int(subheader["exponent"] if multi else self.header["exponent"])
        short = bool(self.flags & Y_16_BIT)
        y = self.floats(f"{what}, Y values", offset, exponent, n_points, self.order, short=short)
        offset += n_points * (2 if short and exponent != FLOAT_EXPONENT else 4)
        return SpcSpectrum(x, y, float(subheader["time"])), offset


class _OldReader(_Reader):
    """0x4D: fewer fields, and Y words with the more significant half first."""

    def read(self) -> SpcFile:
        header = self.take("header", 0, in_order(OLD_HEADER, "<"), 1)[0]
        n_points, exponent = int(header["n_points"]), int(header["exponent"])
        multi = bool(int(header["flags"]) & MULTI)
        short = bool(int(header["flags"]) & Y_16_BIT)
        self.take("Y values", OLD_BYTES, np.dtype("u1"), SUBHEADER_BYTES + 2 * n_points)
        x = np.linspace(float(header["first"]), float(header["last"]), n_points)
        spectra: list[SpcSpectrum] = []
        offset = OLD_BYTES
        step = SUBHEADER_BYTES + n_points * (2 if short else 4)
        while not spectra or (multi and self.content[offset : offset + step].strip(b"\0")):
            # Old files do not count their subfiles: they go on to the end, or to padding.
            what = f"subfile {len(spectra) + 1}"
            subheader = self.take(what, offset, in_order(SUBHEADER, "<"), 1)[0]
            own = int(subheader["exponent"])
            power = own if multi and own else exponent
            y = self._fractions(what, offset + SUBHEADER_BYTES, power, n_points, short=short)
            spectra.append(SpcSpectrum(x, y, float(subheader["time"])))
            offset += step
        return SpcFile(
            spectra=tuple(spectra),
            x_unit=label(X_UNITS, int(header["x_type"])),
            y_kind=label(Y_KINDS, int(header["y_type"])),
            resolution=words(header["resolution"]),
            comment=words(header["comment"]),
            taken_at=date(
                *(int(header[name]) for name in ("year", "month", "day", "hour", "minute"))
            ),
        )

    def _fractions(
        self, what: str, offset: int, exponent: int, n_points: int, *, short: bool
    ) -> NDArray[np.float64]:
        if short or exponent in (FLOAT_EXPONENT, 128):
            power = FLOAT_EXPONENT if exponent in (FLOAT_EXPONENT, 128) else exponent
            return self.floats(f"{what}, Y values", offset, power, n_points, "<", short=short)
        words = self.take(f"{what}, Y values", offset, np.dtype("<u2"), 2 * n_points)
        high, low = words[0::2].astype(np.uint32), words[1::2].astype(np.uint32)
        whole = ((high << np.uint32(16)) | low).view(np.int32)
        return scaled(whole.astype(np.float64), exponent - 32)
