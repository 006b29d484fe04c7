from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely
from attrs import evolve

from cathartes.errors import CaseError
from cathartes.location.images import ImagePass, combine_passes, locate_plume_image, wind_at
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.location.source import SourceEstimate
from cathartes.model.wind import Wind
from cathartes.simulate.passes import (
    CAMERAS,
    SimulatedPass,
    draw_pass,
    draw_settings,
    give_wind,
)

SEED = 990_000
N_PASSES = 12


@cache
def flown(index: int) -> tuple[SimulatedPass, Wind]:
    rng = np.random.default_rng([SEED, index])
    settings = draw_settings(rng, camera=CAMERAS[index % len(CAMERAS)], strengths=(8.0, 40.0))
    return draw_pass(settings, rng)[0], give_wind(settings.weather, "mast", rng)


def only(image: PlumeImage, wind: Wind) -> SourceEstimate:
    return locate_plume_image(image, wind).sources[0]


def test_planted_sources_are_recovered_within_their_stated_spread() -> None:
    in_region, in_interval, errors, ratios = 0, 0, [], []
    for index in range(N_PASSES):
        one, wind = flown(index)
        found = only(one.image, wind)
        east, north = one.image.ground(one.line[0], one.sample[0])
        region = shapely.union_all([shapely.Polygon(ring) for ring in found.region_90])
        in_region += region.intersects(shapely.Point(float(east), float(north)))
        rate = one.emission_rate_kg_per_h[0]
        in_interval += found.emission_rate_q05 <= rate <= found.emission_rate_q95
        errors.append(
            np.hypot(found.easting_m - east, found.northing_m - north) / one.image.pixel_size_m
        )
        ratios.append(found.emission_rate_kg_per_h / rate)
    # With 90 % each, fewer than 8 of 12 happens once in 200.
    assert in_region >= 8
    assert in_interval >= 8
    assert np.median(errors) < 3.0
    assert np.median(np.abs(np.log(ratios))) < 0.35


def test_image_and_wind_turned_together_turn_the_answer() -> None:
    one, wind = flown(1)
    plain = only(one.image, wind)
    a, b, c, d, e, f = one.image.affine
    # The same picture on ground turned by 90 degrees clockwise: east becomes south.
    turned = evolve(one.image, affine=(d, e, f, -a, -b, -c))
    found = only(turned, Wind(wind.speed_m_s, wind.from_direction_deg + 90.0))
    pixel = one.image.pixel_size_m
    assert found.easting_m == pytest.approx(plain.northing_m, abs=0.1 * pixel)
    assert found.northing_m == pytest.approx(-plain.easting_m, abs=0.1 * pixel)
    assert found.emission_rate_kg_per_h == pytest.approx(plain.emission_rate_kg_per_h, rel=0.01)


def test_twice_the_columns_are_twice_the_rate_at_the_same_place() -> None:
    one, wind = flown(2)
    plain = only(one.image, wind)
    doubled = only(
        evolve(
            one.image,
            column_ppm_m=2.0 * one.image.column_ppm_m,
            column_std_ppm_m=2.0 * one.image.column_std_ppm_m,
        ),
        wind,
    )
    assert doubled.emission_rate_kg_per_h == pytest.approx(2.0 * plain.emission_rate_kg_per_h)
    assert doubled.easting_m == pytest.approx(plain.easting_m)


def test_an_image_moved_moves_the_answer() -> None:
    one, wind = flown(3)
    plain = only(one.image, wind)
    a, b, c, d, e, f = one.image.affine
    moved = only(evolve(one.image, affine=(a, b, c + 500.0, d, e, f - 200.0)), wind)
    assert moved.easting_m == pytest.approx(plain.easting_m + 500.0)
    assert moved.northing_m == pytest.approx(plain.northing_m - 200.0)
    assert moved.emission_rate_kg_per_h == pytest.approx(plain.emission_rate_kg_per_h)


def test_a_blank_image_has_no_source_and_says_so() -> None:
    rng = np.random.default_rng([SEED, 500])
    settings = draw_settings(rng, emitters=0)
    located = locate_plume_image(
        draw_pass(settings, rng)[0].image, give_wind(settings.weather, "mast", rng)
    )
    assert located.sources == ()
    assert located.p_number_of_sources[0] > 0.5
    assert any("no source" in text for text in located.warnings)


def test_a_poorer_wind_widens_the_interval() -> None:
    one, wind = flown(4)
    widths = []
    for kind in ("sonic", "model"):
        found = locate_plume_image(one.image, wind, wind_kind=kind).sources[0]
        widths.append(np.log(found.emission_rate_q95 / found.emission_rate_q05))
    assert widths[1] > 1.3 * widths[0]


def test_columns_inside_plumes_alone_are_enough() -> None:
    one, wind = flown(5)
    plain = only(one.image, wind)
    mask = np.zeros(one.image.shape, np.int32)
    mask[one.image.column_ppm_m > 4.0 * one.image.column_std_ppm_m] = 7
    masked = evolve(
        one.image,
        column_ppm_m=np.where(mask > 0, one.image.column_ppm_m, np.nan),
        plume_label=mask,
    )
    found = only(masked, wind)
    apart = np.hypot(found.easting_m - plain.easting_m, found.northing_m - plain.northing_m)
    assert apart < 6.0 * one.image.pixel_size_m
    assert 0.5 < found.emission_rate_kg_per_h / plain.emission_rate_kg_per_h < 2.0


def test_gases_of_one_emitter_share_its_position() -> None:
    one, wind = flown(6)
    other = evolve(
        one.image,
        gas="another",
        molar_mass_g_per_mol=2.0 * one.image.molar_mass_g_per_mol,
        column_ppm_m=0.5 * one.image.column_ppm_m,
        column_std_ppm_m=0.5 * one.image.column_std_ppm_m,
    )
    first, second = locate_plume_image([one.image, other], wind).sources[:2]
    assert (first.easting_m, first.northing_m) == (second.easting_m, second.northing_m)
    assert {first.gas, second.gas} == {one.image.gas, "another"}
    rates = [first.emission_rate_kg_per_h, second.emission_rate_kg_per_h]
    assert rates[1] == pytest.approx(rates[0], rel=0.05)


def test_several_passes_narrow_position_and_rate() -> None:
    one, wind = flown(7)
    single = combine_passes([ImagePass((one.image,), wind)]).sources[0]
    rng = np.random.default_rng(3)
    noisy = [
        evolve(
            one.image,
            column_ppm_m=one.image.column_ppm_m
            + 0.3 * one.image.column_std_ppm_m * rng.normal(size=one.image.shape),
        )
        for _ in range(3)
    ]
    winds = [Wind(wind.speed_m_s * f, wind.from_direction_deg) for f in (0.95, 1.0, 1.05)]
    several = combine_passes(
        [ImagePass((image,), w) for image, w in zip(noisy, winds, strict=True)]
    ).sources[0]
    area = [
        sum(shapely.Polygon(ring).area for ring in found.region_90) for found in (single, several)
    ]
    assert area[1] <= area[0]
    assert several.emission_rate_kg_per_h == pytest.approx(single.emission_rate_kg_per_h, rel=0.4)


def test_unknown_kinds_of_wind_and_other_grids_are_refused() -> None:
    one, wind = flown(0)
    with pytest.raises(CaseError, match="kind"):
        locate_plume_image(one.image, wind, wind_kind="hearsay")
    shifted = evolve(one.image, affine=(1.0, 0.0, 9.0, 0.0, -1.0, 9.0))
    with pytest.raises(CaseError, match="grid"):
        locate_plume_image([one.image, shifted], wind)
    with pytest.raises(CaseError, match="images"):
        locate_plume_image([], wind)
    with pytest.raises(CaseError, match="one coordinate system"):
        combine_passes([])


def test_the_wind_of_a_series_is_that_of_the_nearest_row() -> None:
    from cathartes.model.location.wind_series import WindSeries

    nothing = np.full(2, np.nan)
    fields = dict.fromkeys(_empty_fields(), nothing)
    series = WindSeries(
        **{
            **fields,
            "time_s": np.array([0.0, 60.0]),
            "averaging_s": np.array([60.0, 60.0]),
            "position_m": np.full((2, 3), np.nan),
            "speed_m_s": np.array([2.0, 4.0]),
            "from_direction_deg": np.array([10.0, 20.0]),
        },
        kind="sonic",
    )
    wind = wind_at(series, 85.0)
    assert (wind.speed_m_s, wind.from_direction_deg) == (4.0, 20.0)
    assert wind.speed_std_m_s == pytest.approx(0.4)
    with pytest.raises(CaseError, match="time"):
        wind_at(series, None)


def _empty_fields() -> tuple[str, ...]:
    from cathartes.model.location.wind_series import WindSeries

    return tuple(one.name for one in WindSeries.__attrs_attrs__ if one.name != "kind")
