"""Fit what an image says of its emitter, on simulated development passes.

Writes ``src/cathartes/physics/image_calibration/bundled.json``::

    python tools/make_image_calibration.py [PASSES [FIRST_SEED]]

The seeds are those of development; ``benchmarks/location/images.py`` draws from others.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve
from image_conditions_fit import draw_flights, fit_condition, fit_passes
from image_drift_fit import fit_drift
from image_emitter_fit import Example, fit_emitter, fit_sureness
from image_evidence_fit import blank_signs, fit_gas_weights, plume_signs, print_errors
from numpy.typing import NDArray
from scipy.optimize import minimize

from cathartes.location.images.emitter.features import Candidates, find_candidates
from cathartes.location.images.emitter.position import pixel_probabilities
from cathartes.location.images.evidence import Evidence, find_evidence
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.rate.signs import RateSigns, measure_rate_signs
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.location.wind_series import WIND_ERRORS
from cathartes.physics.image_calibration import (
    image_calibration_from_json,
    sharpness_at,
    spread_terms,
    wind_terms,
)
from cathartes.simulate.passes import (
    PassSettings,
    SimulatedPass,
    draw_pass,
    draw_settings,
    give_wind,
)

Array = NDArray[np.float64]
DEVELOPMENT = 100_001
BLANK, WINDS, DRIFTS, FLIGHTS, HARD = (100_000, *range(100_002, 100_006))
BLANKS_PER_PASS, HARD_PASSES, FLIGHT_BASES, FLIGHT_PASSES = 10, 60, 24, 6
TARGET = Path("src/cathartes/physics/image_calibration/bundled.json")
KINDS = ("sonic", "mast", "metar", "model")
DETECTOR_SCALE_ERROR = 0.17
NEAR_PIXELS = 7.0
FAR_CANDIDATES = 160
FEWEST_PASSES = 12
DRIFT_PAIRS = 62
"""Fewer would not show the drifts that lock on another puff, on which its spread rests."""
VERSION = "3"
HISTORY = {
    "1": "Emitter, effective wind with its spread, drift.",
    "2": "Gas parted from ground; hard conditions; errors that passes share.",
    "3": "How much the signs of an emitter count, by the size of a pixel. All parts by one run.",
}
MODES = ("whole", "masked")
CONDITIONS = ("cut", "merged", "light")


def downwind_in_pixels(image: PlumeImage, toward_deg: float) -> Array:
    """Return the unit vector (line, sample) the wind blows to."""
    toward = np.radians(toward_deg)
    step = np.linalg.solve(image.pixel_axes_m, np.array([np.sin(toward), np.cos(toward)]))
    return np.asarray(step / np.linalg.norm(step))


def as_detected(image: PlumeImage, evidence: Evidence) -> PlumeImage:
    """Keep the columns inside plumes only, with the spread the detector would state."""
    inside = evidence.label > 0
    spread = np.hypot(image.column_std_ppm_m, DETECTOR_SCALE_ERROR * np.abs(image.column_ppm_m))
    return evolve(
        image,
        column_ppm_m=np.where(inside, image.column_ppm_m, np.nan),
        column_std_ppm_m=np.where(inside, spread, np.nan),
        plume_label=evidence.label,
    )


@cache
def development_pass(index: int) -> tuple[PassSettings, SimulatedPass]:
    """Return one pass of development."""
    rng = np.random.default_rng([DEVELOPMENT, index])
    settings = draw_settings(rng)
    return settings, draw_pass(settings, rng)[0]


def given_wind(settings: PassSettings, index: int) -> tuple[str, float]:
    """Return the kind of wind that is told with a pass, and whither it is said to blow."""
    kind = KINDS[index % len(KINDS)]
    wind = give_wind(settings.weather, kind, np.random.default_rng([WINDS, index]))
    return kind, wind.from_direction_deg + 180.0


def fit_gas(indices: range) -> Array:
    """Return the weights of the signs that part gas from ground."""
    plumes = []
    for index in indices:
        settings, flown = development_pass(index)
        downwind = downwind_in_pixels(flown.image, given_wind(settings, index)[1])
        signs = plume_signs(flown.image, downwind, flown.line[0], flown.sample[0])
        if signs is not None:
            plumes.append(signs)
    n_blank = BLANKS_PER_PASS * len(indices)
    ground, ground_pass = blank_signs(BLANK, n_blank)
    least = ImageOptions().least_gas_probability
    print_errors(np.array(plumes), ground, ground_pass, n_blank, least)
    return fit_gas_weights(np.array(plumes), ground)


def make_examples(index: int, gas_weights: Array) -> dict[str, Example]:
    """Return the plume of one pass in both modes; empty where it is not found."""
    settings, flown = development_pass(index)
    rng = np.random.default_rng([WINDS, index, 1])
    image = flown.image
    kind, toward = given_wind(settings, index)
    downwind = downwind_in_pixels(image, toward)
    options = ImageOptions()
    found = find_evidence([image], downwind, options, gas_weights)
    examples = {}
    for mode in MODES:
        if found.count == 0:
            continue
        seen = image if mode == "whole" else as_detected(image, found)
        evidence = (
            found if mode == "whole" else find_evidence([seen], downwind, options, gas_weights)
        )
        emitter = settings.emitters[0]
        for plume in range(1, evidence.count + 1):
            candidates = find_candidates(
                evidence,
                plume,
                toward,
                WIND_ERRORS[kind][1],
                seen.pixel_axes_m / seen.pixel_size_m,
            )
            distance = np.hypot(candidates.line - emitter.line, candidates.sample - emitter.sample)
            if distance.min() > 0.75:
                continue
            examples[mode] = _thin_out(
                candidates, distance, rng, (settings, flown), seen, evidence, plume, toward, kind
            )
            break
    return examples


def _thin_out(
    candidates: Candidates,
    distance: Array,
    rng: np.random.Generator,
    truth: tuple[PassSettings, SimulatedPass],
    image: PlumeImage,
    evidence: Evidence,
    plume: int,
    toward_deg: float,
    kind: str,
) -> Example:
    """Keep all candidates near the truth and some of the others, weighed for the rest."""
    near = distance <= NEAR_PIXELS
    far = np.flatnonzero(~near)
    taken = rng.permutation(far)[:FAR_CANDIDATES]
    kept = np.concatenate([np.flatnonzero(near), taken])
    weight = np.zeros(kept.size)
    if taken.size:
        weight[near.sum() :] = np.log(far.size / taken.size)
    return Example(
        speed_m_s=truth[0].weather.speed_m_s,
        emission_rate_kg_per_h=float(truth[1].emission_rate_kg_per_h[0]),
        image=image,
        evidence=evidence,
        plume=plume,
        toward_deg=toward_deg,
        direction_std_deg=WIND_ERRORS[kind][1],
        features=candidates.features[kept],
        log_prior=candidates.log_prior,
        log_weight=weight,
        truth=int(np.argmin(distance[kept])),
    )


def measure(one: Example, weights: Array, elsewhere: float, sharpness: Array) -> RateSigns | None:
    """Return what the plume says of the rate, seen from where the emitter is found."""
    candidates = find_candidates(
        one.evidence,
        one.plume,
        one.toward_deg,
        one.direction_std_deg,
        one.image.pixel_axes_m / one.image.pixel_size_m,
    )
    probability = pixel_probabilities(
        candidates, weights, elsewhere, sharpness_at(sharpness, one.image.pixel_size_m)
    )
    emitter = (float(probability @ candidates.line), float(probability @ candidates.sample))
    toward = np.radians(one.toward_deg)
    downwind = np.array([np.sin(toward), np.cos(toward)])
    return measure_rate_signs(one.image, one.evidence, one.plume, emitter, downwind)


def fit_wind(examples: list[Example], signs: list[RateSigns]) -> dict[str, Any]:
    """Return the calibration of the effective wind."""
    design, spread_design, targets = [], [], []
    for one, sign in zip(examples, signs, strict=True):
        speed = one.speed_m_s
        rate = one.emission_rate_kg_per_h / 3600.0
        design.append(
            wind_terms(
                sign.pixel_size_m,
                speed,
                sign.length_pixels,
                sign.mean_score,
                sign.slenderness,
                sign.steadiness,
            )
        )
        spread_design.append(spread_terms(sign.length_pixels, sign.mean_score, speed))
        targets.append(np.log([rate / sign.enhancement_kg_per_m, rate / sign.flux_kg_per_m]))
    X, S, Y = np.array(design), np.array(spread_design), np.array(targets)
    spread = np.zeros(S.shape[1])
    spread[0] = np.log(0.3)
    for _ in range(6):
        weight = np.exp(-2.0 * (S @ spread))
        ridge = 1e-3 * weight.sum() * np.eye(X.shape[1])
        normal = X.T @ (weight[:, None] * X) + ridge
        coefficients = np.linalg.solve(normal, X.T @ (weight[:, None] * Y)).T
        rest = Y - X @ coefficients.T
        scaled = rest * np.exp(-(S @ spread))[:, None]
        covariance = scaled.T @ scaled / (len(rest) - X.shape[1])
        inverse = np.linalg.solve(covariance, np.ones(2))
        share = inverse / inverse.sum()
        combined = rest @ share

        def loss(s: Array, combined: Array = combined) -> float:
            log_std = S @ s
            return float(
                np.sum(log_std + 0.5 * combined**2 * np.exp(-2.0 * log_std))
                + 5.0 * np.sum(s[1:] ** 2)
            )

        spread = np.asarray(minimize(loss, spread, method="BFGS").x)
    scaled = rest * np.exp(-(S @ spread))[:, None]
    covariance = scaled.T @ scaled / (len(rest) - X.shape[1])
    logs = np.log(
        [
            [s.pixel_size_m, one.speed_m_s, s.length_pixels, s.mean_score, s.slenderness]
            for one, s in zip(examples, signs, strict=True)
        ]
    )
    return {
        "known_range": np.round(np.quantile(logs, [0.005, 0.995], axis=0).T, 3).tolist(),
        "wind_coefficients": np.round(coefficients, 4).tolist(),
        "wind_covariance": np.round(covariance, 4).tolist(),
        "wind_spread": np.round(spread, 4).tolist(),
        "_rest": rest,
        "_share": share,
    }


def main(count: int, first: int) -> None:
    """Make the passes, fit both modes and the drift, and write the table."""
    indices = range(first, first + count)
    gas_weights = np.round(fit_gas(indices), 3)
    made = [make_examples(index, gas_weights) for index in indices]
    document: dict[str, Any] = {
        "version": VERSION,
        "history": HISTORY,
        "made": datetime.now(UTC).date().isoformat(),
        "made_with": f"tools/make_image_calibration.py {count} {first}; seeds [{DEVELOPMENT}, i]",
        "gas_weights": gas_weights.tolist(),
        "hard_conditions": {name: {"log_offset": 0.0, "factor": 1.0} for name in CONDITIONS},
        "passes": {"flat_share": 0.0, "own_pixels": 0.0, "shared_pixels": 0.0, "rate_log_std": 0.0},
        "modes": {},
    }
    for mode in MODES:
        examples = [one[mode] for one in made if mode in one]
        print(f"{mode}: {len(examples)} of {count} passes hold the emitter's plume")
        folds = [
            fit_emitter([o for i, o in enumerate(examples) if i % 2 != fold]) for fold in (0, 1)
        ]
        elsewhere, sharpness = fit_sureness(examples, [folds[i % 2] for i in range(len(examples))])
        weights = fit_emitter(examples)
        pairs = [
            (one, sign)
            for one in examples
            if (sign := measure(one, weights, elsewhere, sharpness)) is not None
        ]
        wind = fit_wind([one for one, _ in pairs], [sign for _, sign in pairs])
        rest, share = wind.pop("_rest"), wind.pop("_share")
        both = rest @ share
        print(
            f"  rate, wind exact: IME {rest[:, 0].std():.3f}, CSF {rest[:, 1].std():.3f}, "
            f"combined {both.std():.3f}; median error "
            f"{np.median(np.abs(np.expm1(-both))):.3f}; share of IME {share[0]:.2f}"
        )
        document["modes"][mode] = {
            "passes": len(examples),
            "emitter_weights": np.round(weights, 4).tolist(),
            "elsewhere": elsewhere,
            "sharpness": np.round(sharpness, 3).tolist(),
            **wind,
        }
    document["drift"] = fit_drift(DRIFTS, range(first, first + max(DRIFT_PAIRS, count // 8)))
    # What comes last is fitted on answers made with all that comes before.
    table = image_calibration_from_json(document)
    share = min(1.0, count / 400)
    document["hard_conditions"] = {
        name: fit_condition(HARD + k, name, max(FEWEST_PASSES, int(HARD_PASSES * share)), table)
        for k, name in enumerate(CONDITIONS)
    }
    flights = draw_flights(FLIGHTS, max(4, int(FLIGHT_BASES * share)), FLIGHT_PASSES, table)
    document["passes"] = fit_passes(flights)
    TARGET.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 600,
        int(sys.argv[2]) if len(sys.argv) > 2 else 0,
    )
