from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.errors import CaseError
from cathartes.location.images import ImageOptions, ImagePass, combine_passes
from cathartes.location.images.passes.beliefs import believe_passes
from cathartes.location.images.passes.image_pass import in_order_of_time
from cathartes.location.images.passes.position import JointPosition, join_positions
from cathartes.location.images.plume_source import PlumeSource
from cathartes.location.images.wind.belief import believe_wind
from cathartes.location.images.wind.shared_grid import on_grid_of
from cathartes.location.images.wind.with_drift import believe_with_drift
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import PassesCalibration, bundled_image_calibration
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


def pair_of_passes() -> list[ImagePass]:
    rng = np.random.default_rng([990_200, 3])
    (emit,) = [one for one in CAMERAS if one.name == "EMIT"]
    settings = draw_settings(rng, camera=emit, strengths=(30.0, 60.0))
    later = 5.0 * settings.pixel_size_m / settings.weather.speed_m_s
    wind = Wind(settings.weather.speed_m_s, settings.weather.from_direction_deg)
    flown = draw_pass(settings, rng, (0.0, max(later, 1.0)))
    return [ImagePass((one.image,), wind) for one in flown]


def test_passes_in_any_order_on_any_grid_tell_one_drift() -> None:
    first, second = pair_of_passes()
    image = second.images[0]
    a, b, c, d, e, f = image.affine
    elsewhere = evolve(image, affine=(a, b, c - 3.6 * a, d, e, f - 2.7 * e))
    moved = on_grid_of(image, elsewhere)
    table, options = bundled_image_calibration(), ImageOptions()
    seen = []
    for passes in ((first, second), (second, first), (first, evolve(second, images=(moved,)))):
        believed = believe_passes(in_order_of_time(passes), table, options)
        assert len(believed.drift) == 1
        wind = believed.drift[0].wind
        assert wind is not None
        seen.append((wind.speed_m_s, wind.from_direction_deg))
    assert seen[1] == seen[0]
    assert seen[2][0] == pytest.approx(seen[0][0], rel=0.15)
    assert seen[2][1] == pytest.approx(seen[0][1], abs=10.0)


def test_errors_of_the_georeference_widen_what_drift_tells() -> None:
    passes = pair_of_passes()
    stds = []
    for error in (0.0, 0.4, 2.0):
        options = ImageOptions(georeference_std_pixels=error)
        wind = believe_passes(passes, bundled_image_calibration(), options).drift[0].wind
        assert wind is not None
        assert wind.speed_std_m_s is not None
        stds.append(wind.speed_std_m_s)
    assert stds[0] < stds[1] < stds[2]


def test_why_there_is_no_drift_is_told() -> None:
    first, second = pair_of_passes()
    table, options = bundled_image_calibration(), ImageOptions()

    def told(**changes: object) -> tuple[str, tuple[str, ...]]:
        image = evolve(second.images[0], **changes)
        believed = believe_passes([first, evolve(second, images=(image,))], table, options)
        remark = believed.drift[0].remark if believed.drift else ""
        return remark, believed.warnings

    assert "ten minutes" in told(time_s=5000.0)[0]
    assert "one gas" in told(gas="ammonia")[0]
    a, b, c, d, e, f = second.images[0].affine
    assert "size" in told(affine=(3 * a, b, c, d, 3 * e, f))[0]
    noise = np.random.default_rng(1).normal(size=second.images[0].shape)
    assert "clear" in told(column_ppm_m=noise)[0]
    assert any("time of 1 of 2 passes is not known" in one for one in told(time_s=None)[1])
    assert any("same time" in one for one in told(time_s=first.time_s)[1])


def test_passes_without_a_wind_need_a_drift() -> None:
    alone = [evolve(one, wind=None) for one in pair_of_passes()]
    believed = believe_passes(alone, bundled_image_calibration(), ImageOptions())
    assert set(believed.kinds) == {"plume drift"}
    with pytest.raises(CaseError, match="no drift of the plume"):
        believe_passes(alone[:1], bundled_image_calibration(), ImageOptions())


def test_a_rate_of_many_passes_keeps_the_error_they_share() -> None:
    rng = np.random.default_rng([990_201, 1])
    settings = draw_settings(rng, strengths=(30.0, 60.0))
    flown = draw_pass(settings, rng)[0]
    wind = give_wind(settings.weather, "model", rng)
    one = ImagePass((evolve(flown.image, time_s=None),), wind, "model")
    found = combine_passes([one] * 8).sources[0]
    log_std = np.log(found.emission_rate_q95 / found.emission_rate_q05) / 3.29
    assert log_std > 0.3
