"""How the numbers of an ENVI image lie in its file: type, order, size."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from attrs import frozen
from numpy.typing import DTypeLike

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.header_text import EnviHeader

Interleave = Literal["bil", "bip", "bsq"]

DATA_TYPES: dict[int, str] = {
    1: "u1",
    2: "i2",
    3: "i4",
    4: "f4",
    5: "f8",
    12: "u2",
    13: "u4",
    14: "i8",
    15: "u8",
}
"""ENVI's ``data type`` codes that are real numbers, as numpy types without byte order."""

COMPLEX_TYPES = (6, 9)
LARGEST_COUNT = 2**31 - 1
"""ENVI counts lines, samples and bands in 32 bits."""


@frozen
class EnviLayout:
    """Where each number of the cube lies in the file.

    Attributes
    ----------
    shape : (line, sample, wavelength)
    dtype : numpy dtype
        With the byte order of the file.
    interleave : {"bil", "bip", "bsq"}
    offset_bytes : int
        Of the first number.
    """

    shape: tuple[int, int, int]
    dtype: np.dtype[np.generic]
    interleave: Interleave
    offset_bytes: int = 0

    @property
    def n_bytes(self) -> int:
        """Bytes a complete file has."""
        lines, samples, bands = self.shape
        return self.offset_bytes + lines * samples * bands * self.dtype.itemsize


def data_type_code(dtype: DTypeLike) -> int:
    """Return ENVI's code of a numpy type.

    Raises
    ------
    ValueError
        If ENVI has no such real type.
    """
    short = np.dtype(dtype).str[1:]
    for code, name in DATA_TYPES.items():
        if name == short:
            return code
    raise ValueError(f"ENVI has no data type for {np.dtype(dtype)}; use one of {DATA_TYPES}")


def read_layout(header: EnviHeader) -> tuple[EnviLayout, tuple[str, ...]]:
    """Return the layout a header describes, and what had to be assumed.

    Raises
    ------
    SceneError
        If a field is missing, impossible, or of a kind that is not read.
    """
    remarks: list[str] = []
    shape = (_count(header, "lines"), _count(header, "samples"), _count(header, "bands"))
    code = _whole(header, "data type")
    if code not in DATA_TYPES:
        kind = "complex numbers" if code in COMPLEX_TYPES else "an unknown type"
        raise SceneError.about(
            header.path,
            "data type",
            found=f"{code} ({kind})",
            expected=f"one of {', '.join(map(str, DATA_TYPES))}",
            remedy="Radiance is real numbers; export the calibrated radiance of this scene.",
        )
    dtype = np.dtype(DATA_TYPES[code])
    if header.get("byte order") is None and dtype.itemsize > 1:
        remarks.append("The header does not say its byte order; little-endian was assumed.")
    order = _whole(header, "byte order", default=0)
    if order not in (0, 1):
        raise SceneError.about(
            header.path,
            "byte order",
            found=order,
            expected="0 (little-endian) or 1 (big-endian)",
            remedy="Correct this field of the header with a text editor.",
        )
    offset = _whole(header, "header offset", default=0)
    if not 0 <= offset <= 2**62:
        raise SceneError.about(
            header.path,
            "header offset",
            found=offset,
            expected="a count of bytes, 0 or more",
            remedy="Correct this field of the header with a text editor.",
        )
    _refuse_other_kinds(header)
    layout = EnviLayout(
        shape, dtype.newbyteorder(">" if order else "<"), _interleave(header), offset
    )
    return layout, tuple(remarks)


def _interleave(header: EnviHeader) -> Interleave:
    text = (header.get("interleave") or "nothing").lower()
    for name in get_args(Interleave):
        if text == name:
            return name  # type: ignore[no-any-return]
    raise SceneError.about(
        header.path,
        "interleave",
        found=text,
        expected="bil, bip or bsq",
        remedy="Correct this field of the header with a text editor.",
    )


def _refuse_other_kinds(header: EnviHeader) -> None:
    kind = header.get("file type") or "ENVI Standard"
    if any(word in kind.lower() for word in ("library", "classification", "mosaic", "virtual")):
        raise SceneError.about(
            header.path,
            "file type",
            found=kind,
            expected="ENVI Standard",
            remedy="This is not an image of radiance; give the scene itself.",
        )
    if header.get("file compression") not in (None, "0"):
        raise SceneError.about(
            header.path,
            "file compression",
            found=header.get("file compression"),
            expected="0",
            remedy="Compressed ENVI files are not read; write the image again uncompressed.",
        )
    for key in ("major frame offsets", "minor frame offsets"):
        if any(part not in ("0", "") for part in header.items(key) or []):
            raise SceneError.about(
                header.path,
                key,
                found=header.get(key),
                expected="{0, 0}",
                remedy="Files with bytes between the frames are not read; write the image again "
                "without them.",
            )


def _count(header: EnviHeader, key: str) -> int:
    count = _whole(header, key)
    if not 1 <= count <= LARGEST_COUNT:
        raise SceneError.about(
            header.path,
            key,
            found=count,
            expected=f"a count of 1 to {LARGEST_COUNT}",
            remedy="The header is damaged; correct this field or fetch the header again.",
        )
    return count


def _whole(header: EnviHeader, key: str, default: int | None = None) -> int:
    text = header.get(key)
    if text is None and default is not None:
        return default
    # int() would read any number of digits, slowly, and underscores; no header has either.
    if text is None or len(text) > 20 or not text.lstrip("+-").isdecimal():
        raise SceneError.about(
            header.path,
            key,
            found="nothing" if text is None else repr(text),
            expected="a whole number",
            remedy="Correct this field of the header with a text editor.",
        )
    try:
        return int(text)
    except ValueError as error:  # "+-1"
        raise SceneError.about(
            header.path,
            key,
            found=repr(text),
            expected="a whole number",
            remedy="Correct this field of the header with a text editor.",
        ) from error
