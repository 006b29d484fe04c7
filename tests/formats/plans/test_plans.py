"""Plans of ground stations, and lines as GeoJSON."""

from __future__ import annotations

import json

import pytest

from cathartes.errors import TrackError
from cathartes.io.plans.readers import read_plan
from cathartes.io.results.flight.coverage_geojson import write_lines
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import PlannedLine

CORNERS = [(24.8, -107.41), (24.8, -107.40), (24.802, -107.40), (24.802, -107.41)]


def item(command, lat=0.0, lon=0.0, alt=120.0, first=0.0, frame=3):
    return {"type": "SimpleItem", "command": command, "frame": frame,
            "params": [first, 0, 0, None, lat, lon, alt]}  # fmt: skip


def put(tmp_path, content, name="a.plan"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def plan_of(items):
    return {"fileType": "Plan", "version": 1,
            "mission": {"plannedHomePosition": [24.8, -107.4, 60.0], "items": items}}  # fmt: skip


def test_ways_between_parallel_lines_are_left_out(tmp_path):
    items = [item(22, 24.8, -107.4), *(item(16, *corner) for corner in CORNERS), item(20)]
    plan = read_plan(put(tmp_path, plan_of(items)))
    assert [(one.begin, one.end) for one in plan.lines] == [
        ((-107.41, 24.8), (-107.40, 24.8)),
        ((-107.40, 24.802), (-107.41, 24.802)),
    ]
    assert plan.lines[0].height_m == 120.0
    assert plan.lines[0].height_reference is HeightReference.TAKE_OFF
    assert plan.take_off_height_m == 60.0
    assert "1 of 3 legs" in plan.cautions[0]


def test_a_switched_camera_says_which_legs_are_lines(tmp_path):
    on, off = item(206, first=25.0), item(206, first=0.0)
    first, second, third, fourth = (item(16, *corner) for corner in CORNERS)
    inside = [first, off, second, on, third, off, fourth]
    survey = {"type": "ComplexItem", "TransectStyleComplexItem": {"Items": inside}}
    plan = read_plan(put(tmp_path, plan_of([survey])))
    assert [(one.begin[1], one.end[1]) for one in plan.lines] == [(24.8, 24.802)]


def test_a_mission_list_is_read_in_the_order_of_its_numbers(tmp_path):
    rows = [
        {"seq": k, "frame": 3 if k else 0, "command": 16, "params": [0] * 4, "lat": lat,
         "lon": lon, "alt": 100.0 if k else 55.0}
        for k, (lat, lon) in enumerate([(24.7, -107.5), *CORNERS])
    ]  # fmt: skip
    plan = read_plan(put(tmp_path, rows[::-1], "m.json"))
    assert len(plan.lines) == 2
    assert plan.lines[0].begin == (-107.41, 24.8)
    assert plan.take_off_height_m == 55.0


def test_lines_written_are_the_lines_read(tmp_path):
    lines = (
        PlannedLine("a", (-107.4, 24.8), (-107.39, 24.81), 120.0, HeightReference.GROUND, 80.0),
        PlannedLine("b", (10.0, -5.0), (10.1, -5.0)),
    )
    write_lines(tmp_path / "lines.geojson", lines)
    again = read_plan(tmp_path / "lines.geojson")
    assert [repr(one) for one in again.lines] == [repr(one) for one in lines]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "a plan as JSON"),
        ('{"fileType": "Plan"', "a plan as JSON"),
        ('{"a": 1}', "no known plan"),
        ({"fileType": "Plan", "mission": {}}, "KeyError"),
        ({"fileType": "Plan", "mission": {"items": [{"type": "SimpleItem"}]}}, "KeyError"),
        (plan_of([]), "none"),
        (plan_of([item(16, 95.0, 1.0), item(16, 95.0, 2.0)]), "within 90|not on|lines"),
        ({"type": "FeatureCollection", "features": [{"geometry": {"type": "Point"}}]}, "none"),
        ("[" * 100_000, "a plan as JSON"),
    ],
)
def test_what_is_no_plan_is_told_in_one_paragraph(tmp_path, content, words):
    with pytest.raises(TrackError, match=words) as told:
        read_plan(put(tmp_path, content))
    assert "\n" not in str(told.value)
