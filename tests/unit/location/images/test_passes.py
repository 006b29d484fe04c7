from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.images import ImageOptions, ImagePass, combine_passes
from cathartes.location.images.passes.position import JointPosition, join_positions
from cathartes.location.images.plume_source import PlumeSource
from cathartes.location.images.wind.belief import believe_wind
from cathartes.location.images.wind.with_drift import believe_with_drift
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import PassesCalibration
from cathartes.simulate.passes import CAMERAS, draw_pass, draw_settings, give_wind

INDEPENDENT = PassesCalibration(0.01, 0.0, 0.0, 0.0)
EXACT = ImageOptions(georeference_std_pixels=0.0, shared_georeference_std_pixels=0.0)


def source(east_m: float, spread_m: float = 20.0) -> PlumeSource:
    """A source whose place is known to within some pixels of 10 m."""
    line, sample = np.mgrid[-12:13, -12:13].astype(float)
    east, north = 10.0 * sample.ravel(), -10.0 * line.ravel()
    squared = (east - east_m) ** 2 + north**2
    probability = np.exp(-0.5 * squared / spread_m**2)
    return PlumeSource(
        easting_m=east,
        northing_m=north,
        probability=probability / probability.sum(),
        axes_m=np.array([[0.0, 10.0], [-10.0, 0.0]]),
        rates={},
        belief=believe_wind(Wind(4.0, 270.0), "mast"),
        direction_offset_deg=0.0,
        direction_offset_std_deg=5.0,
        is_at_border=False,
        scale_log_std=0.1,
    )


def spread(joint: JointPosition) -> float:
    middle = joint.probability @ joint.easting_m
    return float(np.sqrt(joint.probability @ (joint.easting_m - middle) ** 2))


def test_independent_passes_narrow_a_position_by_the_root_of_their_number() -> None:
    for count in (2, 4, 9):
        joint = join_positions([source(0.0)] * count, INDEPENDENT, EXACT)
        assert spread(joint) == pytest.approx(20.0 / np.sqrt(count), rel=0.1)


def test_a_shared_error_does_not_average_down() -> None:
    shared = evolve(INDEPENDENT, shared_pixels=0.8)
    joint = join_positions([source(0.0, 8.0)] * 30, shared, EXACT)
    assert spread(joint) > 8.0
    assert spread(joint) < 11.0


def test_passes_meet_between_what_each_says() -> None:
    joint = join_positions([source(-15.0), source(15.0)], INDEPENDENT, EXACT)
    assert joint.probability @ joint.easting_m == pytest.approx(0.0, abs=1.0)
    assert joint.probability.sum() == pytest.approx(1.0)


def test_one_pass_that_is_wrong_does_not_rule() -> None:
    others = [source(0.0, 10.0)] * 4
    joint = join_positions([*others, source(100.0, 5.0)], INDEPENDENT, EXACT)
    assert joint.probability @ joint.easting_m == pytest.approx(0.0, abs=5.0)


def test_precisions_of_a_given_wind_and_of_drift_add() -> None:
    belief = believe_wind(Wind(4.0, 270.0), "model")
    drift = Wind(4.0, 280.0, speed_std_m_s=0.8, from_direction_std_deg=10.0)
    better = believe_with_drift(belief, drift)
    assert better is not None
    wanted = (belief.log_speed_std**-2 + 0.2**-2) ** -0.5
    assert better.log_speed_std == pytest.approx(wanted)
    turned = (better.toward_deg - belief.toward_deg + 180.0) % 360.0 - 180.0
    assert 5.0 < turned < 10.0


def test_a_drift_that_the_given_wind_excludes_is_not_used() -> None:
    belief = believe_wind(Wind(4.0, 270.0), "sonic")
    assert believe_with_drift(belief, Wind(15.0, 270.0, 1.0, 5.0)) is None
    assert believe_with_drift(belief, Wind(4.0, 90.0, 1.0, 5.0)) is None


def test_drift_between_two_passes_narrows_the_rate_under_a_wind_of_a_model() -> None:
    rng = np.random.default_rng([990_200, 3])
    (emit,) = [one for one in CAMERAS if one.name == "EMIT"]
    settings = draw_settings(rng, camera=emit, strengths=(30.0, 60.0))
    later = 5.0 * settings.pixel_size_m / settings.weather.speed_m_s
    pair = draw_pass(settings, rng, (0.0, max(later, 1.0)))
    wind = give_wind(settings.weather, "model", rng)
    width = []
    for timed in (False, True):
        images = [one.image if timed else evolve(one.image, time_s=None) for one in pair]
        found = combine_passes([ImagePass((image,), wind, "model") for image in images])
        one = found.sources[0]
        width.append(np.log(one.emission_rate_q95 / one.emission_rate_q05))
    assert width[1] < 0.9 * width[0]


def test_a_rate_of_many_passes_keeps_the_error_they_share() -> None:
    rng = np.random.default_rng([990_201, 1])
    settings = draw_settings(rng, strengths=(30.0, 60.0))
    flown = draw_pass(settings, rng)[0]
    wind = give_wind(settings.weather, "model", rng)
    one = ImagePass((evolve(flown.image, time_s=None),), wind, "model")
    found = combine_passes([one] * 8).sources[0]
    log_std = np.log(found.emission_rate_q95 / found.emission_rate_q05) / 3.29
    assert log_std > 0.3
