"""Write a cube as an ENVI image with its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cathartes.io.atomic import replace_file
from cathartes.io.scenes.envi.layout import Interleave, data_type_code

HeaderValue = str | int | float | Sequence[str | int | float] | NDArray[np.generic]
_OWN_FIELDS = frozenset(
    {"samples", "lines", "bands", "header offset", "file type", "data type", "interleave"}
    | {"byte order", "wavelength", "wavelength units", "fwhm"}
)
_IMAGE_SUFFIXES = frozenset({".img", ".dat", ".bil", ".bip", ".bsq", ".raw", ".bin"})
_AXES: dict[Interleave, tuple[int, int, int]] = {
    "bip": (0, 1, 2),
    "bil": (0, 2, 1),
    "bsq": (2, 0, 1),
}


def header_path(path: Path) -> Path:
    """Return where the header of an image goes: ``scene.img`` has ``scene.hdr``."""
    if path.suffix.lower() in _IMAGE_SUFFIXES:
        return path.with_suffix(".hdr")
    return path.with_name(path.name + ".hdr")


def write_envi(
    path: Path,
    cube: NDArray[np.generic],
    *,
    wavelength_um: ArrayLike | None = None,
    fwhm_um: ArrayLike | None = None,
    interleave: Interleave = "bip",
    dtype: DTypeLike = np.float32,
    byte_order: Literal["little", "big"] = "little",
    extra: Mapping[str, HeaderValue] | None = None,
) -> tuple[Path, Path]:
    """Write an image and its header; the header comes last, so a scene is whole or absent.

    Parameters
    ----------
    path : Path
        Of the image; the header goes beside it (:func:`header_path`).
    cube : (line, sample, wavelength) array
        Converted to ``dtype`` as it is, without scaling.
    wavelength_um, fwhm_um : (wavelength,) array_like, optional
        Channel centres and full widths at half maximum, um.
    interleave : {"bip", "bil", "bsq"}
        Order of the numbers in the file.
    dtype : dtype
        A type ENVI has (:data:`~cathartes.io.scenes.envi.layout.DATA_TYPES`).
    byte_order : {"little", "big"}
        Of the numbers in the file.
    extra : mapping of str to str, number or list
        More header fields, such as ``{"data ignore value": -9999}``; lists go into braces.

    Returns
    -------
    Path, Path
        The image and its header.

    Raises
    ------
    OutputError
        If the disk is full or the folder cannot be written; neither file is left behind.
    ValueError
        If an argument contradicts the cube, or a field cannot stand in a header.
    """
    if cube.ndim != 3:
        raise ValueError(f"a cube has (line, sample, wavelength), not shape {cube.shape}")
    lines, samples, bands = cube.shape
    file_type = np.dtype(dtype).newbyteorder(byte_order)
    fields: dict[str, HeaderValue] = {
        "samples": samples,
        "lines": lines,
        "bands": bands,
        "header offset": 0,
        "file type": "ENVI Standard",
        "data type": data_type_code(dtype),
        "interleave": interleave,
        "byte order": 1 if byte_order == "big" else 0,
    }
    for key, per_channel in (("wavelength", wavelength_um), ("fwhm", fwhm_um)):
        if per_channel is not None:
            numbers = np.asarray(per_channel, dtype=np.float64)
            if numbers.shape != (bands,):
                raise ValueError(f"{key}: shape {numbers.shape}, but the cube has {bands} bands")
            fields.setdefault("wavelength units", "Micrometers")
            fields[key] = [float(number) for number in numbers]
    own = _OWN_FIELDS & set(extra or {})
    if own:
        raise ValueError(f"the writer itself sets {sorted(own)}")
    text = format_header({**fields, **(extra or {})})
    header = header_path(path)
    with replace_file(header) as unfinished_header:
        unfinished_header.write_text(text, encoding="utf-8")
        with replace_file(path) as unfinished:
            _write_numbers(unfinished, cube.transpose(_AXES[interleave]), file_type)
    return path, header


def format_header(fields: Mapping[str, HeaderValue]) -> str:
    """Return the text of a header.

    Raises
    ------
    ValueError
        If a key or value holds a character that would break the header apart.
    """
    lines = ["ENVI"]
    for key, value in fields.items():
        if isinstance(value, str | int | float | np.generic):
            shown = _plain(value)
        else:
            shown = "{" + ", ".join(_plain(part) for part in value) + "}"
        if set(key) & set("={}\r\n;"):
            raise ValueError(f"a header cannot have the key {key!r}")
        lines.append(f"{key} = {shown}")
    return "\n".join(lines) + "\n"


def _plain(value: str | int | float | np.generic) -> str:
    # numpy's own numbers would show as "np.float64(1.0)".
    number = value.item() if isinstance(value, np.generic) else value
    text = number if isinstance(number, str) else repr(number)
    outside = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    if set(outside) & set("{}\r\n"):
        raise ValueError(f"a header cannot hold the value {text!r}")
    return text


def _write_numbers(
    path: Path, ordered: NDArray[np.generic], file_type: np.dtype[np.generic]
) -> None:
    """Write in pieces, so that the converted copy of a large cube never exists as a whole."""
    rows = max(1, (16 * 2**20) // max(1, ordered[:1].size * file_type.itemsize))
    with path.open("wb") as stream:
        for first in range(0, ordered.shape[0], rows):
            piece = ordered[first : first + rows]
            stream.write(np.ascontiguousarray(piece, dtype=file_type).data)
