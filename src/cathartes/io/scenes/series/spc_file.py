"""GRAMS SPC files: a parser of our own, after the published description of the format.

Read are the new format in both byte orders (0x4B, 0x4C) and the old one (0x4D), with evenly
spaced X, one X array for all (XY) or one for each subfile (XYXY), one or many subfiles, and
Y as 16- or 32-bit fixed-point numbers or as floats.

References
----------
Galactic Industries, *Universal Data Format Specification* (SPC.H), 1997.
"""

from __future__ import annotations

from pathlib import Path

from cathartes.errors import InputError, SceneError
from cathartes.io.scenes.series.spc_header import OLD, is_spc
from cathartes.io.scenes.series.spc_new import NewSpc
from cathartes.io.scenes.series.spc_old import OldSpc
from cathartes.io.scenes.series.spc_record import SpcFile, SpcSpectrum

__all__ = ["SpcFile", "SpcSpectrum", "read_spc"]

LARGEST_FILE_BYTES = 2**30


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
    reader = OldSpc if content[1] == OLD else NewSpc
    return reader(path, content, error).read()
