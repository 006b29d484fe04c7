"""Files beside an ENVI image that say where its pixels lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.files import find_header
from cathartes.io.scenes.envi.header_text import EnviHeader, read_header
from cathartes.io.scenes.envi.layout import read_layout
from cathartes.io.scenes.envi.scaling import read_ignored
from cathartes.io.scenes.envi.source import EnviSource

_IMAGE_ENDINGS = ("_img", "_rdn", "_rad", "_radiance", "_l1b", "_l1")
_FILE_SUFFIXES = ("", ".img", ".dat", ".bil", ".bip", ".bsq", ".igm", ".glt")


def find_companion(image: Path, endings: tuple[str, ...]) -> Path | None:
    """Return the ENVI file named like the image with one of these endings."""
    stems = [image.name, image.stem]
    stems += [
        image.stem[: -len(ending)]
        for ending in _IMAGE_ENDINGS
        if image.stem.lower().endswith(ending) and len(image.stem) > len(ending)
    ]
    for stem in dict.fromkeys(stems):
        for ending in endings:
            for suffix in _FILE_SUFFIXES:
                beside = image.with_name(stem + ending + suffix)
                if beside != image and beside.is_file() and find_header(beside) is not None:
                    return beside
    return None


def read_bands(
    path: Path, n_bands: int, shape: tuple[int, int] | None
) -> tuple[EnviHeader, list[NDArray[np.float64]]]:
    """Return header and first bands of a companion, (line, sample) float64 each.

    Raises
    ------
    SceneError
        If it is damaged, has too few bands, or is not of ``shape`` where one is given.
    """
    header_file = find_header(path)
    if header_file is None:
        raise SceneError.about(
            path,
            "header",
            found="nothing",
            expected="a header beside it",
            remedy="Fetch the header of this file too, or remove the file.",
        )
    header = read_header(header_file)
    layout, _ = read_layout(header)
    if layout.shape[2] < n_bands or (shape is not None and layout.shape[:2] != shape):
        raise SceneError.about(
            path,
            "lines, samples and bands",
            found=" x ".join(map(str, layout.shape)),
            expected=f"{n_bands} bands or more"
            + ("" if shape is None else f" of {shape[0]} lines and {shape[1]} samples"),
            remedy="This file belongs to another image; remove it or fetch the right one.",
        )
    source = EnviSource(
        path, layout, np.ones(layout.shape[2]), np.zeros(layout.shape[2]), read_ignored(header)
    )
    source.check_size()
    return header, [source.read_band(band) for band in range(n_bands)]
