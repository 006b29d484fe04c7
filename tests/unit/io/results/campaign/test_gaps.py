"""What is left to fly is a plan that can be read, flown, and is then no gap any more."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from attrs import evolve

from cathartes.flow.collecting import swaths_of_plans
from cathartes.io.campaign_files import PlanFile, read_plans
from cathartes.io.results.campaign import write_gaps_geojson
from cathartes.model.fusion import FlownFlight
from tests.made_summaries import N_LINES, SWATH_M, make_summary, nothing_found


def files_of(summary) -> list[PlanFile]:
    """Return the plans as the campaign's folder would have them."""
    return [
        PlanFile(
            path="plans/x.geojson",
            flight=one.plan.name,
            platform=f"drone of {one.plan.name}",
            sensor="imager",
            authority="A1",
            lines=one.plan.lines,
            swath_m={},
        )
        for one in summary.flights
    ]


def gaps_of(tmp_path, summary):
    """Return the gaps as they are read as plans."""
    (tmp_path / "plans").mkdir(exist_ok=True)
    write_gaps_geojson(tmp_path / "plans" / "gaps.geojson", summary, files_of(summary))
    return read_plans(tmp_path / "plans", is_simulated=True)


def test_gaps_are_read_as_plans_of_the_same_platform_sensor_and_authority(tmp_path):
    summary = make_summary()
    (plan,) = gaps_of(tmp_path, summary)
    assert plan.flight == "flight-2 gaps"
    assert (plan.platform, plan.sensor, plan.authority) == ("drone of flight-2", "imager", "A1")
    assert [one.name for one in plan.lines] == ["3 gap 1", str(N_LINES)]
    assert set(plan.swath_m.values()) == {SWATH_M}
    assert swaths_of_plans(tmp_path / "plans")["flight-2 gaps", "3 gap 1"] == SWATH_M
    assert {one.altitude_m for one in plan.lines} == {1900.0}


def test_a_gap_is_flown_at_the_speed_and_the_time_of_day_of_its_line_and_later(tmp_path):
    summary = make_summary()
    flight = summary.flights[1]
    last = max(line.ends_at for one in summary.flights for line in one.plan.lines)
    (plan,) = gaps_of(tmp_path, summary)
    part, whole = plan.lines
    (gap,) = flight.flown.lines[2].gaps
    line = flight.plan.lines[2]
    share = gap.length_m / flight.flown.lines[2].length_m
    period = (part.ends_at - part.begins_at).total_seconds()
    assert period == pytest.approx(share * 300.0, abs=0.01)
    assert part.begins_at > last
    late = whole.begins_at - flight.plan.lines[-1].begins_at
    assert late % timedelta(days=1) == timedelta(0)
    assert part.begins_at - late >= line.begins_at
    assert part.ends_at - late <= line.ends_at
    assert part.begins_at - last <= timedelta(days=1)


def test_flights_with_gaps_stand_side_by_side_in_one_file(tmp_path):
    summary = make_summary()
    second = summary.flights[1]
    first = FlownFlight(summary.flights[0].plan, second.tracks, second.flown)
    both = evolve(summary, flights=(first, *summary.flights[1:]))
    assert [one.flight for one in gaps_of(tmp_path, both)] == ["flight-1 gaps", "flight-2 gaps"]


def test_gaps_that_are_planned_already_are_not_planned_again(tmp_path):
    summary = make_summary()
    again = FlownFlight(evolve(summary.flights[2].plan, name="flight-2 gaps"))
    planned = evolve(summary, flights=(*summary.flights, again))
    path = tmp_path / "gaps.geojson"
    write_gaps_geojson(path, planned, files_of(planned))
    assert json.loads(path.read_text())["features"] == []


def test_a_campaign_without_gaps_has_a_file_without_lines(tmp_path):
    path = tmp_path / "gaps.geojson"
    write_gaps_geojson(path, nothing_found(), ())
    told = json.loads(path.read_text())
    assert told["features"] == []
    assert told["is_simulated"] is True
    assert told["marking"]
