"""Cases in, located sources out: each whole or not at all, and no case at the cost of another."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from cathartes.errors import CaseError, OptionError, OutputError
from cathartes.flow.locate import CaseOutcome, locate_cases
from cathartes.flow.location.pass_winds import PassWind, winds_of_passes
from cathartes.flow.location.tables import read_tables
from cathartes.io.cases import read_case, write_case
from cathartes.io.results.detection_netcdf import write_detection
from cathartes.io.results.location import read_location, read_source_json
from cathartes.io.results.location.location_folder import LOCATION_NAMES
from cathartes.io.results.plumes_geojson import write_plumes
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation
from cathartes.model.wind import Wind
from tests.made_detections import make_detection, utm_georeference
from tests.made_locations import make_case, make_location

UTM = "EPSG:32613"


def stage(case: SourceCase, *, rng_seed: int) -> SourceLocation:
    """Stand for the inference."""
    assert rng_seed >= 0
    return make_location(case)


@pytest.fixture
def cases(tmp_path: Path) -> list[Path]:
    folders = []
    for name, kind in (("one", "network"), ("two", "arcs")):
        case = evolve(make_case(kind, crs=UTM), name=name)
        write_case(tmp_path / "cases" / name, case)
        folders.append(tmp_path / "cases" / name)
    return folders


def run(
    paths: list[Path], out: Path, locate: Callable[..., SourceLocation] = stage, **more: Any
) -> list[CaseOutcome]:
    return list(locate_cases(paths, out, locate=locate, **more))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the figures out where they are not what is tested."""
    monkeypatch.setattr(
        "cathartes.plot.location.render_location_report", lambda *_, **__: "<!doctype html>"
    )


def names_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_one_case_goes_to_the_folder_itself_and_several_to_folders_of_their_own(
    cases: list[Path], tmp_path: Path
) -> None:
    (outcome,) = run(cases[:1], tmp_path / "out")
    assert outcome.folder == tmp_path / "out"
    assert names_in(tmp_path / "out") == set(LOCATION_NAMES)
    outcomes = run(cases, tmp_path / "both")
    assert [one.error for one in outcomes] == [None, None]
    assert names_in(tmp_path / "both") == {"one", "two"}
    for one in outcomes:
        assert one.folder is not None
        assert names_in(one.folder) == set(LOCATION_NAMES)
        assert read_source_json(one.folder / "source.json").case_name == one.folder.name
        assert read_location(one.folder / "posterior.nc").posterior.n_draws == 400
        assert "never proves" in (one.folder / "report.html").read_text("utf-8")


def test_all_files_of_one_result_say_the_same(cases: list[Path], tmp_path: Path) -> None:
    run(cases[:1], tmp_path)
    summary, whole = (
        read_source_json(tmp_path / "source.json"), read_location(tmp_path / "posterior.nc")
    )  # fmt: skip
    features = json.loads((tmp_path / "source.geojson").read_text("utf-8"))["features"]
    (point,) = [one for one in features if one["geometry"]["type"] == "Point"]
    assert summary.sources[0].easting_m == whole.sources[0].easting_m
    assert point["properties"]["easting_m"] == summary.sources[0].easting_m
    entry = json.loads((tmp_path / "source.json").read_text("utf-8"))["sources"][0]
    assert point["geometry"]["coordinates"] == [entry["longitude"], entry["latitude"]]
    assert f"{entry['latitude']:.5f}° N" in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.usefixtures("quick")
def test_provenance_names_inputs_by_hash_options_and_versions(
    cases: list[Path], tmp_path: Path
) -> None:
    run(cases[:1], tmp_path / "out", rng_seed=7)
    found = read_source_json(tmp_path / "out" / "source.json").provenance
    by_name = {one.name: one.sha256 for one in found.inputs}
    for name in ("observations.csv", "wind.csv", "case.json"):
        content = (cases[0] / name).read_bytes()
        assert by_name[name] == hashlib.sha256(content).hexdigest()
    assert found.options["rng_seed"] == 7
    assert {"cathartes", "numpy", "python"} <= set(found.versions)
    assert found.made_at is not None
    assert str(tmp_path) not in (tmp_path / "out" / "source.json").read_text("utf-8")


def test_what_makes_an_answer_less_sure_is_said_and_widens_it(
    cases: list[Path], tmp_path: Path
) -> None:
    facts = json.loads((cases[0] / "case.json").read_text("utf-8"))
    (plain,) = run(cases[:1], tmp_path / "plain")
    (cases[0] / "case.json").write_text(json.dumps({**facts, "terrain_slope": 0.2}))
    (steep,) = run(cases[:1], tmp_path / "steep")
    assert plain.location is not None
    assert steep.location is not None
    assert any("as steep as 20 %" in one for one in steep.location.warnings)
    before, after = plain.location.sources[0], steep.location.sources[0]
    assert np.ptp(after.region_90[0][:, 0]) > 1.4 * np.ptp(before.region_90[0][:, 0])
    assert "as steep as 20 %" in (tmp_path / "steep" / "report.html").read_text("utf-8")


@pytest.mark.usefixtures("quick")
def test_the_truth_beside_a_case_is_never_read(cases: list[Path], tmp_path: Path) -> None:
    (cases[0] / "truth.json").write_text("no JSON at all")
    (outcome,) = run(cases[:1], tmp_path / "out")
    assert outcome.error is None
    assert "truth" not in (tmp_path / "out" / "source.json").read_text("utf-8")


@pytest.mark.usefixtures("quick")
def test_a_case_that_fails_is_named_and_does_not_stop_the_others(
    cases: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    outcomes = run([tmp_path / "empty", *cases], tmp_path / "out")
    assert [one.folder is None for one in outcomes] == [True, False, False]
    assert isinstance(outcomes[0].error, CaseError)
    assert "observations.csv" in str(outcomes[0].error)
    assert names_in(tmp_path / "out") == {"one", "two"}


@pytest.mark.usefixtures("quick")
def test_a_fault_of_ours_costs_one_case_and_keeps_its_trace(
    cases: list[Path], tmp_path: Path
) -> None:
    def failing(case: SourceCase, **more: Any) -> SourceLocation:
        if case.name == "one":
            raise ZeroDivisionError("bug")
        return stage(case, **more)

    first, second = run(cases, tmp_path / "out", failing)
    assert "fault of cathartes" in str(first.error)
    assert first.error is not None
    assert isinstance(first.error.__cause__, ZeroDivisionError)
    assert second.error is None
    assert names_in(tmp_path / "out") == {"two"}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("moment", ["locating", "writing"])
def test_an_interrupt_leaves_finished_cases_and_nothing_half_written(
    cases: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupt(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    work = locate_cases(cases, tmp_path / "out", locate=stage)
    assert next(work).error is None
    if moment == "writing":
        monkeypatch.setattr("cathartes.flow.location.writing.write_posterior", interrupt)
    else:
        monkeypatch.setattr("cathartes.location.cautions.cautions_for", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(work)
    assert names_in(tmp_path / "out") == {"one"}
    assert names_in(tmp_path / "out" / "one") == set(LOCATION_NAMES)


@pytest.mark.usefixtures("quick")
def test_a_full_disk_fails_the_case_and_keeps_its_older_result(
    cases: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run(cases[:1], out)
    before = {name: (out / name).read_bytes() for name in LOCATION_NAMES}

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("cathartes.flow.location.writing.write_posterior", full)
    (outcome,) = run(cases[:1], out)
    assert isinstance(outcome.error, OutputError)
    assert "No space left" in str(outcome.error)
    assert {name: (out / name).read_bytes() for name in LOCATION_NAMES} == before
    assert names_in(tmp_path) == {"cases", "out"}


@pytest.mark.usefixtures("quick")
def test_results_beside_the_tables_never_touch_the_tables(cases: list[Path]) -> None:
    before = {one.name: one.read_bytes() for one in cases[0].iterdir()}
    (outcome,) = run(cases[:1], cases[0])
    assert outcome.error is None
    assert names_in(cases[0]) == {*before, *LOCATION_NAMES}
    assert {name: (cases[0] / name).read_bytes() for name in before} == before


def test_a_case_that_fails_leaves_no_folder_behind(tmp_path: Path) -> None:
    (outcome,) = run([tmp_path / "nothing"], tmp_path / "new" / "out")
    assert isinstance(outcome.error, CaseError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("quick")
def test_two_cases_of_one_name_do_not_overwrite_each_other(
    cases: list[Path], tmp_path: Path
) -> None:
    write_case(tmp_path / "other" / "one", make_case())
    with pytest.raises(CaseError, match="different names"):
        run([cases[0], tmp_path / "other" / "one"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quick")
def test_progress_is_told_from_reading_to_writing(cases: list[Path], tmp_path: Path) -> None:
    told: list[tuple[Path, str, float]] = []
    run(cases[:1], tmp_path / "out", on_progress=lambda *what: told.append(what))
    assert told[0][1] == "reading"
    assert told[-1][1] == "writing results"
    shares = [share for *_, share in told]
    assert shares == sorted(shares)


def test_tables_alone_make_a_case_with_a_search_area_that_is_told(tmp_path: Path) -> None:
    write_case(tmp_path, make_case())
    case = read_tables(
        tmp_path / "observations.csv", tmp_path / "wind.csv", ["methane"],
        molar_mass_g_per_mol=None, search_area=None, crs=UTM, wind_kind="metar",
    )  # fmt: skip
    assert case.gases[0].molar_mass_g_per_mol == pytest.approx(16.04, abs=0.01)
    assert case.wind.kind == "metar"
    assert case.crs == UTM
    east, north, east_end, north_end = case.search_area_m
    seen = case.observations.begin_m
    assert east < seen[:, 0].min() < seen[:, 0].max() < east_end
    assert north < seen[:, 1].min() < seen[:, 1].max() < north_end
    assert any("No search area was given" in one for one in case.warnings)
    assert {one.name for one in case.inputs} == {"observations.csv", "wind.csv"}


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"search_area": "1,2,3"}, OptionError, "four numbers"),
        ({"search_area": "10,0,0,10"}, CaseError, "smaller numbers first"),
        ({"gases": ["unobtainium"]}, OptionError, "unobtainium"),
    ],
)
def test_what_is_typed_wrong_beside_tables_is_told_by_the_flags_name(
    tmp_path: Path, given: dict[str, object], error: type[Exception], words: str
) -> None:
    write_case(tmp_path, make_case())
    typed = {
        "gases": ["CH4"], "molar_mass_g_per_mol": None, "search_area": None, "crs": UTM,
        "wind_kind": "mast", **given,
    }  # fmt: skip
    with pytest.raises(error, match=words):
        read_tables(tmp_path / "observations.csv", tmp_path / "wind.csv", **typed)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def detected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("detected") / "line_0412"
    folder.mkdir()
    detection = make_detection()
    write_detection(folder / "detection.nc", detection, utm_georeference())
    write_plumes(folder / "plumes.geojson", detection, utm_georeference())
    return folder


def test_a_result_of_detection_and_a_wind_give_sources(detected: Path, tmp_path: Path) -> None:
    (outcome,) = run([detected], tmp_path, winds=[PassWind(Wind(3.2, 240.0))])
    assert outcome.error is None, outcome.error
    assert outcome.location is not None
    assert outcome.location.sources
    assert names_in(tmp_path) == set(LOCATION_NAMES)
    entry = json.loads((tmp_path / "source.json").read_text("utf-8"))["sources"][0]
    assert -180.0 <= entry["longitude"] <= 180.0
    assert read_location(tmp_path / "posterior.nc").sources


@pytest.mark.usefixtures("quick")
def test_passes_over_one_place_are_put_together(detected: Path, tmp_path: Path) -> None:
    winds = winds_of_passes(2, [3.0], [240.0], "sonic")
    again = tmp_path / "line_0413"
    again.mkdir()
    detection = evolve(make_detection(), scene_name="line_0413")
    write_detection(again / "detection.nc", detection, utm_georeference())
    write_plumes(again / "plumes.geojson", detection, utm_georeference())
    (outcome,) = run([detected, again], tmp_path / "out", winds=winds, together=True)
    assert outcome.error is None, outcome.error
    assert outcome.location is not None
    assert outcome.location.sources
    assert outcome.folder == tmp_path / "out"
    assert any("time of 2 of 2 passes is not known" in one for one in outcome.location.warnings)


def test_a_detection_without_a_plume_has_no_source_and_a_whole_result(tmp_path: Path) -> None:
    folder = tmp_path / "blank"
    folder.mkdir()
    detection = make_detection(n_plumes=0)
    write_detection(folder / "detection.nc", detection, utm_georeference())
    write_plumes(folder / "plumes.geojson", detection, utm_georeference())
    (outcome,) = run([folder], tmp_path / "out", winds=[PassWind(Wind(3.2, 240.0))])
    assert outcome.error is None, outcome.error
    assert outcome.location is not None
    assert outcome.location.sources == ()
    assert "not the absence" in outcome.location.warnings[0]
    assert names_in(tmp_path / "out") == set(LOCATION_NAMES)


def test_an_image_without_a_wind_is_refused_before_any_work(
    detected: Path, cases: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(CaseError, match="--wind-speed"):
        run([*cases, detected], tmp_path / "out")
    with pytest.raises(CaseError, match="1 speeds and 2 directions"):
        winds_of_passes(2, [3.0], [240.0, 250.0], "mast")
    with pytest.raises(CaseError, match="passes of images are put together"):
        run(
            cases, tmp_path / "out", winds=winds_of_passes(2, [3.0], [240.0], "mast"), together=True
        )
    assert not (tmp_path / "out").exists()


def test_a_case_written_and_read_is_the_same_case(tmp_path: Path) -> None:
    for kind in ("network", "arcs", "paths", "flight"):
        case = make_case(kind, crs=UTM)
        write_case(tmp_path / kind, case)
        back = read_case(tmp_path / kind)
        assert back.name == case.name
        assert back.gases == case.gases
        assert back.search_area_m == case.search_area_m
        assert back.crs == case.crs
        assert back.wind.kind == case.wind.kind
        for name in ("time_s", "averaging_s", "begin_m", "end_m", "value", "value_std"):
            np.testing.assert_allclose(
                getattr(back.observations, name), getattr(case.observations, name), rtol=1e-9
            )
        for name in ("time_s", "speed_m_s", "from_direction_deg", "direction_std_deg"):
            np.testing.assert_allclose(getattr(back.wind, name), getattr(case.wind, name))
        assert [back.observations.sensor_names[k] for k in back.observations.sensor] == [
            case.observations.sensor_names[k] for k in case.observations.sensor
        ]
