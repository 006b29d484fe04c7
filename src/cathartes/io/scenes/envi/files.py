"""Which header belongs to which image: either of the two may be given."""

from __future__ import annotations

from pathlib import Path

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.header_text import EnviHeader, is_envi_header, read_header
from cathartes.io.scenes.envi.layout import read_layout

_HEADER_SUFFIXES = (".hdr", ".HDR", ".Hdr")
_LIKELY_SUFFIXES = ("", ".img", ".dat", ".bil", ".bip", ".bsq", ".raw", ".bin", ".cub", ".rdn")
_NEVER_IMAGES = frozenset({".hdr", ".json", ".xml", ".txt", ".enp", ".sta", ".png", ".jpg", ".tif"})


def find_header(path: Path) -> Path | None:
    """Return the header of an image or header file, None where there is none beside it."""
    try:
        if not path.is_file():
            return None
        if is_envi_header(path):
            return path
        beside = [path.with_name(path.name + suffix) for suffix in _HEADER_SUFFIXES]
        if path.suffix:
            beside += [path.with_suffix(suffix) for suffix in _HEADER_SUFFIXES]
        return next((name for name in beside if is_envi_header(name)), None)
    except (OSError, ValueError):
        return None


def find_pair(path: Path) -> tuple[Path, EnviHeader]:
    """Return the image and the header that belong together.

    Parameters
    ----------
    path : Path
        The image or its header. The image of ``NAME.hdr`` is ``NAME`` with any ending, that
        of ``NAME.img.hdr`` is ``NAME.img``; where several files could be meant, the one
        whose size the header describes.

    Raises
    ------
    SceneError
        If one of the two is missing, or it cannot be told which image is meant.
    """
    header_file = find_header(path)
    if header_file is None:
        raise SceneError.about(
            path,
            "header",
            found="no ENVI header beside it",
            expected=f"{path.name}.hdr or {path.stem}.hdr, beginning with the line ENVI",
            remedy="Put the header into the same folder as the image.",
        )
    header = read_header(header_file)
    if not _is_same(header_file, path):
        return path, header
    return _image_of(header), header


def _image_of(header: EnviHeader) -> Path:
    path = header.path
    exact = path.with_suffix("")
    candidates = sorted(
        beside
        for beside in path.parent.iterdir()
        if (beside == exact or beside.stem == path.stem)
        and beside.suffix.lower() not in _NEVER_IMAGES
        and beside.is_file()
    )
    if len(candidates) > 1:
        expected = read_layout(header)[0].n_bytes
        fitting = [beside for beside in candidates if beside.stat().st_size == expected]
        likely = [beside for beside in candidates if beside.suffix.lower() in _LIKELY_SUFFIXES]
        candidates = fitting or likely or candidates
        candidates = [exact] if exact in candidates else candidates
    if len(candidates) == 1:
        return candidates[0]
    raise SceneError.about(
        path,
        "image",
        found=", ".join(beside.name for beside in candidates) or "no image beside the header",
        expected=f"one image named {path.stem}, with or without an ending such as .img",
        remedy="Give the image itself instead of its header, and keep both in one folder.",
    )


def _is_same(one: Path, other: Path) -> bool:
    return one == other or one.samefile(other)
