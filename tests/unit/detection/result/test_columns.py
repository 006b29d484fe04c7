"""Columns of a plume's gases, and what is said where none can be stated."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block_detection import BlockResult, detect_in_block
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.result.columns import ColumnResult, GasFilter, plume_columns
from cathartes.model import Scene
from tests.planted_scenes import AIR_K, channels_of, drifting_plume, planted_scene

SHAPE = (56, 72)
PLUME = 2.5 * drifting_plume(SHAPE, 28, 20)
SCENE = planted_scene({"SF6": PLUME}, seed=3)
CHANNELS = channels_of(SCENE.instrument)
SF6 = CHANNELS.names.index("SF6")
ETHYLENE = CHANNELS.names.index("ethylene")


def detected(scene: Scene) -> tuple[BlockResult, Judged]:
    block, _ = prepare_block(scene, 0, SHAPE[0], channels_of_regime(scene, "thermal"), "thermal")
    result = detect_in_block(block, CHANNELS, 0, scene.air_temperature_k)
    return result, max(result.judged, key=lambda j: j.probability)


@pytest.fixture(scope="module")
def found() -> tuple[BlockResult, Judged]:
    return detected(SCENE)


def column_of(found: tuple[BlockResult, Judged], scene: Scene = SCENE) -> ColumnResult:
    (column,) = plume_columns(*found, [SF6], CHANNELS, scene)
    return column


def with_gas_probability(judged: Judged, probability: float) -> Judged:
    shares = np.zeros(len(CHANNELS.names))
    shares[SF6] = probability
    return evolve(
        judged,
        probability=1.0,
        identification=evolve(judged.identification, gas_probability=shares),
    )


def test_strengths_at_members_are_column_times_contrast(found) -> None:
    result, judged = found
    members = judged.candidate.members
    at = tuple(members.T)
    filters = GasFilter.of(result, [SF6])
    strengths = filters.strengths(result, members[:, 0] * SHAPE[1] + members[:, 1])
    ground = result.block.brightness.reshape(SHAPE)[at]
    truth = PLUME[at] * (AIR_K - ground)
    strong = PLUME[at] > 0.5
    error = strengths[strong, 0] - truth[strong]
    assert abs(error.mean()) < 0.3 * abs(truth[strong].mean())
    assert np.corrcoef(strengths[:, 0], truth)[0, 1] > 0.7
    assert 0.2 < error.std() / np.sqrt(filters.covariance[0, 0]) < 3.0


def test_a_gas_that_is_fitted_with_another_is_less_certain(found) -> None:
    result, _ = found
    alone = GasFilter.of(result, [SF6]).covariance[0, 0]
    together = GasFilter.of(result, [SF6, ETHYLENE]).covariance[0, 0]
    assert together > alone


def test_a_stated_column_has_a_spread_and_a_map_that_agree_with_it(found) -> None:
    column = column_of(found)
    truth = PLUME[tuple(found[1].candidate.members.T)]
    assert column.mean == pytest.approx(truth.mean(), rel=0.35)
    assert abs(column.mean - truth.mean()) < 2.5 * column.std
    assert column.below is None
    assert np.mean(column.pixels) == pytest.approx(column.mean, rel=0.05)
    assert np.corrcoef(column.pixels, truth)[0, 1] > 0.8
    assert np.all(column.pixel_std > 0.0)


def test_a_gas_known_by_its_bands_only_never_gets_a_column(found) -> None:
    facts_only = evolve(CHANNELS, source_classes=("B",) * len(CHANNELS.names))
    (column,) = plume_columns(*found, [SF6], facts_only, SCENE)
    assert column.mean is None
    assert column.below is None
    assert "band facts" in column.remark
    assert np.isnan(column.pixels).all()


def test_a_gas_that_is_not_sure_gets_no_column_but_says_what_it_would_be(found) -> None:
    result, judged = found
    sure = column_of((result, with_gas_probability(judged, 1.0)))
    doubtful = column_of((result, with_gas_probability(judged, 0.55)))
    assert sure.mean is not None
    assert doubtful.mean is None
    assert doubtful.below is not None
    assert doubtful.below > sure.mean
    assert "55 %" in doubtful.remark
    assert "If it is SF6" in doubtful.remark
    assert np.isnan(doubtful.pixels).all()


def test_a_library_spectrum_of_uncertain_strength_makes_the_column_uncertain(found) -> None:
    result, judged = found
    targets = evolve(result.targets, relative_error=np.full(len(CHANNELS.names), 0.3))
    rough = evolve(result, targets=targets)
    sure, unsure = column_of(found), column_of((rough, judged))
    assert sure.mean is not None
    assert unsure.mean == pytest.approx(sure.mean)
    assert unsure.std**2 - sure.std**2 == pytest.approx(
        (0.3**2 - result.targets.relative_error[SF6] ** 2) * sure.mean**2, rel=1e-6
    )


def test_an_unknown_air_temperature_widens_the_spread(found) -> None:
    known = column_of(found)
    unknown = column_of(found, evolve(SCENE, air_temperature_k=None))
    assert known.mean is not None
    if unknown.mean is None:
        assert unknown.below > known.mean
    else:
        assert unknown.std / unknown.mean > known.std / known.mean


def test_a_thick_plume_is_held_against_the_curve_of_growth() -> None:
    thick = 16.0 * drifting_plume(SHAPE, 28, 20)
    depth = CHANNELS.absorption_per_ppm_m[SF6] * thick.max()
    assert depth.max() > 0.4
    # The scene's own plume is linear in column: bend it as nature does.
    bent = -np.expm1(-thick[..., None] * CHANNELS.absorption_per_ppm_m[SF6])
    share = bent.max(-1) / np.maximum(CHANNELS.absorption_per_ppm_m[SF6].max(), 1e-12)
    found = detected(planted_scene({"SF6": share}, seed=5))
    at = tuple(found[1].candidate.members.T)
    column = column_of(found)
    assert column.mean is not None
    assert abs(column.mean - thick[at].mean()) < abs(column.mean - share[at].mean())


def test_both_gases_of_a_mixture_get_their_columns() -> None:
    shape = drifting_plume(SHAPE, 28, 20)
    scene = planted_scene({"SF6": 2.0 * shape, "ethylene": 250.0 * shape}, seed=6)
    result, judged = detected(scene)
    of_both = plume_columns(result, judged, [SF6, ETHYLENE], CHANNELS, scene)
    at = tuple(judged.candidate.members.T)
    for column, truth in zip(of_both, (2.0 * shape[at], 250.0 * shape[at]), strict=True):
        assert column.mean is not None
        assert abs(column.mean - truth.mean()) < 2.5 * column.std
