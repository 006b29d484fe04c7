"""What a file is, told by its first bytes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from cathartes.errors import CaseError


class Signature(StrEnum):
    """Kinds of files that can hold observations or wind."""

    TEXT = "text"
    SQLITE = "a SQLite data base"
    HDF5 = "an HDF5 file"
    NETCDF3 = "a NetCDF 3 file"
    GRIB = "a GRIB file"


_BEGINNINGS = (
    (b"SQLite format 3\x00", Signature.SQLITE),
    (b"\x89HDF\r\n\x1a\n", Signature.HDF5),
    (b"CDF\x01", Signature.NETCDF3),
    (b"CDF\x02", Signature.NETCDF3),
    (b"GRIB", Signature.GRIB),
)
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or an office workbook"),
    (b"\xd0\xcf\x11\xe0", "an old office workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"CDF\x05", "a NetCDF file of the CDF-5 form"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)
EXPECTED = "a CSV table in UTF-8, a GeoPackage, NetCDF, or for the wind METAR text or GRIB"


def signature_of(path: Path) -> Signature:
    """Return what a file is.

    Raises
    ------
    CaseError
        If there is no such file, it is empty, or it is none of the kinds that can be read.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(4096)
    except OSError as error:
        raise CaseError.about(
            path,
            "file",
            found="a folder" if path.is_dir() else (error.strerror or error),
            expected="a file that can be read",
            remedy="Check the path.",
        ) from error
    if not begin:
        raise CaseError.about(
            path,
            "file",
            found="an empty file",
            expected=EXPECTED,
            remedy="Give the file that holds the measurements.",
        )
    for beginning, signature in _BEGINNINGS:
        if begin.startswith(beginning):
            return signature
    foreign = next((word for beginning, word in _FOREIGN if begin.startswith(beginning)), None)
    if foreign is None and b"\x00" in begin:
        foreign = "bytes that are no text"
    if foreign is not None:
        raise CaseError.about(
            path,
            "file",
            found=foreign,
            expected=EXPECTED,
            remedy="Save the table as comma-separated values in UTF-8.",
        )
    return Signature.TEXT
