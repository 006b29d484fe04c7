"""Laws that hold for detection whatever its constants are."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection import DetectionOptions, detect_plumes
from cathartes.model import Detection, Plume, Scene
from cathartes.physics.gases.channels import channel_library
from tests.planted_scenes import (
    channels_of,
    drifting_plume,
    library_of,
    planted_scene,
    thermal_instrument,
    with_radiance,
)

SHAPE = (56, 72)
SHAPE_OF_PLUME = drifting_plume(SHAPE, 28, 20)
STRONG = {"ammonia": 90.0, "SF6": 2.0, "ethylene": 160.0, "methanol": 140.0}
KEEP = DetectionOptions(keep_scores=True)


def detect(scene: Scene, *gases: str) -> Detection:
    return detect_plumes(scene, library_of(*gases), KEEP)


def radiance_of(scene: Scene) -> np.ndarray:
    return scene.source.read(0, scene.shape[0])


def plume_over(detection: Detection, place: tuple[int, int]) -> Plume:
    number = int(detection.plume_id[place])
    assert number > 0, "no plume there"
    return detection.plumes[number - 1]


@functools.cache
def planted(gas: str, plume_k: float = 291.0) -> Scene:
    return planted_scene({gas: STRONG[gas] * SHAPE_OF_PLUME}, seed=7, plume_temperature_k=plume_k)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    both = np.isfinite(one) & np.isfinite(other)
    return float(np.corrcoef(one[both], other[both])[0, 1])


@pytest.mark.parametrize("plume_k", [291.0, 312.0])
@pytest.mark.parametrize("gas", sorted(STRONG))
def test_a_planted_plume_is_found_and_named_whether_it_absorbs_or_emits(gas, plume_k) -> None:
    plume = plume_over(detect(planted(gas, plume_k)), (28, 24))
    assert plume.gas == gas
    assert plume.plume_probability > 0.8


def test_the_score_grows_with_the_column() -> None:
    scores = []
    for share in (0.25, 0.5, 1.0):
        scene = planted_scene({"SF6": share * STRONG["SF6"] * SHAPE_OF_PLUME}, seed=8)
        scores.append(np.median(detect(scene).score["SF6"][SHAPE_OF_PLUME > 0.4]))
    assert scores[0] < scores[1] < scores[2]


def test_reversing_the_lines_reverses_the_result() -> None:
    scene = planted("ammonia")
    straight = detect(scene)
    turned = detect(with_radiance(scene, radiance_of(scene)[::-1]))
    assert correlation(turned.score["ammonia"][::-1], straight.score["ammonia"]) > 0.9
    plume = plume_over(turned, (SHAPE[0] - 1 - 28, 24))
    assert plume.gas == "ammonia"
    assert plume.n_pixels == pytest.approx(plume_over(straight, (28, 24)).n_pixels, rel=0.25)


def test_reversing_the_samples_reverses_the_result() -> None:
    scene = planted("ammonia")
    turned = detect(with_radiance(scene, radiance_of(scene)[:, ::-1]))
    assert correlation(turned.score["ammonia"][:, ::-1], detect(scene).score["ammonia"]) > 0.9


def test_a_gain_of_each_detector_column_hardly_matters() -> None:
    scene = planted_scene({"SF6": 2.0 * SHAPE_OF_PLUME}, seed=9, shape=SHAPE)
    gain = 1.0 + 0.004 * np.random.default_rng(1).normal(size=(SHAPE[1], scene.shape[2]))
    striped = detect(with_radiance(scene, radiance_of(scene) * gain))
    plain = detect(scene)
    assert correlation(striped.score["SF6"], plain.score["SF6"]) > 0.9
    assert plume_over(striped, (28, 24)).gas == "SF6"
    inside = SHAPE_OF_PLUME > 0.4
    ratio = np.median(striped.score["SF6"][inside]) / np.median(plain.score["SF6"][inside])
    assert ratio == pytest.approx(1.0, abs=0.35)


def test_the_order_in_which_channels_are_stored_does_not_matter() -> None:
    scene = planted("SF6")
    instrument = scene.instrument
    turned = evolve(
        with_radiance(scene, radiance_of(scene)[..., ::-1]),
        instrument=evolve(
            instrument,
            wavelength_um=instrument.wavelength_um[::-1],
            fwhm_um=instrument.fwhm_um[::-1],
        ),
    )
    assert correlation(detect(turned).score["SF6"], detect(scene).score["SF6"]) > 0.999


def test_a_gas_in_no_library_is_not_called_another_with_certainty() -> None:
    instrument = thermal_instrument()
    wavenumber = instrument.wavenumber_cm1
    spectrum = 0.02 * (
        np.exp(-0.5 * ((wavenumber - 905.0) / 6.0) ** 2)
        + 0.8 * np.exp(-0.5 * ((wavenumber - 1130.0) / 7.0) ** 2)
    )
    scene = planted_scene(
        {"phlogiston": 4.0 * SHAPE_OF_PLUME}, seed=10, absorption={"phlogiston": spectrum}
    )
    found = detect(scene)
    for plume in found.plumes:
        named = [p for gas, p in plume.gas_probabilities.items() if gas != "unknown"]
        assert max(named, default=0.0) < 0.5
        assert plume.column_mean_ppm_m is None
        assert plume.column_remark


def test_gases_of_a_mixture_are_one_plume() -> None:
    scene = planted_scene(
        {"ammonia": 90.0 * SHAPE_OF_PLUME, "ethylene": 160.0 * SHAPE_OF_PLUME}, seed=11
    )
    plume = plume_over(detect(scene), (28, 24))
    assert plume.gas_probabilities["ammonia"] > 0.8
    assert plume.gas_probabilities["ethylene"] > 0.8


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_clean_ground_has_no_plumes_and_keeps_its_stated_rate(seed: int) -> None:
    found = detect(planted_scene(seed=seed))
    assert len(found.plumes) <= 1
    above = [np.mean(score >= found.score_at_rate[1e-2][gas]) for gas, score in found.score.items()]
    assert 1 / 3 < np.mean(above) / 1e-2 < 3.0


def test_stated_columns_hold_the_truth_as_often_as_they_say() -> None:
    ratio, error = [], []
    for seed in range(30, 42):
        rng = np.random.default_rng(seed)
        gas = sorted(STRONG)[seed % len(STRONG)]
        column = STRONG[gas] * rng.uniform(0.7, 1.5) * SHAPE_OF_PLUME
        scene = planted_scene(
            {gas: column}, seed=seed, plume_temperature_k=291.0 + 2.0 * rng.normal()
        )
        scene = evolve(scene, air_temperature_k=290.0)
        found = detect(scene)
        plume = plume_over(found, (28, 24))
        if plume.column_mean_ppm_m is None or plume.column_std_ppm_m is None:
            continue
        truth = column[found.plume_id == plume.plume_id].mean()
        ratio.append(plume.column_mean_ppm_m / truth)
        error.append(abs(plume.column_mean_ppm_m - truth) / plume.column_std_ppm_m)
    assert len(ratio) >= 10
    assert np.mean([0.5 < r < 2.0 for r in ratio]) >= 0.9
    assert np.mean(np.array(error) < 1.0) >= 0.5
    assert np.mean(np.array(error) < 2.0) >= 0.9


def test_texture_tells_the_column_where_plume_and_ground_are_equally_warm() -> None:
    ratio = []
    for seed in range(13, 19):
        scene = planted_scene({"SF6": 12.0 * SHAPE_OF_PLUME}, seed=seed, plume_temperature_k=300.5)
        scene = evolve(scene, air_temperature_k=299.0)
        found = detect(scene)
        for plume in found.plumes:
            truth = (12.0 * SHAPE_OF_PLUME)[found.plume_id == plume.plume_id].mean()
            if plume.gas == "SF6" and plume.column_mean_ppm_m is not None:
                ratio.append(plume.column_mean_ppm_m / truth)
    assert len(ratio) >= 4
    assert all(0.5 < r < 2.0 for r in ratio)


def test_where_no_column_can_be_promised_a_bound_is_given_that_holds() -> None:
    bounds = 0
    for seed in range(12, 18):
        column = 2.0 * SHAPE_OF_PLUME
        scene = planted_scene({"SF6": column}, seed=seed, plume_temperature_k=297.0)
        found = detect(evolve(scene, air_temperature_k=None))
        for plume in found.plumes:
            if plume.gas == "SF6" and plume.column_mean_ppm_m is None:
                assert plume.column_below_ppm_m is not None
                assert plume.column_below_ppm_m > column[found.plume_id == plume.plume_id].mean()
                assert "below" in plume.column_remark
                bounds += 1
    assert bounds >= 2


def test_the_instrument_of_these_tests_sees_every_gas_in_them() -> None:
    channels = channel_library(library_of(), thermal_instrument())
    assert channels.names == channels_of(thermal_instrument()).names
    assert channels.invisible == {}
