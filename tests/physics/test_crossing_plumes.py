"""Plumes that lie over each other are told apart; what is one plume stays one."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection import DetectionOptions, detect_plumes
from cathartes.model import Plume, Wind
from tests.planted_scenes import drifting_plume, library_of, planted_scene

SHAPE = (64, 96)
WEST_WIND = Wind(3.0, 270.0)
STRONG = {"ammonia": 90.0, "SF6": 2.0, "ethylene": 160.0, "methanol": 140.0, "acetone": 300.0}


def plumes_of(columns: dict[str, np.ndarray], seed: int) -> tuple[list[Plume], np.ndarray]:
    scene = planted_scene(columns, seed=seed, shape=SHAPE, wind=WEST_WIND)
    found = detect_plumes(scene, library_of(), DetectionOptions())
    return list(found.plumes), found.plume_id


def share_in(mask: np.ndarray, column: np.ndarray) -> float:
    """Return the share of a plume's gas that lies in a mask."""
    return float(column[mask].sum() / column.sum())


@pytest.mark.parametrize("second_at", [(38, 22), (35, 44)], ids=["beside", "in line"])
@pytest.mark.parametrize("gases", [("SF6", "ammonia"), ("methanol", "acetone")])
def test_two_plumes_that_overlap_have_each_their_own_gas_and_head(gases, second_at) -> None:
    heads = dict(zip(gases, [(31, 20), second_at], strict=True))
    columns = {
        gas: STRONG[gas] * drifting_plume(SHAPE, *at, length=22.0, width=3.5)
        for gas, at in heads.items()
    }
    one, other = (column > 0.1 * column.max() for column in columns.values())
    assert (one & other).sum() > 30, "the plumes are to overlap"
    plumes, _ = plumes_of(columns, seed=41)
    by_gas = {plume.gas: plume for plume in plumes}
    assert set(gases) <= set(by_gas)
    assert len(plumes) <= 3
    for gas, (line, sample) in heads.items():
        plume = by_gas[gas]
        assert np.hypot(plume.head_line - line, plume.head_sample - sample) < 6.0
        assert plume.gas_probabilities[gas] > 0.8


@pytest.mark.parametrize("seed", [51, 52, 53])
@pytest.mark.parametrize("ratio", [0.5, 1.0])
def test_gases_from_one_source_stay_one_plume(seed: int, ratio: float) -> None:
    plume = drifting_plume(SHAPE, 31, 20, length=22.0, width=3.5)
    columns = {"ammonia": 90.0 * plume, "ethylene": ratio * 160.0 * plume}
    plumes, number = plumes_of(columns, seed)
    holding = [p for p in plumes if share_in(number == p.plume_id, plume) > 0.02]
    assert len(holding) == 1
    assert holding[0].gas_probabilities["ammonia"] > 0.8
    assert holding[0].gas_probabilities["ethylene"] > 0.8


@pytest.mark.parametrize("seed", range(61, 66))
def test_noise_never_parts_a_plume(seed: int) -> None:
    gas = sorted(STRONG)[seed % len(STRONG)]
    plume = drifting_plume(SHAPE, 31, 20, length=22.0, width=3.5)
    plumes, number = plumes_of({gas: 2.0 * STRONG[gas] * plume}, seed)
    holding = [p for p in plumes if share_in(number == p.plume_id, plume) > 0.02]
    assert [p.gas for p in holding] == [gas]
