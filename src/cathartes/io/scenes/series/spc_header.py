"""The headers of GRAMS SPC files: fields, codes, and how to know one.

References
----------
Galactic Industries, *Universal Data Format Specification* (SPC.H), 1997.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np

ByteOrder = Literal["<", ">"]

NEW_LITTLE, NEW_BIG, OLD = 0x4B, 0x4C, 0x4D
FLOAT_EXPONENT = -128
HEADER_BYTES = 512
SUBHEADER_BYTES = 32
Y_16_BIT, MULTI, X_EACH, X_VALUES = 1, 4, 64, 128
X_UNITS = {0: "arbitrary", 1: "cm-1", 2: "um", 3: "nm", 13: "Raman shift, cm-1"}
"""The codes of X that can stand for a spectrum."""
Y_KINDS = {
    0: "arbitrary intensity",
    1: "interferogram",
    2: "absorbance",
    4: "counts",
    5: "volts",
    10: "log(1/R)",
    11: "percent",
    12: "intensity",
    13: "relative intensity",
    14: "energy",
    128: "transmittance",
    129: "reflectance",
    130: "single beam with valleys",
    131: "emission",
}

HEADER = [
    ("flags", "u1"),
    ("version", "u1"),
    ("technique", "u1"),
    ("exponent", "i1"),
    ("n_points", "i4"),
    ("first", "f8"),
    ("last", "f8"),
    ("n_subfiles", "i4"),
    ("x_type", "u1"),
    ("y_type", "u1"),
    ("z_type", "u1"),
    ("post", "u1"),
    ("date", "u4"),
    ("resolution", "S9"),
    ("source", "S9"),
    ("peak", "u2"),
    ("spare", "f4", (8,)),
    ("comment", "S130"),
    ("labels", "V30"),
    ("log_offset", "i4"),
    ("rest", "V252"),
]
OLD_HEADER = [
    ("flags", "u1"),
    ("version", "u1"),
    ("exponent", "i2"),
    ("n_points", "f4"),
    ("first", "f4"),
    ("last", "f4"),
    ("x_type", "u1"),
    ("y_type", "u1"),
    ("year", "u2"),
    ("month", "u1"),
    ("day", "u1"),
    ("hour", "u1"),
    ("minute", "u1"),
    ("resolution", "S8"),
    ("peak", "u2"),
    ("scans", "u2"),
    ("spare", "f4", (7,)),
    ("comment", "S130"),
    ("labels", "V30"),
]
SUBHEADER = [
    ("flags", "u1"),
    ("exponent", "i1"),
    ("index", "u2"),
    ("time", "f4"),
    ("next", "f4"),
    ("noise", "f4"),
    ("n_points", "i4"),
    ("scans", "i4"),
    ("w_level", "f4"),
    ("reserved", "V4"),
]
OLD_BYTES = 224  # without the first subheader, which old files count to the main header


def is_spc(path: Path) -> bool:
    """Return True where the header is one that GRAMS could have written.

    The format has no signature but one byte, so every field with a limited range is looked
    at; the size of the file is not, because a truncated SPC file is still one.
    """
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            start = stream.read(512)
    except OSError:
        return False
    if len(start) < OLD_BYTES + SUBHEADER_BYTES:
        return False
    if start[1] == OLD:
        return _is_old_header(np.frombuffer(start, in_order(OLD_HEADER, "<"), 1)[0])
    if start[1] in (NEW_LITTLE, NEW_BIG) and len(start) == 512:
        return _is_new_header(np.frombuffer(start, in_order(HEADER, byte_order(start)), 1)[0])
    return False


def byte_order(content: bytes) -> ByteOrder:
    """Return the byte order that the version byte declares."""
    return ">" if content[1] == NEW_BIG else "<"


def in_order(fields: list[Any], order: ByteOrder) -> np.dtype[Any]:
    """Return a record type in one byte order."""
    return np.dtype(fields).newbyteorder(order)


def label(labels: dict[int, str], code: int) -> str:
    """Return the meaning of a code, or the code itself."""
    return labels.get(code, f"type {code}")


def words(raw: Any) -> str:
    """Return text up to its terminating zero."""
    return bytes(raw).split(b"\0")[0].decode("latin-1").strip()


def packed_date(packed: int) -> datetime | None:
    """Return the time packed as year 12 bits, month 4, day 5, hour 5, minute 6."""
    return date(
        packed >> 20, packed >> 16 & 0xF, packed >> 11 & 0x1F, packed >> 6 & 0x1F, packed & 0x3F
    )


def date(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    """Return a time of acquisition, None where the file gives none."""
    try:
        return datetime(year & 0xFFF, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None


def _is_new_header(header: np.void) -> bool:
    flags, x_type, y_type = int(header["flags"]), int(header["x_type"]), int(header["y_type"])
    own_x = bool(flags & X_VALUES)
    ends = np.array([header["first"], header["last"]])
    return (
        not (flags & X_EACH and not own_x)
        and (x_type <= 30 or x_type == 255)
        and (y_type <= 26 or 128 <= y_type <= 131)
        and int(header["technique"]) <= 14
        and int(header["n_points"]) >= 0
        and 0 <= int(header["n_subfiles"]) <= 10_000_000
        and bool(np.isfinite(ends).all() and (np.abs(ends) < 1e12).all())
        and (own_x or bool(ends[0] != ends[1]))
    )


def _is_old_header(header: np.void) -> bool:
    n_points = float(header["n_points"])
    ends = np.array([header["first"], header["last"]], dtype=np.float64)
    x_type, y_type = int(header["x_type"]), int(header["y_type"])
    return (
        np.isfinite(n_points)
        and 1 <= n_points <= 10_000_000
        and n_points == int(n_points)
        and bool(np.isfinite(ends).all() and (np.abs(ends) < 1e12).all() and ends[0] != ends[1])
        and (x_type <= 30 or x_type == 255)
        and (y_type <= 26 or 128 <= y_type <= 131)
        and int(header["month"]) <= 12
        and int(header["day"]) <= 31
    )
