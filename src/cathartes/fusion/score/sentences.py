"""Each reason in words. None says what a place is: a feature speaks for or against."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cathartes.fusion.score.likelihoods import Likelihoods
from cathartes.fusion.score.model import CALIBRATION, FEATURES, PRIOR
from cathartes.fusion.score.sites import SiteColumns
from cathartes.physics.profiles import ProfileTable

LEAST_TOLD = 0.05
"""Contributions to the log odds below this say next to nothing."""


@frozen(eq=False)
class Narrator:
    """Writes the sentences of sites.

    Attributes
    ----------
    asked : int
        Number of the profile asked for.
    table : ProfileTable
    gas_names : tuple of str
    sites : SiteColumns
    evidence : Likelihoods
    """

    asked: int
    table: ProfileTable
    gas_names: tuple[str, ...]
    sites: SiteColumns
    evidence: Likelihoods

    def sentences(self, s: int, contributions: list[float]) -> list[str]:
        """Return one sentence for each of prior, features and calibration of a site."""
        facts = self._facts(s)
        title = self.table.profiles[self.asked].title
        told = []
        for name, value in zip((PRIOR, *FEATURES, CALIBRATION), contributions, strict=True):
            told.append(f"{facts[name]}; {_leaning(name, value, title)}.")
        return told

    def _facts(self, s: int) -> dict[str, str]:
        events, evidence = self.evidence.events, self.evidence
        low, high = int(events.offsets[s]), int(events.offsets[s + 1])
        hits = events.is_hit[low:high]
        n_hits = int(hits.sum())
        could = float(events.found[low:high][~hits].sum())
        n_night = int(events.is_night[low:high][hits].sum())
        count = int(self.sites.counts[s])
        return {
            PRIOR: "Before anything is known of the site",
            "gas_mixture": f"The gases named here are {self._gases(s)}",
            "missing_gases": self._missing(s),
            "rates": self._rates(s),
            "context": self._context(s),
            "persistence": self._persistence(n_hits, high - low, could),
            "rhythm": _rhythm(n_hits, n_night),
            "quality": (
                f"{_counted(count, 'estimate')} of {_counted(int(evidence.n_visits[s]), 'visit')}, "
                f"with a mean probability of {evidence.source_probability[s]:.2f} of being a "
                "source at all"
            ),
            "location": self._location(s, count),
            CALIBRATION: "Simulated campaigns say how sure such a sum may be",
        }

    def _persistence(self, n_hits: int, n_looks: int, could: float) -> str:
        if n_hits == n_looks:
            return f"{'Each' if n_looks > 1 else 'The only'} look at it found it"
        return (
            f"{n_hits} of {_counted(n_looks, 'look')} found it, and of those that did not, "
            f"{could:.1f} would have if it emitted all the time"
        )

    def _gases(self, s: int) -> str:
        weight = self.evidence.gases.seen[s]
        first = np.argsort(-weight, kind="stable")[:4]
        named = [f"{self.gas_names[g]} ({weight[g]:.2f})" for g in first if weight[g] >= 0.1]
        return ", ".join(named) if named else "not known well"

    def _missing(self, s: int) -> str:
        weight, limit = self.evidence.gases.seen[s], self.evidence.events.log_limit[s]
        number = {gas: index for index, gas in enumerate(self.gas_names)}
        gone = [
            (gas.presence, gas.name)
            for gas in self.table.profiles[self.asked].gases
            if weight[number[gas.name]] < 0.1
            and np.log(gas.rate_kg_per_h) > limit[number[gas.name]]
        ]
        if not gone:
            return "No gas of the profile that could have been seen is missing"
        names = ", ".join(name for _, name in sorted(gone, reverse=True)[:3])
        return f"Not seen although the published rate could have been: {names}"

    def _rates(self, s: int) -> str:
        gases = self.evidence.gases
        known = np.where(np.isfinite(gases.log_rate[s]), gases.weight[s], 0.0)
        g = int(np.argmax(known)) if len(known) else 0
        if not len(known) or known[g] <= 0.05:
            return "No emission rate is stated"
        rate = float(np.exp(gases.log_rate[s, g]))
        return f"It emits about {rate:.2g} kg/h of {self.gas_names[g]}"

    def _context(self, s: int) -> str:
        context = self.evidence.context
        row = int(context.nearest[s])
        if row < 0:
            return "No permitted or known emitter is listed near it"
        feature = self.evidence.features[row]
        kind = "permitted" if feature.is_permitted else "known"
        return f"The {kind} emitter {feature.name!r} is listed {context.distance_m[s]:.0f} m away"

    def _location(self, s: int, count: int) -> str:
        std = self.sites.position_std_m[s]
        if self.sites.freedom[s] < 1.0:
            return f"It was placed once, and is known to {std:.0f} m"
        freedom = max(float(self.sites.freedom[s]), 1.0)
        scatter = float(np.sqrt(self.sites.scatter[s] / freedom))
        return (
            f"Its {count} positions scatter {scatter:.1f} times as much as their spreads say, and "
            f"it is known to {std:.0f} m"
        )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _rhythm(n_hits: int, n_night: int) -> str:
    if n_hits == 1:
        return f"The look that found it was {'at night' if n_night else 'by day'}"
    return f"{n_night} of the {n_hits} looks that found it were at night"


def _leaning(name: str, value: float, title: str) -> str:
    if abs(value) < LEAST_TOLD:
        return f"this hardly speaks for or against {title}"
    if name == PRIOR:
        return f"the odds of {title} are {'even or more' if value > 0 else 'small'}"
    if name == CALIBRATION:
        return f"the odds of {title} are {'raised' if value > 0 else 'lowered'}"
    strength = "" if abs(value) < 1.0 else "clearly " if abs(value) < 3.0 else "strongly "
    return f"this speaks {strength}{'for' if value > 0 else 'against'} {title}"
