"""Every list of cases by its name."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.location.concentrations.case_list import CaseList
from benchmarks.location.concentrations.real.chilbolton import CHILBOLTON
from benchmarks.location.concentrations.real.held_out import HELD_OUT
from benchmarks.location.concentrations.real.prairie_grass import PRAIRIE_GRASS
from benchmarks.location.concentrations.simulated import SIMULATED


def all_lists() -> Mapping[str, CaseList]:
    """Return every list by its name."""
    return {one.name: one for one in (*SIMULATED, *PRAIRIE_GRASS, *HELD_OUT, *CHILBOLTON)}
