"""Laws of detection limits."""

from __future__ import annotations

import math

import attrs
import numpy as np
import pytest

from cathartes.errors import OptionError
from cathartes.model.instrument import Instrument
from cathartes.physics.detection_limits import DetectionLimits, limits_of_look, planned_limits
from cathartes.physics.instruments import find_instrument

GASES = ("ammonia", "acetone", "SF6")
MAKO = find_instrument("Mako class")


def limits(**changed: float) -> DetectionLimits:
    conditions = {"wind_speed_m_s": 3.0, "thermal_contrast_k": 4.0, "pixel_size_m": 6.0}
    return limits_of_look(MAKO, GASES, **{**conditions, **changed})


def ratios(one: DetectionLimits, other: DetectionLimits) -> np.ndarray[tuple[int], np.dtype[float]]:
    return np.array([one.limits_kg_per_h[gas] / other.limits_kg_per_h[gas] for gas in GASES])


def test_a_source_at_its_limit_is_found_half_of_the_time() -> None:
    found = limits()
    for gas, limit in found.limits_kg_per_h.items():
        assert found.probability_of_finding(gas, limit) == pytest.approx(0.5)


def test_the_limit_is_proportional_to_the_wind() -> None:
    assert ratios(limits(wind_speed_m_s=6.0), limits()) == pytest.approx(2.0)


def test_the_limit_is_inversely_proportional_to_the_contrast() -> None:
    assert ratios(limits(thermal_contrast_k=2.0), limits()) == pytest.approx(2.0)


def test_the_limit_is_inversely_proportional_to_what_the_noise_leaves() -> None:
    quiet = attrs.evolve(MAKO, noise_radiance=np.asarray(MAKO.noise_radiance) / 3.0)
    better = limits_of_look(
        quiet, GASES, wind_speed_m_s=3.0, thermal_contrast_k=4.0, pixel_size_m=6.0
    )
    assert ratios(limits(), better) == pytest.approx(3.0)


def test_the_limit_grows_with_pixel_size_and_height() -> None:
    by_pixel = [limits(pixel_size_m=size).limits_kg_per_h["ammonia"] for size in (1, 2, 4, 8, 16)]
    by_height = [limits(platform_height_m=h).limits_kg_per_h["ammonia"] for h in (0, 500, 3000)]
    assert np.all(np.diff(by_pixel) > 0)
    assert np.all(np.diff(by_height) > 0)


def test_the_probability_grows_with_the_rate_from_nought_to_one() -> None:
    found = limits()
    rates = np.geomspace(1e-3, 1e4, 40)
    chance = [found.probability_of_finding("acetone", rate) for rate in rates]
    assert np.all(np.diff(chance) >= 0)
    assert chance[0] < 1e-3
    assert chance[-1] > 0.999


def test_gases_of_a_mixture_help_each_other_and_unseen_ones_do_not() -> None:
    found = limits()
    half = {gas: limit / math.sqrt(3.0) for gas, limit in found.limits_kg_per_h.items()}
    assert found.probability_of_mixture(half) == pytest.approx(0.5)
    assert found.probability_of_mixture({**half, "HCl": 1e6}) == pytest.approx(0.5)
    assert found.probability_of_mixture({"HCl": 1e6}) == 0.0
    assert found.probability_of_mixture({}) == 0.0
    assert found.share_of_limit({"acetone": found.limits_kg_per_h["acetone"]}) == pytest.approx(1)


def test_the_order_and_the_company_of_gases_do_not_matter() -> None:
    backwards = limits_of_look(
        MAKO, GASES[::-1], wind_speed_m_s=3.0, thermal_contrast_k=4.0, pixel_size_m=6.0
    )
    alone = limits_of_look(
        MAKO, ["acetone"], wind_speed_m_s=3.0, thermal_contrast_k=4.0, pixel_size_m=6.0
    )
    assert backwards == limits()
    together = limits().limits_kg_per_h["acetone"]
    assert alone.limits_kg_per_h["acetone"] == pytest.approx(together)


def test_a_gas_that_the_instrument_cannot_see_is_absent() -> None:
    seen = planned_limits(MAKO, ["ammonia", "methane", "HCl", "n-heptane", "H2S"])
    assert set(seen.limits_kg_per_h) == {"ammonia"}
    assert seen.probability_of_finding("methane", 1e6) == 0.0


def test_an_instrument_that_sees_none_of_the_gases_has_no_limits() -> None:
    assert planned_limits(find_instrument("AVIRIS-NG"), ["ammonia"]).limits_kg_per_h == {}


def test_sunlight_shows_methane_whatever_the_contrast() -> None:
    solar = find_instrument("AVIRIS-NG")
    cold = planned_limits(solar, ["methane"], thermal_contrast_k=0.0)
    assert cold == planned_limits(solar, ["methane"], thermal_contrast_k=9.0)
    assert 1.0 < cold.limits_kg_per_h["methane"] < 300.0


def test_the_whole_library_is_meant_where_no_gas_is_named() -> None:
    assert set(limits().limits_kg_per_h) < set(planned_limits(MAKO).limits_kg_per_h)


def test_strong_absorbers_have_lower_limits_than_weak_ones() -> None:
    found = planned_limits(MAKO, ["SF6", "ammonia", "acetone", "toluene"]).limits_kg_per_h
    assert found["SF6"] < found["ammonia"] < found["acetone"] < found["toluene"]


def test_calm_air_and_ground_as_warm_as_the_air_still_have_finite_limits() -> None:
    found = limits(wind_speed_m_s=0.0, thermal_contrast_k=0.0)
    assert all(math.isfinite(limit) for limit in found.limits_kg_per_h.values())
    assert set(found.limits_kg_per_h) == set(GASES)


def test_an_instrument_of_unknown_noise_has_that_of_a_common_one() -> None:
    unknown = Instrument("unknown", MAKO.wavelength_um, MAKO.fwhm_um)
    seen = planned_limits(unknown, GASES)
    assert np.all(ratios(seen, planned_limits(MAKO, GASES)) > 1.0)
    assert np.all(ratios(seen, planned_limits(MAKO, GASES)) < 3.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wind_speed_m_s", -1.0),
        ("wind_speed_m_s", math.nan),
        ("thermal_contrast_k", -0.1),
        ("pixel_size_m", 0.0),
        ("platform_height_m", math.inf),
    ],
)
def test_an_impossible_condition_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(OptionError, match=field):
        limits(**{field: value})


def test_an_unknown_gas_is_refused() -> None:
    with pytest.raises(OptionError, match="phlogiston"):
        planned_limits(MAKO, ["phlogiston"])
