"""The readers of scenes, in a list one can read, and the one way to open any scene."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from attrs import evolve, frozen

from cathartes.errors import SceneError
from cathartes.io.scenes.cf import netcdf, zarr_store
from cathartes.io.scenes.envi import reader as envi
from cathartes.io.scenes.hdf5 import aviris3, emit, hytes, tanager, unknown
from cathartes.io.scenes.plausibility.judgement import judge_scene
from cathartes.io.scenes.series import npz, spc
from cathartes.io.scenes.sidecar import find_sidecar, merge_sidecar, read_sidecar
from cathartes.io.simulation_mark import file_says_simulated
from cathartes.model import InputFile, Scene

_HASHED_BYTES = 2**20


@frozen
class SceneReader:
    """A format of scenes.

    Attributes
    ----------
    name : str
        For people.
    recognises : callable
        True for a file of this format, judged by what is inside it. Never raises for a file
        of another format.
    open : callable
        Opens the file as a scene without reading its cube into memory.
    """

    name: str
    recognises: Callable[[Path], bool]
    open: Callable[[Path], Scene]


READERS: tuple[SceneReader, ...] = (
    SceneReader("EMIT L1B", emit.recognises, emit.open_scene),
    SceneReader("AVIRIS-3 L1B", aviris3.recognises, aviris3.open_scene),
    SceneReader("HyTES L1", hytes.recognises, hytes.open_scene),
    SceneReader("Tanager radiance", tanager.recognises, tanager.open_scene),
    SceneReader("cathartes CF NetCDF4", netcdf.recognises, netcdf.open_scene),
    SceneReader("HDF5", unknown.recognises, unknown.open_scene),
    SceneReader("cathartes CF Zarr", zarr_store.recognises, zarr_store.open_scene),
    SceneReader("NPZ series of spectra", npz.recognises, npz.open_scene),
    SceneReader("ENVI", envi.recognises, envi.open_scene),
    SceneReader("GRAMS SPC", spc.recognises, spc.open_scene),
)
"""Asked in this order; the first that recognises a file opens it.

Formats with a signature of their own come before ENVI, which is known by the header beside
the image, and that before SPC, whose signature is a single byte. The reader called HDF5
opens nothing: it says what is wrong with a file that no other HDF5 reader took.
"""


def read_scene(path: Path) -> Scene:
    """Open a scene of any known format, with its sidecar, and check that it is plausible.

    Parameters
    ----------
    path : Path
        The file, or the folder of formats that are folders. Of an ENVI scene, the image or
        its header.

    Returns
    -------
    Scene
        Its source reads lines on demand. Inputs are not hashed yet (:func:`hash_inputs`).

    Raises
    ------
    SceneError
        If the file is missing, of no known format, damaged, contradictory or implausible.
    """
    path = Path(path)
    scene = find_reader(path).open(path)
    if not scene.input_paths:
        folder = path if path.is_dir() else path.parent
        beside = tuple(path if one.name == path.name else folder / one.name for one in scene.inputs)
        scene = evolve(scene, input_paths=beside)
    sidecar = find_sidecar(scene.input_paths[0] if scene.input_paths else path)
    sidecar = sidecar or find_sidecar(path)
    if sidecar is not None:
        scene = merge_sidecar(scene, read_sidecar(sidecar), sidecar)
        entry = InputFile(sidecar.name, "", sidecar.stat().st_size)
        scene = evolve(
            scene, inputs=(*scene.inputs, entry), input_paths=(*scene.input_paths, sidecar)
        )
    if any(file_says_simulated(one) for one in (path, *scene.input_paths)):
        scene = evolve(scene, is_simulated=True)
    return judge_scene(scene)


def find_reader(path: Path) -> SceneReader:
    """Return the reader that recognises a file.

    Raises
    ------
    SceneError
        If there is no such file, or none does.
    """
    try:
        exists = path.exists()
    except (OSError, ValueError):  # a name too long, or with a null in it
        exists = False
    if not exists:
        raise SceneError.about(
            path,
            "scene",
            found="no such file",
            expected="an existing scene",
            remedy="Check the name and the folder.",
        )
    for reader in READERS:
        if reader.recognises(path):
            return reader
    if path.is_dir():
        raise SceneError.about(
            path,
            "scene",
            found="a folder that is no Zarr scene",
            expected="a scene",
            remedy=f"Name the scenes in it, such as `{path / '*.hdr'}`.",
        )
    raise SceneError.about(
        path,
        "format",
        found="none that is known",
        expected=f"one of {', '.join(reader.name for reader in READERS)}",
        remedy="If this is an ENVI image, put its header (NAME.hdr) beside it; otherwise convert "
        "the scene to one of these formats.",
    )


def hash_inputs(scene: Scene) -> Scene:
    """Return the scene with the digest of every file it was read from.

    Reads each file once from end to end: for the moment when a result is written, not for a
    glance at a scene.

    Raises
    ------
    SceneError
        If a file has gone or cannot be read.
    """
    hashed = tuple(
        entry if entry.sha256 else evolve(entry, sha256=_sha256(path))
        for entry, path in zip(scene.inputs, scene.input_paths, strict=True)
    )
    return evolve(scene, inputs=hashed)


def hash_file(path: Path) -> InputFile:
    """Return the name, length and digest of a file that is no scene but took part.

    Raises
    ------
    SceneError
        If it has gone or cannot be read.
    """
    digest = _sha256(path)
    return InputFile(path.name, digest, path.stat().st_size)


def _sha256(path: Path) -> str:
    """Digest of a file, or of the names and contents of all files of a folder."""
    digest = hashlib.sha256()
    try:
        inside = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else []
        for file in inside or [path]:
            if file != path:
                digest.update(file.relative_to(path).as_posix().encode() + b"\0")
            with file.open("rb") as stream:
                while piece := stream.read(_HASHED_BYTES):
                    digest.update(piece)
    except OSError as error:
        raise SceneError.about(
            path,
            "input",
            found=error.strerror or type(error).__name__,
            expected="the file the scene was read from",
            remedy="Keep the inputs in place until the results are written.",
        ) from error
    return digest.hexdigest()
