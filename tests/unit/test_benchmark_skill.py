"""The skill benchmark judges hand-made detections in a hand-made scene as it should."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from attrs import asdict, evolve
from numpy.typing import NDArray

from benchmarks.reporting.cache import cached
from benchmarks.scenery.skill_scene import SceneRecipe, SkillScene, peer_cube
from benchmarks.skill.detection_tables import detection_bars
from benchmarks.skill.judge_detection import judge_detection
from benchmarks.skill.judge_scores import judge_scores
from benchmarks.skill.rows import PixelRow, detection_rows_from_json
from benchmarks.skill.run import OURS, SceneResult
from cathartes.model import (
    ArraySource,
    Detection,
    Instrument,
    Plume,
    PlumeSpectrum,
    Scene,
    Wind,
)
from cathartes.simulate.truth import EmitterTruth, SceneTruth

SHAPE = (60, 70)
CHANNELS = 6


def patch(line: int, sample: int, height: int = 8, width: int = 12) -> NDArray[np.bool_]:
    mask = np.zeros(SHAPE, bool)
    mask[line : line + height, sample : sample + width] = True
    return mask


def emitter(mask: NDArray[np.bool_], gas: str, snr: float) -> EmitterTruth:
    line, sample = np.argwhere(mask)[0]
    return EmitterTruth(
        gases=(gas,),
        column_ppm_m={gas: np.where(mask, 100.0, 0.0).astype(np.float32)},
        line=float(line),
        sample=float(sample),
        emission_rate_kg_per_h=1.0,
        gas_rate_kg_per_h={gas: 1.0},
        plume_temperature_k=np.full(SHAPE, np.nan, np.float32),
        snr=np.where(mask, snr, 0.0).astype(np.float32),
        gas_snr={gas: snr},
        contrast_sign=mask.astype(np.int8),
    )


SF6_AT, UNHEARD_OF_AT, EMPTY_AT = patch(5, 5), patch(30, 40), patch(45, 5)


def scene() -> SkillScene:
    instrument = Instrument("small", np.linspace(8, 12, CHANNELS), np.full(CHANNELS, 0.1))
    cube = np.random.default_rng(0).normal(9.0, 0.1, (*SHAPE, CHANNELS)).astype(np.float32)
    emitters = (emitter(SF6_AT, "SF6", 20.0), emitter(UNHEARD_OF_AT, "invented-1", 12.0))
    nothing = np.zeros(CHANNELS)
    truth = SceneTruth(
        emitters=emitters,
        snr=emitters[0].snr + emitters[1].snr,
        surface_temperature_k=np.full(SHAPE, 300.0, np.float32),
        material_names=("soil",),
        material=np.zeros(SHAPE, np.uint8),
        wavelength_um=instrument.wavelength_um,
        transmittance=nothing,
        path_radiance=nothing,
        sky_radiance=nothing,
        noise_radiance=nothing,
        wind=Wind(2.0, 270.0),
        air_temperature_k=295.0,
        dead_columns=(3,),
        dead_channels=(),
    )
    is_judged = np.ones(SHAPE, bool)
    is_judged[:, 3] = False
    good = np.ones(CHANNELS, bool)
    return SkillScene(
        Scene("small", ArraySource(cube), instrument, good, pixel_size_m=2.0),
        truth,
        {"SF6": np.ones(CHANNELS)},
        good,
        is_judged,
        frozenset({"invented-1"}),
    )


def plume(number: int, mask: NDArray[np.bool_], gas: str, **changes: object) -> Plume:
    line, sample = np.argwhere(mask)[0]
    made = Plume(
        plume_id=number,
        gas=gas,
        group=(gas,),
        gas_probabilities={gas: 1.0},
        plume_probability=0.99,
        score=10.0,
        false_alarm_rate=1e-5,
        pixel_polygon=np.zeros((4, 2)),
        head_line=float(line),
        head_sample=float(sample),
        head_std_pixels=1.0,
        head_std_m=2.0,
        column_mean_ppm_m=None if gas == "unknown" else 110.0,
        column_std_ppm_m=None if gas == "unknown" else 20.0,
        column_max_ppm_m=None if gas == "unknown" else 130.0,
        n_pixels=int(mask.sum()),
        spectrum=PlumeSpectrum(np.zeros(1), np.zeros(1), np.zeros(1), {}),
    )
    return evolve(made, **changes)


def detection(*found: tuple[NDArray[np.bool_], Plume]) -> Detection:
    numbers = np.zeros(SHAPE, np.int32)
    for mask, one in found:
        numbers[mask] = one.plume_id
    return Detection(
        scene_name="small",
        shape=SHAPE,
        plumes=tuple(one for _, one in found),
        rejections=(),
        plume_id=numbers,
        score={},
        column={},
        column_std={},
        quality=np.zeros(SHAPE, np.uint8),
        picture=np.zeros((*SHAPE, 3), np.float32),
    )


def result(found: Detection) -> SceneResult:
    rows = json.loads(json.dumps(asdict(judge_detection(scene(), found))))
    recipe = SceneRecipe("small", "lwir", "dense", "calm", 2.0, scene)
    return SceneResult(recipe, {}, detection_rows_from_json(rows), {OURS: 1.0})


def is_met(found: Detection, words: str) -> bool | None:
    (met,) = [bar[3] for bar in detection_bars([result(found)]) if words in bar[0]]
    return met


PERFECT = detection(
    (SF6_AT, plume(1, SF6_AT, "SF6")), (UNHEARD_OF_AT, plume(2, UNHEARD_OF_AT, "unknown"))
)


def test_perfect_detection_meets_every_bar() -> None:
    bars = [bar for bar in detection_bars([result(PERFECT)]) if bar[1]]
    assert [bar for bar in bars if bar[3] is False] == []
    assert sum(bar[3] is True for bar in bars) >= 10


def test_finding_nothing_fails_the_bar_of_strong_emitters() -> None:
    assert is_met(detection(), "strength >= 10 found") is False


def test_two_false_plumes_fail_their_bar_and_the_calibration() -> None:
    beside = patch(45, 40)
    found = detection(
        (SF6_AT, plume(1, SF6_AT, "SF6")),
        (EMPTY_AT, plume(2, EMPTY_AT, "acetone")),
        (beside, plume(3, beside, "acetone")),
    )
    assert is_met(found, "false plumes a scene") is False
    assert is_met(found, "calibration error, the reported gas") is False


def test_false_plume_that_says_it_is_unsure_costs_no_calibration() -> None:
    unsure = plume(2, EMPTY_AT, "acetone", gas_probabilities={"acetone": 0.05})
    found = detection((SF6_AT, plume(1, SF6_AT, "SF6")), (EMPTY_AT, unsure))
    assert is_met(found, "calibration error, the reported gas") is True


def test_invented_gas_called_by_a_name_is_not_unknown() -> None:
    found = detection((UNHEARD_OF_AT, plume(1, UNHEARD_OF_AT, "acetone")))
    assert is_met(found, "called unknown") is False


def test_wrong_name_within_its_group_is_half_right() -> None:
    wrong = plume(1, SF6_AT, "acetone", group=("acetone", "SF6"))
    found = detection((SF6_AT, wrong))
    assert is_met(found, "within their group") is True
    assert is_met(found, "very name") is False


def test_column_of_a_gas_that_is_not_there_is_wrong() -> None:
    found = detection((SF6_AT, plume(1, SF6_AT, "acetone")))
    assert is_met(found, "factor of two") is False


def test_abstaining_from_a_column_is_no_error() -> None:
    silent = plume(1, SF6_AT, "SF6", column_mean_ppm_m=None, column_std_ppm_m=None)
    assert is_met(detection((SF6_AT, silent)), "factor of two") is None


def test_head_ten_pixels_off_fails() -> None:
    off = plume(1, SF6_AT, "SF6", head_sample=15.0 + 5.0)
    assert is_met(detection((SF6_AT, off)), "median over reported") is False


def test_perfect_scores_have_full_recall_and_dead_columns_do_not_count() -> None:
    subject = scene()
    score = np.where(SF6_AT, 9.0, 0.0)
    score[:, 3] = 100.0  # a dead column must neither raise the threshold nor be missed
    (row,) = judge_scores(subject, {"SF6": score})
    assert row.n_found == (row.n_positive, row.n_positive)
    assert row.n_positive == SF6_AT.sum()
    assert row.n_weak == 0


def test_gas_that_is_not_scored_is_not_found() -> None:
    (row,) = judge_scores(scene(), {})
    assert row.n_found == (0, 0)
    assert row.n_positive > 0


def test_peers_get_a_finite_cube_with_its_statistics_kept() -> None:
    subject = scene()
    source = subject.scene.source
    assert isinstance(source, ArraySource)
    source.radiance[10:14, 10:20] = np.nan
    cube, valid = peer_cube(subject)
    assert np.isfinite(cube).all()
    assert not valid[10:14, 10:20].any()
    assert cube.mean() == pytest.approx(9.0, abs=0.01)
    assert cube.std() == pytest.approx(0.1, rel=0.05)


def test_cached_result_is_made_anew_only_when_the_fingerprint_changes(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> dict[str, object]:
        made.append(1)
        return {"rows": [asdict(PixelRow("SF6", 3, (1, 0), 0, (0, 0)))]}

    file = tmp_path / "scene" / "method.json"
    first = cached(file, "a", make)
    assert cached(file, "a", make) == first
    assert len(made) == 1
    cached(file, "b", make)
    assert len(made) == 2


def test_fingerprint_of_a_scene_changes_with_its_truth_and_its_data() -> None:
    first, same, other = scene(), scene(), scene()
    assert first.fingerprint() == same.fingerprint()
    other.truth.snr[0, 0] += 1.0
    assert other.fingerprint() != first.fingerprint()
