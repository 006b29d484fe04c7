"""The reasons for a score as bars to both sides of nothing, and the innocent explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cathartes.model.campaign.site import NamedReason, Score
from cathartes.plot.report.markup import text
from cathartes.plot.words import probability_in_words

FULL_BAR = 6.0
"""Log odds that fill half a bar: 400 to one; what weighs more is cut and has its number."""

_LEAST_SHOWN = 0.005


def contribution(reason: NamedReason) -> float:
    """Return what a reason adds to the log odds."""
    return reason.weight * reason.value


def reason_bar(reason: NamedReason) -> str:
    """Return one bar: to the right it speaks for the profile, to the left against it."""
    adds = contribution(reason)
    length = 50.0 * min(abs(adds) / FULL_BAR, 1.0)
    kind, begin = ("for", 50.0) if adds >= 0.0 else ("against", 50.0 - length)
    number = f"{adds:+.1f}".replace("-", "−")
    return (
        f'<span class="reason"><span class="reason-bar"><span class="{kind}" '
        f'style="left:{begin:.1f}%;width:{length:.1f}%"></span></span>'
        f'<span class="number">{number}</span></span>'
    )


def strongest(score: Score) -> list[NamedReason]:
    """Return the reasons, those first that move the score most."""
    return sorted(score.reasons, key=lambda one: -abs(contribution(one)))


def reasons_cell(score: Score, most: int) -> str:
    """Return the strongest reasons by name, for a cell of a table."""
    ordered = strongest(score)
    # "and 1 more" would take the place of the one.
    most = len(ordered) if len(ordered) == most + 1 else most
    lines = [
        f'<span class="reason-line">{reason_bar(one)}'
        f"<span>{text(in_words(one.feature))}</span></span>"
        for one in ordered[:most]
    ]
    left = len(ordered) - most
    if left > 0:
        lines.append(f'<span class="facts">and {left} more</span>')
    return "".join(lines)


def alternatives_list(score: Score, titles: Mapping[str, str], most: int | None = None) -> str:
    """Return the innocent explanations with their probabilities, the likeliest first."""
    ordered = sorted(score.alternatives.items(), key=lambda one: (-one[1], one[0]))
    # The hopeless ones are named together, so that their number is not hidden.
    shown = [one for one in ordered if one[1] >= _LEAST_SHOWN][:most] or ordered[:1]
    items = [
        f"<li>{text(titled(name, titles))}: "
        f'<span class="number">{text(probability_in_words(share))}</span></li>'
        for name, share in shown
    ]
    rest = ordered[len(shown) :]
    if rest:
        together = probability_in_words(sum(share for _, share in rest))
        items.append(f'<li class="facts">{len(rest)} more: {text(together)} together</li>')
    return f'<ul class="tight">{"".join(items)}</ul>'


def titled(profile: str, titles: Mapping[str, str]) -> str:
    """Return the title of a profile, else its name in words."""
    return titles.get(profile) or in_words(profile)


def in_words(name: str) -> str:
    """Return an identifier as a person would write it."""
    return name.replace("_", " ")


def gases_in_words(rates: Mapping[str, float], most: int = 6) -> str:
    """Return median rates, the largest first."""
    ordered: Sequence[tuple[str, float]] = sorted(rates.items(), key=lambda one: -one[1])
    told = [f"{gas} {rate:.2g} kg/h" for gas, rate in ordered[:most]]
    return ", ".join([*told, *([f"{len(ordered) - most} more"] if len(ordered) > most else [])])
