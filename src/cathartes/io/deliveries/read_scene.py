"""A scene as it came back: where, when, by what, and what a sample of its spectra shows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
from shapely import MultiPoint, Polygon

from cathartes.io.deliveries.files import digest_of
from cathartes.io.deliveries.scene_files import files_beside
from cathartes.io.results.placement import place_points
from cathartes.io.scenes.plausibility.sample import sample_spectra
from cathartes.io.scenes.readers import read_scene
from cathartes.kernels.scene_quality import cold_flat_share, saturated_share
from cathartes.model.campaign.area import Ring, normal_ring
from cathartes.model.collection import DeliveredScene, Delivery
from cathartes.model.scene import Scene

CLOUDED, SATURATED = 0.10, 0.005
"""Shares of the sample from which a scene is flagged."""
_DIGITS = 7
_ACROSS = 9


def read_delivered_scene(
    path: Path, root: Path, known_sha256: Collection[str] = ()
) -> tuple[DeliveredScene, tuple[Path, ...]]:
    """Open a scene, without its cube, and return it with the files it was read from.

    Parameters
    ----------
    path : Path
        The file, or the folder of a Zarr scene.
    root : Path
        Of the campaign; names are relative to it.
    known_sha256 : collection of str
        Such a scene is not opened at all.

    Raises
    ------
    SceneError
        If it cannot be opened, or its coordinate system is not known.
    """
    if known_sha256:
        beside = tuple(sorted(files_beside(path)))
        told = _delivery(path, root, beside)
        if told.sha256 in known_sha256:
            return DeliveredScene(delivery=told, label=path.stem, is_simulated=False), beside
    scene = read_scene(path)
    files = scene.input_paths or (path,)
    delivery = _delivery(path, root, files)
    return described_scene(scene, delivery, is_simulated=scene.is_simulated), tuple(files)


def _delivery(path: Path, root: Path, files: tuple[Path, ...]) -> Delivery:
    flat: list[Path] = []
    for one in files:
        flat += sorted(p for p in one.rglob("*") if p.is_file()) if one.is_dir() else [one]
    sha256, size = digest_of(flat)
    return Delivery(
        name=path.relative_to(root).as_posix(),
        paths=tuple(_relative(one, root) for one in files),
        kind="scene",
        sha256=sha256,
        size_bytes=size,
    )


def described_scene(scene: Scene, delivery: Delivery, *, is_simulated: bool) -> DeliveredScene:
    """Return what matching needs of an open scene; a thousand spectra of it are read."""
    flags = []
    if scene.quantity == "radiance":
        spectra = sample_spectra(scene.source)[:, scene.good_bands]
        air = scene.air_temperature_k
        wavelength = scene.instrument.wavelength_um[scene.good_bands]
        if cold_flat_share(spectra, wavelength, np.nan if air is None else air) > CLOUDED:
            flags.append("cloud")
        if saturated_share(spectra) > SATURATED:
            flags.append("saturated")
    return DeliveredScene(
        delivery=delivery,
        label=scene.name,
        is_simulated=is_simulated,
        instrument=scene.instrument.name,
        shape=scene.shape,
        footprint=footprint_of(scene),
        begins_at=scene.acquired_at
        if scene.acquired_at is not None and scene.acquired_at.tzinfo is not None
        else None,
        platform_altitude_m=scene.platform_altitude_m,
        ground_elevation_m=scene.ground_elevation_m,
        flags=tuple(flags),
        remarks=scene.remarks,
    )


def footprint_of(scene: Scene) -> Ring:
    """Return the outline of a scene on the ground, empty where it does not say.

    Of an image on a map the four corners; of one with a position for each pixel the hull of some
    of them.
    """
    georeference = scene.georeference
    if georeference is None:
        return ()
    lines, samples, _ = scene.shape
    last_line, last_sample = lines - 0.5, samples - 0.5
    if georeference.affine is not None:
        sample = np.array([-0.5, last_sample, last_sample, -0.5])
        line = np.array([-0.5, -0.5, last_line, last_line])
        longitude, latitude = place_points(georeference, sample, line)
        if not np.isfinite(longitude + latitude).all():
            return ()
        places = np.column_stack([longitude, latitude]).round(_DIGITS)
        ring = normal_ring(places.tolist())
        return ring if Polygon(ring).is_valid else ()
    along, across = (np.linspace(-0.5, last, _ACROSS) for last in (last_line, last_sample))
    line, sample = (one.ravel() for one in np.meshgrid(along, across, indexing="ij"))
    longitude, latitude = place_points(georeference, sample, line)
    known = np.isfinite(longitude + latitude)
    if known.sum() < 3:
        return ()
    hull = MultiPoint(np.column_stack([longitude[known], latitude[known]])).convex_hull
    if hull.geom_type != "Polygon":
        return ()
    return normal_ring(np.array(hull.exterior.coords).round(_DIGITS).tolist())


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
