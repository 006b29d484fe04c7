"""A simulated scene as a benchmark or development set names it."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from benchmarks.scenery.truth_spectra import truth_spectra
from cathartes.model import Gas
from cathartes.physics.gases import load_library
from cathartes.simulate import (
    GasShare,
    SceneSettings,
    SimulatedScene,
    invented_gases,
    simulate_scene,
)


@frozen
class SimulatedRecipe:
    """Settings with a seed.

    Attributes
    ----------
    settings : SceneSettings
    seed : int
    group : str
        ``dense``, ``sparse`` or ``clean``.
    clutter : str
        ``calm``, ``mixed`` or ``busy``.
    invented : bool
        True where every emitter's gas is one that no library holds; emitters name them
        ``invented-1``, ``invented-2`` and so on.
    """

    settings: SceneSettings
    seed: int
    group: str
    clutter: str
    invented: bool = False

    @property
    def name(self) -> str:
        """The scene's name."""
        return self.settings.name

    def spectra(self) -> dict[str, Gas]:
        """Return the gases this scene may hold."""
        known = truth_spectra()
        if not self.invented:
            return known
        count = len(self.settings.emitters)
        rng = np.random.default_rng([self.seed, 77])
        return {**known, **invented_gases(rng, count, load_library())}

    def make(self) -> SimulatedScene:
        """Simulate the scene."""
        return simulate_scene(self.settings, np.random.default_rng(self.seed), self.spectra())


def with_invented_gases(settings: SceneSettings) -> SceneSettings:
    """Give each emitter a gas of its own that no library holds."""
    emitters = tuple(
        emitter.model_copy(update={"gases": (GasShare(name=f"invented-{number}"),)})
        for number, emitter in enumerate(settings.emitters, start=1)
    )
    return settings.model_copy(update={"emitters": emitters})
