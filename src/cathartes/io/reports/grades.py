"""The Admiralty grade of a report, and the probability that is reckoned with."""

from __future__ import annotations

from cathartes.errors import RecordError

CREDIBILITY = {"1": 0.95, "2": 0.85, "3": 0.65, "4": 0.35, "5": 0.10, "6": 0.50}
"""That what is said is so, by the number: confirmed, probably true, possibly true, doubtful,
improbable, cannot be judged."""
RELIABILITY = {"A": 1.0, "B": 0.9, "C": 0.75, "D": 0.5, "E": 0.25, "F": 0.5}
"""How much of that is believed, by the letter: the rest stays at one half."""
NOT_GRADED = 0.5


def check_grade(where: object, grade: str) -> str:
    """Return a grade in its usual spelling.

    Raises
    ------
    RecordError
        If it is none.
    """
    told = grade.strip().upper()
    if told and not (len(told) == 2 and told[0] in RELIABILITY and told[1] in CREDIBILITY):
        raise RecordError.about(
            where,
            "grade",
            found=repr(grade),
            expected="A1 to F6: how reliable who says it is, and how credible what is said",
            remedy="Correct it, or leave it empty for a report that nobody has graded.",
        )
    return told


def probability_of(grade: str) -> float:
    """Return the probability that a plume reported with this grade was there.

    Notes
    -----
    ``1/2 + r (c - 1/2)``. The grades are an order, no numbers; these numbers are ours, and the
    score that rests on them is calibrated with them (docs/adr/0054).
    """
    if not grade:
        return NOT_GRADED
    return round(0.5 + RELIABILITY[grade[0]] * (CREDIBILITY[grade[1]] - 0.5), 4)
