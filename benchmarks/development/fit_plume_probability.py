"""Fit the regression of ``detection/evidence/probability.py`` on development scenes.

Run as ``python -m benchmarks.development.fit_plume_probability [--drawn 36] [--repeats 3]``;
some ten minutes. It prints the coefficients beside those that ship, and what six-fold
cross-validation over scenes finds at the program's own threshold. The shipped coefficients had
eight more scenes, of a second generator that was not kept: expect a difference of some tenths.
Needs the field data.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
from attrs import astuple, evolve, frozen
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from benchmarks.dev_scenes import DEV_SCENES
from benchmarks.development.drawn_scenes import drawn_dev_scene
from benchmarks.scenery.simulated import SimulatedRecipe
from cathartes.detection import DetectionOptions
from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block_detection import BlockResult, detect_in_block, thermal_contrast
from cathartes.detection.evidence.probability import (
    CONTRAST_LIMIT,
    EVIDENCE_UNIT,
    KNOWN_GAS,
    UNKNOWN_GAS,
    stretch_along_wind,
)
from cathartes.detection.plumes.head import downwind_direction
from cathartes.detection.plumes.judged import Judged
from cathartes.model import Instrument
from cathartes.physics.gases.channels import channel_library
from cathartes.physics.gases.library import bundled_library
from cathartes.simulate import EmitterTruth, SimulatedScene

Array = NDArray[np.float64]
TRUE_SHARE, FALSE_SHARE = 0.3, 0.1
"""Share of a candidate's pixels on true plume (SNR above 1) that make it one, or none."""
FRAGMENT_WEIGHT = 0.35
"""Of further candidates of one emitter: they are not independent of the surest."""
RIDGE = 0.3
FOLDS = 6


def main() -> None:
    """Simulate, collect, fit, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--drawn", type=int, default=36, help="scenes drawn at random")
    parser.add_argument("--repeats", type=int, default=3, help="seeds of each written-out scene")
    chosen = parser.parse_args()
    rows: list[dict[str, float]] = []
    recipes = list(development_recipes(chosen.drawn, chosen.repeats))
    for number, recipe in enumerate(track(recipes, "Simulating and searching")):
        rows += [{**row_of(one), "scene": number} for one in weighed_candidates(recipe.make())]
    design = np.array([features(row) for row in rows])
    truth = np.array([row["is_plume"] for row in rows])
    weight = np.array([row["weight"] for row in rows])
    unknown = np.array([row["unknown"] for row in rows])
    scene = np.array([row["scene"] for row in rows]).astype(int)
    print(f"{len(rows)} candidates of {len(recipes)} scenes, {int(truth.sum())} of them plumes")
    chance = np.zeros(len(rows))
    for name, share, shipped in (
        ("known", 1.0 - unknown, KNOWN_GAS),
        ("unknown", unknown, UNKNOWN_GAS),
    ):
        fitted = fit(design, truth, weight * share)
        print(f"{name}: fitted {np.round(fitted, 3).tolist()}, shipped {list(astuple(shipped))}")
        for fold in range(FOLDS):
            test = scene % FOLDS == fold
            held_out = fit(design[~test], truth[~test], (weight * share)[~test])
            chance[test] += share[test] / (1.0 + np.exp(-design[test] @ held_out))
    reported = chance > DetectionOptions().report_probability
    print(
        f"held out: {int((reported & (truth > 0)).sum())} plumes and "
        f"{(reported & (truth == 0)).sum() / len(recipes):.2f} false candidates a scene reported"
    )


def development_recipes(n_drawn: int, n_repeats: int) -> Iterator[SimulatedRecipe]:
    """Yield thermal scenes only: sunlight has coefficients of its own."""
    for repeat in range(n_repeats):
        for recipe in DEV_SCENES:
            if recipe.settings.kind != "swir":
                yield evolve(recipe, seed=recipe.seed + 500 * repeat)
    yield from map(drawn_dev_scene, range(n_drawn))


@frozen(eq=False)
class WeighedCandidate:
    """A candidate as it was weighed, and what it is.

    Attributes
    ----------
    result : BlockResult
        Of the whole scene.
    judged : Judged
    downwind : (2,) float64 or None
    shares : (emitter,) float64
        Of its pixels that lie on each emitter's plume.
    weight : float
        Less for further candidates of one emitter.
    """

    result: BlockResult
    judged: Judged
    downwind: Array | None
    shares: Array
    weight: float

    @property
    def is_plume(self) -> bool:
        """Whether enough of it lies on a plume."""
        return bool((self.shares > TRUE_SHARE).any())


def weighed_candidates(subject: SimulatedScene) -> Iterator[WeighedCandidate]:
    """Yield the candidates of a scene that are a plume or none, and nothing between."""
    scene = subject.scene
    wanted = channels_of_regime(scene, "thermal")
    block, kept = prepare_block(scene, 0, scene.shape[0], wanted, "thermal")
    instrument = Instrument(
        scene.instrument.name,
        scene.instrument.wavelength_um[kept],
        scene.instrument.fwhm_um[kept],
    )
    channels = channel_library(bundled_library(), instrument)
    downwind = downwind_direction(
        scene.wind, scene.georeference, scene.shape[1] / 2, scene.shape[0] / 2
    )
    result = detect_in_block(block, channels, 0, scene.air_temperature_k, downwind, as_weighed=True)
    emitters = subject.truth.emitters
    shares = [_shares(judged.candidate.members, emitters) for judged in result.judged]
    for judged, share in zip(result.judged, shares, strict=True):
        on = share > TRUE_SHARE
        if not on.any() and share.max(initial=0.0) > FALSE_SHARE:
            continue
        rivals = [
            other.identification.log_odds
            for other, theirs in zip(result.judged, shares, strict=True)
            if (on & (theirs > TRUE_SHARE)).any()
        ]
        is_surest = not on.any() or judged.identification.log_odds >= max(rivals)
        weight = 1.0 if is_surest else FRAGMENT_WEIGHT
        yield WeighedCandidate(result, judged, downwind, share, weight)


def _shares(members: NDArray[np.intp], emitters: tuple[EmitterTruth, ...]) -> Array:
    """Return which share of a candidate lies on each emitter's plume."""
    at = tuple(members.T)
    return np.array([(emitter.snr[at] > 1.0).mean() for emitter in emitters])


def row_of(one: WeighedCandidate) -> dict[str, float]:
    """Return what the regression sees of a candidate, and whether it is a plume."""
    found, candidate = one.judged.identification, one.judged.candidate
    return {
        "is_plume": float(one.is_plume),
        "weight": one.weight,
        "unknown": found.unknown_probability,
        "log_odds": found.log_odds,
        "peak": candidate.peak,
        "contrast": thermal_contrast(one.result, candidate, found) or 0.0,
        "n_pixels": len(candidate.members),
        "stretch": stretch_along_wind(candidate, one.downwind),
    }


def features(row: dict[str, float]) -> list[float]:
    """Return the regression's terms, in the order of its coefficients."""
    return [
        1.0,
        float(np.arcsinh(row["log_odds"] / EVIDENCE_UNIT)),
        float(np.log(row["peak"])),
        float(np.clip(row["contrast"], -CONTRAST_LIMIT, CONTRAST_LIMIT)),
        float(np.log(row["n_pixels"])),
        row["stretch"],
    ]


def fit(design: Array, truth: Array, weight: Array) -> Array:
    """Return coefficients of a weighted logistic regression with a small ridge."""

    def loss(coefficients: Array) -> tuple[float, Array]:
        odds = design @ coefficients
        penalised = np.concatenate([[0.0], coefficients[1:]])
        value = (weight * (np.logaddexp(0.0, odds) - truth * odds)).sum()
        slope = design.T @ (weight * (1.0 / (1.0 + np.exp(-odds)) - truth))
        return float(value + RIDGE * penalised @ penalised), slope + 2.0 * RIDGE * penalised

    start = np.zeros(design.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


if __name__ == "__main__":
    main()
