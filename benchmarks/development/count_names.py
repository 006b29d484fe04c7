"""Count how well candidates of development scenes are named: ``python -m`` this module [SCENES].

Thermal scenes drawn at random (``drawn_scenes.py``), 24 by default: three minutes. A candidate is
of an emitter if more than 0.3 of its pixels lie on that plume. Needs the field data.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from attrs import field, frozen
from threadpoolctl import threadpool_limits

from benchmarks.development.drawn_scenes import drawn_dev_scene
from benchmarks.development.fit_plume_probability import weighed_candidates
from cathartes.simulate import EmitterTruth, SimulatedScene

SCENES = 24
SEEN = 8.0
"""Noise-limited SNR of a gas from which on it could be named."""
PRESENT = 0.5
FALSE_A_SCENE = 0.3
LEAST_SHARE = 0.02
"""Of a candidate's pixels on another plume whose gases may be named too."""
LEAST_PROBABILITY = 1e-3


@frozen(eq=False)
class NamedCandidate:
    """One candidate, what it was called, and what it is.

    Attributes
    ----------
    scene : int
    log_odds, unknown : float
    named : dict of str to float
        Probability of each gas.
    emitter : EmitterTruth or None
    known : frozenset of str
        Gases of the library in its plume and in plumes over it.
    """

    scene: int
    log_odds: float
    unknown: float
    named: dict[str, float]
    emitter: EmitterTruth | None
    known: frozenset[str] = field(factory=frozenset)


def named_candidates(scene: int, subject: SimulatedScene) -> list[NamedCandidate]:
    """Return the candidates of one scene, as they were weighed."""
    emitters = subject.truth.emitters
    found = []
    for one in weighed_candidates(subject):
        names, identified = one.result.targets.names, one.judged.identification
        over = [e for e, share in zip(emitters, one.shares, strict=True) if share > LEAST_SHARE]
        found.append(
            NamedCandidate(
                scene=scene,
                log_odds=identified.log_odds,
                unknown=identified.unknown_probability,
                named=dict(zip(names, identified.gas_probability.tolist(), strict=True)),
                emitter=emitters[int(np.argmax(one.shares))] if one.is_plume else None,
                known=frozenset(gas for each in over for gas in each.gases if gas in names),
            )
        )
    return found


def told(rows: list[NamedCandidate]) -> list[tuple[str, float | str]]:
    """Return each count with its name."""
    plumes = [one for one in rows if one.emitter is not None]
    known = [one for one in plumes if set(one.emitter.gases) & one.known]  # type: ignore[union-attr]
    invented = [one for one in plumes if one not in known]
    calls = [gas in one.known for one in plumes for gas, p in one.named.items() if p > PRESENT]
    strong = [
        one.named[gas] > PRESENT
        for one in known
        for gas, snr in one.emitter.gas_snr.items()  # type: ignore[union-attr]
        if snr > SEEN and gas in one.named
    ]
    false = sorted((one.log_odds for one in rows if one.emitter is None), reverse=True)
    scenes = len({one.scene for one in rows})
    limit = false[int(FALSE_A_SCENE * scenes)]

    def mean(values: list[Any]) -> float:
        return float(np.mean(values)) if values else float("nan")

    def is_named(one: NamedCandidate) -> bool:
        surest = max(one.named, key=lambda gas: one.named[gas])
        return surest in one.known and one.named[surest] > one.unknown

    return [
        ("candidates", len(rows)),
        ("of known gases", len(known)),
        ("of invented gases", len(invented)),
        ("known gases named", mean([is_named(one) for one in known])),
        (
            "invented gases called unknown",
            mean([one.unknown > max(one.named.values()) for one in invented]),
        ),
        ("gases above one half, right / wrong", f"{sum(calls)} / {len(calls) - sum(calls)}"),
        (f"gases of SNR above {SEEN:g} named", f"{sum(strong)} of {len(strong)}"),
        (
            "mean log probability of unknown where it is",
            mean([np.log(max(one.unknown, LEAST_PROBABILITY)) for one in invented]),
        ),
        (
            f"found at {FALSE_A_SCENE:g} false a scene, known",
            mean([one.log_odds > limit for one in known]),
        ),
        (
            f"found at {FALSE_A_SCENE:g} false a scene, invented",
            mean([one.log_odds > limit for one in invented]),
        ),
    ]


def main() -> int:
    """Draw, search, count, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SCENES
    rows: list[NamedCandidate] = []
    with threadpool_limits(1):
        for number in range(count):
            rows += named_candidates(number, drawn_dev_scene(number).make())
    for name, value in told(rows):
        print(f"{name}: {value if isinstance(value, str) else round(value, 3)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
