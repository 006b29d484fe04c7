"""Reports of people: who smelt or saw what, where and when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cathartes.errors import InputError, RecordError
from cathartes.io.deliveries.files import nameless_input
from cathartes.io.reports.grades import check_grade
from cathartes.io.reports.reported import ReportedPlumes, reported_source
from cathartes.io.simulation_mark import MARK, is_yes
from cathartes.model.campaign.record import Marking
from cathartes.model.provenance import Provenance

SMELLS: Mapping[str, Mapping[str, float]] = {
    "solvent": {"acetone": 0.25, "toluene": 0.2, "ethyl acetate": 0.15, "2-butanone": 0.1},
    "nail polish": {"acetone": 0.5, "ethyl acetate": 0.25},
    "paint": {"toluene": 0.25, "o-xylene": 0.2, "ethyl acetate": 0.15},
    "glue": {"ethyl acetate": 0.3, "toluene": 0.25, "acetone": 0.15},
    "vinegar": {"acetic acid": 0.8},
    "ammonia": {"ammonia": 0.85},
    "urine": {"ammonia": 0.6},
    "alcohol": {"ethanol": 0.5, "isopropanol": 0.3},
    "sweet": {"chloroform": 0.2, "dichloromethane": 0.2, "tetrachloroethene": 0.15},
    "dry cleaning": {"tetrachloroethene": 0.7},
    "fuel": {"n-heptane": 0.3, "benzene": 0.15},
    "gas": {"methane": 0.3, "propylene": 0.1},
}
"""What people smell, and the gases it may be; what is left over is unknown."""
USUAL_STD_M = 500.0
"""Of the position of a source that somebody smelt: some hundred metres upwind, who knows where."""
FIELDS = ("reported_by", "seen_at", "longitude", "latitude", "position_std_m", "grade", "smells",
          "gases", "text", MARK)  # fmt: skip


def is_people_report(path: Path) -> bool:
    """Tell whether a file is TOML with tables ``[[report]]``."""
    try:
        return isinstance(tomllib.loads(path.read_text(encoding="utf-8")).get("report"), list)
    except (OSError, ValueError):
        return False


def read_people_report(
    path: Path, *, marking: Marking | None = None, is_simulated: bool
) -> ReportedPlumes:
    """Read reports of people.

    Parameters
    ----------
    path : Path
        TOML with one table for each report::

            [[report]]
            reported_by = "warden, north road"
            seen_at = 2026-06-02T21:30:00Z
            longitude = -107.41
            latitude = 24.81
            position_std_m = 400.0        # 500 m where it is left out
            grade = "C3"                  # A1 to F6, empty where nobody has graded it
            smells = ["solvent"]          # words of SMELLS; others are kept as unknown
            gases = []                    # names of gases, where a person or a tube tells them
            text = "since dusk, from the west"
    marking : Marking, optional
    is_simulated : bool
        ``is_simulated = true`` in the file, or in a report of it, is heeded all the same.

    Raises
    ------
    InputError
        If the file is no such TOML.
    RecordError
        If a report lacks who, when or where, or a field is wrong; the message names it.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError.about(
            path,
            "file",
            found=error,
            expected="TOML with a table [[report]] for each report",
            remedy="Correct it at the line that is named.",
        ) from error
    reports = told.get("report")
    if not isinstance(reports, list) or not reports:
        raise InputError.about(
            path,
            "report",
            found=", ".join(told) or "nothing",
            expected="a table [[report]] with " + ", ".join(FIELDS),
            remedy="Write at least one.",
        )
    inputs = (nameless_input(path),)
    plumes, estimates = [], []
    for number, one in enumerate(reports, start=1):
        where = f"{path}, report {number}"
        provenance = Provenance(inputs=inputs, options={"text": str(one.get("text", ""))})
        plume, estimate = reported_source(
            seen_at=_moment(where, one.get("seen_at")),
            longitude=_number(where, one, "longitude"),
            latitude=_number(where, one, "latitude"),
            position_std_m=_number(where, {"position_std_m": USUAL_STD_M, **one}, "position_std_m"),
            gas_probabilities=_gases(where, one),
            rates={},
            reported_by=_who(where, one),
            grade=check_grade(where, str(one.get("grade", ""))),
            provenance=provenance,
            marking=marking or Marking(),
            is_simulated=is_simulated or is_yes(told.get(MARK)) or is_yes(one.get(MARK)),
        )
        plumes.append(plume)
        estimates.append(estimate)
    return ReportedPlumes(plumes=tuple(plumes), estimates=tuple(estimates))


def _who(where: str, one: Mapping[str, Any]) -> str:
    unknown = sorted(set(one) - set(FIELDS))
    if unknown:
        raise RecordError.about(
            where,
            unknown[0],
            found="a field that is not known",
            expected="some of " + ", ".join(FIELDS),
            remedy="Correct its name.",
        )
    who = one.get("reported_by")
    if not isinstance(who, str) or not who.strip():
        raise RecordError.about(
            where,
            "reported_by",
            found="nothing" if who is None else repr(who),
            expected="who says so",
            remedy="Name the person or the post; a code name will do.",
        )
    return who.strip()


def _moment(where: str, value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise RecordError.about(
            where,
            "seen_at",
            found="nothing" if value is None else value,
            expected="a date and time with its zone, such as 2026-06-02T21:30:00Z",
            remedy="Write the zone: Z for UTC, -07:00 for seven hours behind it.",
        )
    return value


def _number(where: str, one: Mapping[str, Any], name: str) -> float:
    value = one.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RecordError.about(
            where,
            name,
            found="nothing" if value is None else repr(value),
            expected="a number",
            remedy="Fill it in.",
        )
    return float(value)


def _gases(where: str, one: Mapping[str, Any]) -> dict[str, float]:
    """Return how probable each gas is: those that are named share 0.9, smells what they may be."""
    for name in ("gases", "smells"):
        words = one.get(name, [])
        if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
            raise RecordError.about(
                where, name, found=repr(words), expected="a list of words", remedy="Write one."
            )
    named = [str(word).strip() for word in one.get("gases", [])]
    if named:
        share = round(0.9 / len(named), 4)
        found = dict.fromkeys(named, share)
    else:
        found = {}
        heard = [word for text in one.get("smells", []) for word in SMELLS if word in text.lower()]
        for word in heard:
            for gas, probability in SMELLS[word].items():
                found[gas] = found.get(gas, 0.0) + probability / len(heard)
    found = {gas: round(one_of, 4) for gas, one_of in found.items()}
    return {**found, "unknown": round(1.0 - sum(found.values()), 4)}
