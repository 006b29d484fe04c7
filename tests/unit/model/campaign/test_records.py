"""Records refuse what contradicts itself; an authority covers what it says and no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cathartes.errors import AuthorityError, RecordError
from cathartes.model.campaign import (
    PURPOSES,
    Area,
    GasRate,
    NamedReason,
    Score,
    WeatherRecord,
    inherits_simulation,
    refuse_overlapping,
    refuse_simulated,
    refuse_unauthorised,
)
from cathartes.model.wind import Wind
from tests.made_campaigns import (
    DAY,
    SQUARE,
    make_area,
    make_authority,
    make_estimate,
    make_line,
    make_plan,
    make_plume,
    make_scene,
    make_site,
)

plan = partial(make_plan, "authority-1", "platform-1", "sensor-1")


def test_only_three_purposes_are_known():
    assert PURPOSES == ("locate", "inform", "verify")
    with pytest.raises(RecordError, match=r"purpose.*There are no others"):
        make_authority(purpose="target")


@pytest.mark.parametrize("field", ["approved_by", "legal_basis"])
def test_an_authority_names_who_and_why(field):
    with pytest.raises(RecordError, match=field):
        make_authority(**{field: " "})


def test_an_authority_covers_its_beginning_and_not_its_end():
    authority = make_authority()
    assert authority.covers_time(authority.begins_at)
    assert not authority.covers_time(authority.ends_at)
    assert not authority.covers_time(authority.begins_at - timedelta(microseconds=1))


@given(st.floats(-108, -107), st.floats(24, 25), st.integers(-48, 48))
def test_an_authority_covers_what_is_inside_in_place_and_time(longitude, latitude, hours):
    is_inside = -107.5 <= longitude <= -107.3 and 24.7 <= latitude <= 24.9 and 0 <= hours < 24
    at = DAY + timedelta(hours=hours)
    assert make_authority().covers(at, longitude, latitude) == is_inside


def test_a_line_between_two_places_inside_may_still_leave_the_area():
    bay = ((0, 0), (4, 0), (4, 4), (3, 4), (3, 1), (1, 1), (1, 4), (0, 4))
    authority = make_authority(area=make_area(polygon=bay))
    ends = {"begin_longitude": 0.5, "end_longitude": 3.5}
    across = make_line(begin_latitude=3.0, end_latitude=3.0, **ends)
    along = make_line(begin_latitude=0.5, end_latitude=0.5, **ends)
    refuse_unauthorised(plan(lines=(along,)), authority)
    with pytest.raises(AuthorityError, match="leaves the area"):
        refuse_unauthorised(plan(lines=(along, evolve(across, name="2"))), authority)


def test_a_line_after_the_period_and_a_scene_without_a_time_are_refused():
    late = make_line(ends_at=DAY + timedelta(days=1))
    with pytest.raises(AuthorityError, match="ends_at"):
        refuse_unauthorised(plan(lines=(late,)), make_authority())
    with pytest.raises(AuthorityError, match="no time"):
        make_authority().refuse_uncovered("scene", None, None, SQUARE)
    with pytest.raises(AuthorityError, match="found none"):
        make_authority().refuse_uncovered("scene", DAY, DAY, ())


@pytest.mark.parametrize(
    ("polygon", "complaint"),
    [
        (((0, 0), (1, 1), (1, 0), (0, 1)), "Self-intersection"),
        (((0, 0), (1, 1)), "2 corners"),
        (((0, 0), (1, 1), (2, 2)), "polygon"),
        (((24.7, -107.5), (24.7, -107.3), (24.9, -107.3)), "longitude first"),
        (((-179, 0), (179, 0), (179, 1), (-179, 1)), "180th meridian"),
        (((0, 0), (float("nan"), 1), (1, 0)), "corner"),
    ],
)
def test_an_outline_that_is_none_is_refused(polygon, complaint):
    with pytest.raises(RecordError, match=complaint):
        make_area(polygon=polygon)


def test_areas_may_touch_but_not_overlap():
    beside = tuple((x + 0.2, y) for x, y in SQUARE)
    refuse_overlapping([make_area(), Area(is_simulated=False, name="b", polygon=beside)])
    over = tuple((x + 0.1, y) for x, y in SQUARE)
    with pytest.raises(RecordError, match="'square' and 'c'"):
        refuse_overlapping([make_area(), Area(is_simulated=False, name="c", polygon=over)])


def test_one_simulated_parent_makes_what_comes_of_it_simulated():
    real, simulated = make_scene(), make_scene(is_simulated=True)
    assert inherits_simulation([real, simulated])
    assert not inherits_simulation([real, real])


def test_a_real_campaign_takes_no_simulated_record_and_a_simulated_one_takes_both():
    records = [make_scene(), make_scene(is_simulated=True)]
    refuse_simulated(records, "exercise", campaign_is_simulated=True)
    refuse_simulated(records[:1], "campaign", campaign_is_simulated=False)
    with pytest.raises(RecordError, match="real records only"):
        refuse_simulated(records, "campaign", campaign_is_simulated=False)


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_scene(begins_at=datetime(2026, 1, 1)),  # noqa: DTZ001
        lambda: make_scene(ends_at=DAY),
        lambda: make_scene(sha256="abc"),
        lambda: make_scene(footprint=((0, 0), (1, 1), (1, 0), (0, 1))),
        lambda: make_scene(is_simulated=None),
        lambda: make_plume(reported_by=""),
        lambda: make_plume(gas_probabilities={"NH3": 1.2}),
        lambda: make_plume(column_mean_ppm_m=3.0),
        lambda: make_estimate(position_std_m=-1.0),
        lambda: make_estimate(latitude=91.0),
        lambda: make_site(site_id="site-1"),
        lambda: plan(lines=()),
        lambda: plan(lines=(make_line(), make_line())),
        lambda: make_line(end_longitude=-107.45),
        lambda: GasRate(
            emission_rate_kg_per_h=1,
            emission_rate_std_kg_per_h=1,
            emission_rate_q05=3,
            emission_rate_q95=2,
        ),
        lambda: WeatherRecord(
            is_simulated=False,
            longitude=0,
            latitude=0,
            begins_at=DAY,
            ends_at=DAY + timedelta(hours=1),
            wind=Wind(3.0, 90.0),
            source="metar",
        ),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(make):
    with pytest.raises(RecordError):
        make()


def test_there_is_no_score_without_reasons_and_other_explanations():
    reason = NamedReason(feature="a", value=1, weight=1, sentence="b")
    with pytest.raises(RecordError, match="reasons"):
        Score(profile="a", probability=0.5, reasons=(), alternatives={"none of these": 0.5})
    with pytest.raises(RecordError, match="innocent"):
        Score(profile="a", probability=0.5, reasons=(reason,), alternatives={})
