"""A scene of the skill benchmark: what is shown to the detectors and what is true of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.model import Scene
from cathartes.simulate.truth import SceneTruth

Domain = Literal["lwir", "swir"]


@frozen(eq=False)
class SkillScene:
    """One scene, ready to be detected in and judged.

    Attributes
    ----------
    scene : Scene
        What every detector sees.
    truth : SceneTruth
        What none of them sees.
    peer_targets : mapping of str to (wavelength,) float64
        For each gas that is scored: change of radiance per ppm m with the true spectrum, the
        true atmosphere and the sign that most of its plume has. No user of a peer has that.
    peer_channels : (wavelength,) bool
        Channels that peers are given: without dead ones, and within the gas's own window (SWIR).
    is_judged : (line, sample) bool
        False in dead columns, where there is nothing to be found by anybody.
    invented : frozenset of str
        Gases of the truth that are in no library.
    """

    scene: Scene
    truth: SceneTruth
    peer_targets: Mapping[str, NDArray[np.float64]]
    peer_channels: NDArray[np.bool_]
    is_judged: NDArray[np.bool_]
    invented: frozenset[str] = frozenset()

    def gas_snr(self, gas: str) -> NDArray[np.float32]:
        """Return the true SNR of one gas, (line, sample): its share of each plume's own."""
        total = np.zeros(self.truth.snr.shape, np.float32)
        for emitter in self.truth.emitters:
            if gas in emitter.gases and emitter.strength > 0:
                total += emitter.snr * min(1.0, emitter.gas_snr[gas] / emitter.strength)
        return total

    def fingerprint(self) -> str:
        """Return a digest of what is shown and what is true; a kept result holds only for it."""
        digest = sha256(self.scene.source.read(0, self.scene.shape[0]).tobytes())
        digest.update(self.truth.snr.tobytes())
        digest.update(repr([one.gas_snr for one in self.truth.emitters]).encode())
        digest.update(repr((self.scene.wind, sorted(self.invented))).encode())
        for gas, target in sorted(self.peer_targets.items()):
            digest.update(gas.encode() + target.tobytes())
        return digest.hexdigest()


@frozen(eq=False)
class SceneRecipe:
    """How to make one scene.

    Attributes
    ----------
    name : str
        Unique; used as a folder name.
    domain : {"lwir", "swir"}
    group : str
        ``dense``, ``sparse``, ``clean`` or ``injected``.
    clutter : str
        How difficult the background is, for the recall table.
    pixel_size_m : float
    make : callable
        Makes it.
    """

    name: str
    domain: Domain
    group: str
    clutter: str
    pixel_size_m: float
    make: Callable[[], SkillScene]


def peer_cube(subject: SkillScene) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the cube as peers get it, and where it holds data, (line, sample) bool.

    Peers have no notion of missing numbers: one would spoil their whole covariance. A pixel
    without data is replaced by a random one that has them, which leaves the statistics as
    they are. Dead columns are treated alike: their user would cut them out. A channel that
    holds nothing anywhere is set to 0.
    """
    scene = subject.scene
    cube = scene.source.read(0, scene.shape[0])[:, :, subject.peer_channels]
    usable = np.isfinite(cube).any(axis=(0, 1))
    cube[:, :, ~usable] = 0.0
    valid = np.isfinite(cube).all(axis=2) & subject.is_judged
    if not valid.all():
        donors = np.flatnonzero(valid)
        taken = np.random.default_rng(0).choice(donors, int((~valid).sum()))
        cube[~valid] = cube.reshape(-1, cube.shape[2])[taken]
    return np.ascontiguousarray(cube), valid
