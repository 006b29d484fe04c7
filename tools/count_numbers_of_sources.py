"""Count which number of sources evidence prefers in simulated networks, by the true number.

``python tools/count_numbers_of_sources.py [NETWORKS [FIRST_SEED]]`` prints the table that
``TRUE_WHEN_STATED`` of ``cathartes.location.concentrations.number`` was set from (ADR 0041): rows
the true number, columns the preferred one. Seeds are of development, which no benchmark reports;
three sources, which the benchmark's networks never have, are simulated as often as the others.
About five CPU seconds a network.
"""

from __future__ import annotations

import sys

import numpy as np
from rich.progress import track
from threadpoolctl import threadpool_limits

from cathartes.location.concentrations.averaging import MOST_SOURCES, sample_schemes
from cathartes.location.concentrations.locate import MOST_DATA
from cathartes.location.concentrations.problem.problem import Problem, rows_of_wind
from cathartes.simulate.insitu import NetworkSettings, simulate_network
from cathartes.simulate.insitu.settings import SourcesSettings

NETWORKS, FIRST_SEED = 60, 150_000


def preferred_number(n_sources: int, seed: int) -> int:
    """Return the number of sources that evidence and prior prefer in one network."""
    settings = NetworkSettings(sources=SourcesSettings(counts=(n_sources,)))
    case, _ = simulate_network(np.random.default_rng(seed), settings)
    row, usable = rows_of_wind(case)
    problem = Problem(case, case.observations.take(usable), row[usable]).thinned(MOST_DATA)
    samples = sample_schemes(problem, np.random.default_rng(0))
    weights = np.array([one.log_weight for one in samples])
    chances = np.bincount(
        [one.n_sources for one in samples], np.exp(weights - weights.max()), MOST_SOURCES + 1
    )
    return int(np.argmax(chances))


def main() -> None:
    """Count and print."""
    networks = int(sys.argv[1]) if len(sys.argv) > 1 else NETWORKS
    first = int(sys.argv[2]) if len(sys.argv) > 2 else FIRST_SEED
    counts = np.zeros((MOST_SOURCES + 1, MOST_SOURCES + 1), int)
    cases = [(n, first + k) for k in range(networks) for n in range(MOST_SOURCES + 1)]
    with threadpool_limits(1):
        for n_sources, seed in track(cases, "simulated networks"):
            counts[n_sources, preferred_number(n_sources, seed)] += 1
    print("true \\ preferred  " + "".join(f"{n:6d}" for n in range(MOST_SOURCES + 1)))
    for n_sources, row in enumerate(counts):
        print(f"{n_sources:16d}  " + "".join(f"{count:6d}" for count in row))


if __name__ == "__main__":
    main()
