"""Departures of the spreads with a group of Prairie Grass runs held out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.location.concentrations.real import held_out, prairie_grass
from cathartes.physics.turbulence import departure


@pytest.mark.field
def test_leaving_a_group_out_moves_the_departures_a_little_and_only_while_it_lasts(
    field_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATHARTES_FIELD_DATA", str(field_data))
    scheme = departure._STABLE, departure._UNSTABLE
    for group in range(prairie_grass.GROUPS):
        with held_out.without_group(group):
            inside = departure._STABLE, departure._UNSTABLE
        assert scheme == (departure._STABLE, departure._UNSTABLE)
        moved = [
            np.abs(np.subtract(one.mean, other.mean)) / other.std
            for one, other in zip(inside, scheme, strict=True)
        ]
        assert 0.0 < np.max(moved) < 1.5


@pytest.mark.field
def test_departures_from_moments_agree_with_those_of_the_scheme(
    field_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATHARTES_FIELD_DATA", str(field_data))
    fitted = held_out.middle_departures(None)
    for name, scheme in (("stable", departure._STABLE), ("unstable", departure._UNSTABLE)):
        off = (fitted[name][0] - scheme.mean)[[0, 2, 3]] / np.array(scheme.std)[[0, 2, 3]]
        assert np.abs(off).max() < 0.75
