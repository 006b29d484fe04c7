"""Tables of many judged cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.stats import binomtest

from benchmarks.location.concentrations.judged import LEVEL, JudgedCase, JudgedSource
from benchmarks.reporting.tables import Cell

FACTOR = 2.0
NOT_EXCLUDED = 0.05
"""A number of sources of this probability is not excluded."""
SHOWS = 3.0
"""Peak signal to noise below which no value of any instrument tells of a source."""

WHERE = (
    "where", "cases", "sources", "found", "median error, m", "90 % region, found", "p",
    "90 % region, all", "p", "50 % region, found", "median area of 90 % region, m2",
)  # fmt: skip
HOW_MUCH = (
    "how much", "factor 2, found", "factor 2, all", "median ratio", "90 % interval, found", "p",
    "90 % interval, all", "p", "interval score of log rate",
)  # fmt: skip
HOW_MANY = (
    "how many", "cases", "number right", "number not excluded", "too many", "too few",
    "blanks called blank", "median total ratio", "CPU s, median", "no answer",
)  # fmt: skip


def where_row(what: str, cases: Sequence[JudgedCase]) -> tuple[Cell, ...]:
    """Return how well places are known.

    "Found": true sources that a stated one was matched to. "All": the others count as not held.
    """
    sources = _sources(cases)
    found = [one for one in sources if one.is_found]
    return (
        what,
        len(cases),
        len(sources),
        len(found),
        _median([one.error_m for one in found]),
        *_coverage([one.in_region_90 for one in found]),
        *_coverage([one.in_region_90 for one in sources]),
        _share([one.in_region_50 for one in found]),
        _median([one.area_90_m2 for one in found]),
    )


def how_much_row(what: str, cases: Sequence[JudgedCase]) -> tuple[Cell, ...]:
    """Return how well rates are known; the interval score is a mean over the found."""
    sources = _sources(cases)
    found = [one for one in sources if one.is_found]
    return (
        what,
        _share([is_near(one.rate_ratio) for one in found]),
        _share([is_near(one.rate_ratio) for one in sources]),
        _median([one.rate_ratio for one in found]),
        *_coverage([one.in_interval for one in found]),
        *_coverage([one.in_interval for one in sources]),
        float(np.mean([one.interval_score for one in found])) if found else None,
    )


def how_many_row(what: str, cases: Sequence[JudgedCase]) -> tuple[Cell, ...]:
    """Return how well the number of sources is known."""
    blanks = [case for case in cases if case.n_true == 0]
    answered = [case for case in cases if not case.error]
    called = sum(case.n_stated == 0 for case in blanks if not case.error)
    return (
        what,
        len(cases),
        _share([case.n_stated == case.n_true and not case.error for case in cases]),
        _share([_not_excluded(case) for case in cases]),
        _share([case.n_stated > case.n_true for case in answered]),
        _share([case.n_stated < case.n_true for case in answered]),
        f"{called} of {len(blanks)}" if blanks else None,
        _median([case.total_ratio for case in answered if case.n_true]),
        _median([case.cpu_s for case in cases if np.isfinite(case.cpu_s)]),
        len(cases) - len(answered),
    )


def silent_sources(what: str, cases: Sequence[JudgedCase]) -> str:
    """Return a sentence on sources that no instrument could tell."""
    sources = _sources(cases)
    silent = sum(one.peak_signal_to_noise < SHOWS for one in sources)
    share = _share(
        [case.n_stated == case.n_true for case in cases
         if not any(one.peak_signal_to_noise < SHOWS for one in case.sources)]
    )  # fmt: skip
    shown = "–" if share is None else f"{share:.2f}"
    return (
        f"{what}: {silent} of {len(sources)} sources never exceed {SHOWS:g} times the noise of an "
        f"instrument; in cases without such a source the number is right in {shown}."
    )


def belief_in_blanks(what: str, cases: Sequence[JudgedCase]) -> str:
    """Return a sentence on how probable no source is where there is none."""
    chances = [case.p_number[0] for case in cases if case.n_true == 0 and not case.error]
    return f"{what}: mean p(no source) where there is none {np.mean(chances):.2f}."


def belief_in_numbers(what: str, cases: Sequence[JudgedCase]) -> str:
    """Return a sentence on whether numbers of sources are true as often as they are said."""
    answered = [case for case in cases if not case.error]
    said = np.array([case.p_number for case in answered])
    true = np.array([case.n_true for case in answered])
    score = float(np.mean(-np.log(np.maximum(said[np.arange(true.size), true], 1e-12))))
    likeliest = said.argmax(axis=1)
    parts = []
    for number in np.unique(likeliest):
        own = likeliest == number
        parts.append(
            f"{number} said with {said[own, number].mean():.2f} and true in "
            f"{np.mean(true[own] == number):.2f} of {int(own.sum())}"
        )
    return f"{what}: log score of the number {score:.2f}; the likeliest: {'; '.join(parts)}."


def faults(what: str, cases: Sequence[JudgedCase]) -> list[str]:
    """Return a sentence for each cause of no answer."""
    causes = Counter(case.error for case in cases if case.error)
    return [f"{what}: no answer in {count}: {cause}" for cause, count in causes.items()]


def is_near(ratio: float) -> bool:
    """Return whether a rate is within a factor of two; NaN is not."""
    return 1.0 / FACTOR <= ratio <= FACTOR


def _not_excluded(case: JudgedCase) -> bool:
    return case.n_true < len(case.p_number) and case.p_number[case.n_true] >= NOT_EXCLUDED


def _sources(cases: Sequence[JudgedCase]) -> list[JudgedSource]:
    return [one for case in cases for one in case.sources]


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None


def _coverage(held: Sequence[bool]) -> tuple[float | None, float | None]:
    """Return the share held, and the exact two-sided p-value against the nominal level."""
    if not held:
        return None, None
    return sum(held) / len(held), float(binomtest(sum(held), len(held), LEVEL).pvalue)


def _median(values: Sequence[float]) -> float | None:
    return float(np.median(values)) if values else None
