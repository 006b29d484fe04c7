"""From a folder of what came back to records: a fault stops nothing else, order is nothing."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from cathartes.flow.collecting import Collected, collect_folder, swaths_of_plans
from cathartes.model.identity import content_id
from tests import made_deliveries as made


def collect(root: Path, plans=None, authority=None, is_simulated=True, **more) -> Collected:
    authority = authority or made.make_authority()
    plans = plans if plans is not None else [made.make_plan(authority)]
    return collect_folder(
        root, made.SETTINGS, plans, {content_id(authority): authority}, is_simulated, **more
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made.write_plan(made.make_plan(made.make_authority()), tmp_path / "plans")
    made.write_flight(tmp_path)
    made.write_track(tmp_path / "incoming" / "track.csv")
    return tmp_path


def essence(collected: Collected) -> dict[str, object]:
    """Return what the records say, by the content of each."""
    flight = {flown.covered_share for flown in collected.coverage.values()}
    return {
        "scenes": {content_id(one) for one in collected.scenes},
        "tracks": {content_id(one) for one, _ in collected.tracks},
        "coverage": flight,
        "clocks": dict(collected.clocks),
        "weather": {content_id(one) for one in collected.weather},
        "plumes": {content_id(one) for one in collected.plumes},
    }


def test_scenes_are_matched_to_the_lines_they_were_flown_for(root):
    collected = collect(root)
    assert collected.troubles == ()
    assert {one.name: one.line_name for one in collected.scenes} == {
        "l1p1": "L1", "l1p2": "L1", "l2p1": "L2", "l2p2": "L2",
    }  # fmt: skip
    plan = made.make_plan(made.make_authority())
    assert {one.flight_id for one in collected.scenes} == {content_id(plan)}
    assert all(one.quality == () for one in collected.scenes)
    assert all(one.path.startswith("incoming/imager/") for one in collected.scenes)
    assert all(one.is_simulated and len(one.footprint) >= 4 for one in collected.scenes)
    (flown,) = collected.coverage.values()
    assert flown.covered_share == pytest.approx(1.0, abs=1e-3)
    assert flown.gap_lines == ()


def test_a_line_that_was_not_flown_is_handed_back(root):
    made.write_track(root / "incoming" / "track.csv", n_lines=1)
    (flown,) = collect(root).coverage.values()
    assert [line.name for line in flown.gap_lines] == ["L2"]


def test_the_swath_is_read_from_the_files_of_the_plans(root):
    assert swaths_of_plans(root / "plans") == {("F1", "L1"): 200.0, ("F1", "L2"): 200.0}


def test_the_same_folder_gives_the_same_records_whatever_the_files_are_called(root):
    before = essence(collect(root))
    for number, header in enumerate(sorted((root / "incoming" / "imager").glob("l?p?.hdr"))):
        stem = header.stem
        for path in list(header.parent.glob(f"{stem}*")):
            path.rename(path.with_name(path.name.replace(stem, f"{9 - number}x", 1)))
    after = collect(root)
    assert essence(after) == before
    assert after.troubles == ()


def test_a_renamed_copy_changes_nothing_but_is_told(root):
    before = collect(root)
    made.copy_scene(root / "incoming" / "imager" / "l1p1.hdr", "again")
    (root / "incoming" / "other.csv").write_bytes((root / "incoming" / "track.csv").read_bytes())
    after = collect(root)
    assert essence(after) == essence(before)
    assert len(after.troubles) == 2
    assert all("the same bytes as" in one.message for one in after.troubles)


def test_clocks_that_are_all_shifted_change_nothing_but_the_offset_that_is_stated(root):
    before = collect(root)
    late = root / "late"
    made.write_flight(late, late_s=30.0)
    made.write_track(late / "incoming" / "track.csv")
    made.write_plan(made.make_plan(made.make_authority()), late / "plans")
    after = collect(late)
    assert [one.line_name for one in after.scenes] == [one.line_name for one in before.scenes]
    assert {one.quality for one in after.scenes} == {("clock off",)}
    (old,), (new,) = before.clocks.values(), after.clocks.values()
    assert new.offset_s - old.offset_s == pytest.approx(30.0, abs=0.1)
    assert new.spread_s < 0.1


def test_plan_track_and_scenes_on_another_day_are_the_same_but_for_the_day(root):
    before = collect(root)
    later = root / "later"
    authority = made.make_authority()
    plan = made.shifted(made.make_plan(authority), 86_400.0)
    made.write_plan(plan, later / "plans")
    made.write_flight(later, late_s=86_400.0)
    made.write_track(later / "incoming" / "track.csv", late_s=86_400.0)
    after = collect(later, [plan])
    assert after.troubles == ()
    day = timedelta(days=1)
    assert [one.begins_at - day for one in after.scenes] == [one.begins_at for one in before.scenes]
    assert [one.quality for one in after.scenes] == [one.quality for one in before.scenes]


def test_a_clock_that_is_too_far_off_is_refused_with_its_offset(root):
    made.write_flight(root, late_s=300.0)
    collected = collect(root)
    assert collected.scenes == ()
    assert len(collected.troubles) == 4
    for trouble in collected.troubles:
        assert "300.0 s later than a track of flight 'F1'" in trouble.message
        assert "largest_clock_error_s" in trouble.message


def test_a_local_time_written_as_utc_is_named_as_such(root):
    made.write_flight(root, late_s=-7 * 3600.0)
    messages = [one.message for one in collect(root).troubles]
    assert len(messages) == 4
    assert all("7 h: perhaps a local time written as UTC" in one for one in messages)


def test_a_scene_of_an_unknown_flight_is_told_kept_and_not_processed(root):
    made.write_scene(
        root / "incoming" / "imager", "stray", east=300.0, north=1500.0,
        begins_at=made.seen_at(0, 300.0),
    )  # fmt: skip
    collected = collect(root)
    assert len(collected.scenes) == 4
    (trouble,) = collected.troubles
    assert trouble.name == "incoming/imager/stray.img"
    assert "unknown flight" in trouble.message
    assert "no authority covers it" in trouble.message
    assert (root / trouble.name).is_file()


def test_a_scene_outside_of_the_authority_is_refused(root):
    area = evolve(
        made.make_authority().area,
        polygon=(
            made.at(-500, -500), made.at(500, -500), made.at(500, 800), made.at(-500, 800)
        ),
    )  # fmt: skip
    authority = made.make_authority(area=area)
    collected = collect(root, authority=authority)
    assert {one.name for one in collected.scenes} == {"l1p1", "l2p1"}
    assert {Path(one.name).stem for one in collected.troubles} >= {"l1p2", "l2p2"}
    late = made.make_authority(ends_at=made.line_begins(1))
    assert {one.line_name for one in collect(root, authority=late).scenes} == {"L1"}


def test_a_plan_whose_authority_is_not_recorded_is_not_processed(root):
    plan = made.make_plan(made.make_authority())
    other = made.make_authority(reference="another")
    collected = collect(root, [plan], other)
    assert collected.scenes == ()
    assert all("not recorded" in one.message for one in collected.troubles)


def test_scenes_without_a_place_or_a_time_say_what_is_missing(root):
    folder = root / "incoming" / "imager"
    made.write_scene(folder, "noplace", east=0, north=0, begins_at=made.DAY, crs=None, seed=90)
    made.write_scene(folder, "notime", east=300.0, north=0.0, begins_at=None, seed=91)
    messages = {Path(one.name).stem: one.message for one in collect(root).troubles}
    assert "georeference" in messages["noplace"]
    assert "acquired_at" in messages["notime"]


def test_a_scene_in_an_unknown_coordinate_system_is_refused_with_its_name(root):
    folder = root / "incoming" / "imager"
    header = made.write_scene(folder, "odd", east=0, north=0, begins_at=made.DAY, crs=None, seed=92)
    text = header.read_text()
    header.write_text(
        text + "map info = { Nowhere Grid, 1, 1, 500000, 4000000, 3, 3, units=Meters }\n"
    )
    (trouble,) = collect(root).troubles
    assert "georeference" in trouble.message or "map info" in trouble.message
    assert "Nowhere Grid" in trouble.message


def test_broken_deliveries_do_not_stop_the_others(root):
    folder = root / "incoming" / "imager"
    image = folder / "l1p1.img"
    image.write_bytes(image.read_bytes()[:1000])
    (root / "incoming" / "empty.csv").write_bytes(b"")
    (root / "incoming" / "notes.docx").write_bytes(b"PK\x03\x04 something")
    (root / "incoming" / "weather.csv").write_text("begins_at,wind_speed_m_s\n2026,3\n")
    collected = collect(root)
    assert len(collected.scenes) == 3
    assert {Path(one.name).name for one in collected.troubles} == {
        "l1p1.img", "empty.csv", "notes.docx", "weather.csv",
    }  # fmt: skip


def test_quality_is_flagged_where_it_is_bad(root):
    folder = root / "incoming" / "imager"
    cases = {
        "aside": {"north": 55.0},
        "high": {"north": 0.0, "altitude_m": made.HEIGHT_M + 200.0},
        "cloudy": {"north": 0.0, "cloud_share": 0.3},
        "clipped": {"north": 0.0, "saturated_k": 299.0},
    }
    for number, (name, changes) in enumerate(cases.items()):
        made.write_scene(
            folder, name, east=500.0, begins_at=made.seen_at(0, 500.0), seed=50 + number, **changes
        )
    quality = {one.name: one.quality for one in collect(root).scenes}
    assert quality["aside"] == ("off line",)
    assert quality["high"] == ("wrong height",)
    assert quality["cloudy"] == ("cloud",)
    assert quality["clipped"] == ("saturated",)
    assert quality["l1p1"] == ()


def test_a_wrong_height_is_known_from_the_track_where_the_scene_does_not_tell_it(root):
    for sidecar in (root / "incoming" / "imager").glob("*.scene.json"):
        told = json.loads(sidecar.read_text())
        del told["platform_altitude_m"]
        sidecar.write_text(json.dumps(told))
    assert {one.quality for one in collect(root).scenes} == {()}
    made.write_track(root / "incoming" / "track.csv", up_m=200.0)
    assert {one.quality for one in collect(root).scenes} == {("wrong height",)}


def test_a_track_that_comes_later_makes_no_other_scenes_of_those_that_are_there(root):
    track = root / "incoming" / "track.csv"
    track.unlink()
    made.write_flight(root, late_s=30.0)
    before = collect(root)
    made.write_track(track)
    after = collect(root)
    assert {one.quality for one in before.scenes} == {()}
    assert {one.quality for one in after.scenes} == {("clock off",)}
    assert essence(after)["scenes"] == essence(before)["scenes"]


def test_scenes_that_are_known_are_not_returned_again_but_tracks_are(root):
    first = collect(root)
    known = {one.sha256 for one in first.scenes}
    again = collect(root, known_sha256=known)
    assert again.scenes == ()
    assert [content_id(one) for one, _ in again.tracks] == [
        content_id(one) for one, _ in first.tracks
    ]
    assert again.troubles == ()
    assert {one.sha256 for one in again.deliveries} == {one.sha256 for one in first.deliveries}


def test_scenes_that_are_opened_by_two_threads_are_the_same(root):
    with ThreadPoolExecutor(2) as pool:
        together = collect(root, run_all=pool.map)
    assert essence(together) == essence(collect(root))


def test_a_real_campaign_refuses_what_says_that_it_was_simulated(root):
    authority = made.make_authority()
    made.write_scene(
        root / "incoming" / "imager", "made", east=500.0, north=0.0,
        begins_at=made.seen_at(0, 500.0), description="simulated scene", seed=60,
    )  # fmt: skip
    collected = collect(root, authority=authority, is_simulated=False)
    assert len(collected.scenes) == 4
    (trouble,) = collected.troubles
    assert "is_simulated" in trouble.message
    assert len(collect(root).scenes) == 5


def test_truth_and_unfinished_files_are_never_looked_at(root):
    before = essence(collect(root))
    incoming = root / "incoming"
    (incoming / "truth.json").write_text("{")
    (incoming / "imager" / "l1p1.truth.nc").write_bytes(b"x")
    (incoming / "big.img.partial").write_bytes(b"x")
    (incoming / ".hidden").write_bytes(b"x")
    after = collect(root)
    assert essence(after) == before
    assert after.troubles == ()


def test_a_track_of_no_flight_is_told(root):
    made.write_track(root / "incoming" / "old.csv", late_s=-5 * 86_400.0)
    (trouble,) = collect(root).troubles
    assert trouble.name == "incoming/old.csv"
    assert "along planned lines" in trouble.message


def test_two_flights_over_the_same_lines_are_told_apart_by_time(root):
    authority = made.make_authority()
    first = made.make_plan(authority)
    second = evolve(made.shifted(first, 7200.0), name="F2")
    made.write_plan(second, root / "plans")
    folder = root / "incoming" / "second"
    for number in range(2):
        made.write_scene(
            folder, f"s{number}", east=300.0, north=number * made.SPACING_M, seed=70 + number,
            begins_at=made.seen_at(number, 300.0) + timedelta(hours=2),
        )  # fmt: skip
    made.write_track(root / "incoming" / "track2.csv", late_s=7200.0)
    collected = collect(root, [second, first], authority)
    assert collected.troubles == ()
    flight_of = {one.name: one.flight_id for one in collected.scenes}
    assert flight_of["s0"] == flight_of["s1"] == content_id(second)
    assert flight_of["l1p1"] == content_id(first)
    assert set(collected.coverage) == {content_id(first), content_id(second)}
    assert collect(root, [first, second], authority).scenes == collected.scenes


def test_a_folder_that_is_not_there_is_told(tmp_path):
    from cathartes.errors import InputError

    with pytest.raises(InputError, match="incoming"):
        collect(tmp_path)
