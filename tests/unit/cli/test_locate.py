"""``cathartes locate``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from cathartes.cli import app as command_line
from cathartes.errors import CaseError
from cathartes.flow.location.located import CaseOutcome
from cathartes.io.cases import write_case
from tests.made_locations import make_case, make_location


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["locate", *arguments])
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


class Flow:
    """Stands for the flow: keeps what it was asked, gives one made outcome for each case."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self.n_sources = 1
        self.fail: Callable[[Path], BaseException | None] = lambda path: None

    def __call__(self, paths: list[Path], out: Path, **given: Any) -> Iterator[CaseOutcome]:
        self.given = given
        names = [Path(given["case"].name)] if given["case"] is not None else paths
        for path in names[:1] if given["together"] else names:
            given["on_progress"](path, "locating", 0.3)
            trouble = self.fail(path)
            if isinstance(trouble, CaseError):
                yield CaseOutcome(path, error=trouble)
            elif trouble is not None:
                raise trouble
            else:
                location = make_location(n_sources=self.n_sources)
                location = evolve(location, case_name=path.stem, warnings=("The wind is light.",))
                yield CaseOutcome(path, location, out / path.stem)


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Flow:
    stand_in = Flow()
    monkeypatch.setattr("cathartes.flow.locate.locate_cases", stand_in)
    return stand_in


@pytest.mark.usefixtures("flow")
def test_each_case_is_summed_up_in_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, shown, told = run(capsys, "a", "b", "--out", str(tmp_path))
    assert status == 0
    assert told == ""
    assert "a: 1 source" in shown
    row = next(line for line in shown.splitlines() if "CH4" in line)
    for cell in ("39.5, -25.1", "m²", "3.63 (2.31 to 5.31)", "97 %"):
        assert cell in row
    for words in ("by number: one source 94 %", "from 237 ± 4°", "note: The wind is light."):
        assert words in shown
    assert f"report: {tmp_path / 'b' / 'report.html'}" in shown


def test_a_case_without_a_source_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    flow.n_sources = 0
    status, shown, _ = run(capsys, "a", "--out", str(tmp_path))
    assert status == 0
    assert "a: no source" in shown
    assert "A source is not excluded: probability 9 %." in " ".join(shown.split())


@pytest.mark.usefixtures("flow")
def test_json_is_one_object_a_line_and_nothing_else(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, shown, _ = run(capsys, "a", "b", "--out", str(tmp_path), "--json")
    assert status == 0
    found = [json.loads(line) for line in shown.splitlines()]
    assert [one["case"] for one in found] == ["a", "b"]
    assert found[0]["sources"][0]["gas"] == "CH4"


def test_quiet_prints_errors_only(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    assert run(capsys, "a", "--out", str(tmp_path), "--quiet") == (0, "", "")
    flow.fail = lambda path: CaseError("a: no wind.csv")
    status, shown, told = run(capsys, "a", "--out", str(tmp_path), "-q")
    assert (status, shown) == (1, "")
    assert "error: a: no wind.csv" in told


def test_a_case_that_fails_is_named_and_the_exit_status_is_not_zero(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    flow.fail = lambda path: CaseError("bad: no wind.csv") if path.stem == "bad" else None
    status, shown, told = run(capsys, "bad", "good", "--out", str(tmp_path))
    assert status == 1
    assert "error: bad: no wind.csv" in told
    assert "1 of 2 cases were processed; failed: bad" in told
    assert "good: 1 source" in shown


def test_ctrl_c_ends_with_130_and_without_a_trace(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    flow.fail = lambda path: KeyboardInterrupt()
    status, _, told = run(capsys, "a", "--out", str(tmp_path))
    assert status == 130
    assert "Traceback" not in told


@pytest.mark.parametrize("flag", ["--seed", "--random-seed"])
def test_the_seed_goes_to_the_flow_by_both_its_names(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow, flag: str
) -> None:
    assert run(capsys, "a", "--out", str(tmp_path), flag, "7")[0] == 0
    assert flow.given["rng_seed"] == 7


def test_tables_make_a_case_of_their_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    write_case(tmp_path, make_case())
    status, shown, _ = run(
        capsys, "--observations", str(tmp_path / "observations.csv"), "--wind",
        str(tmp_path / "wind.csv"), "--gas", "methane", "--search-area=-50,-60,250,150",
        "--crs", "EPSG:32613", "--wind-kind", "model", "--out", str(tmp_path),
    )  # fmt: skip
    assert status == 0
    case = flow.given["case"]
    assert case.search_area_m == (-50.0, -60.0, 250.0, 150.0)
    assert case.crs == "EPSG:32613"
    assert case.wind.kind == "model"
    assert "observations: 1 source" in shown


@pytest.mark.parametrize(
    "given",
    [[], ["--observations", "o.csv"], ["--observations", "o.csv", "--wind", "w.csv"],
     ["case", "--observations", "o.csv", "--wind", "w.csv", "--gas", "CH4"],
     ["case", "--wind", "w.csv"], ["case", "--gas", "CH4"], ["case", "--crs", "EPSG:32613"],
     ["case", "--search-area=0,0,1,1"]],
)  # fmt: skip
def test_half_of_what_is_needed_is_refused_with_what_is_needed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, given: list[str]
) -> None:
    status, _, told = run(capsys, *given, "--out", str(tmp_path / "out"))
    assert status == 1
    assert "either folders, or --observations with --wind and --gas" in told
    assert not (tmp_path / "out").exists()


def test_the_kind_of_wind_is_guessed_from_the_file_and_may_be_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    case = make_case()
    write_case(tmp_path, case)
    moment = datetime.fromtimestamp(case.observations.time_s[0], UTC)
    (tmp_path / "metar.txt").write_text(f"EGDM {moment:%d%H%M}Z 24006KT CAVOK 15/09 Q1013=")
    files = ["--observations", str(tmp_path / "observations.csv"), "--gas", "methane"]
    for wind, said, kind in (
        ("metar.txt", [], "metar"),
        ("wind.csv", [], "mast"),
        ("metar.txt", ["--wind-kind", "model"], "model"),
    ):
        given = [*files, "--wind", str(tmp_path / wind), *said, "--out", str(tmp_path / "out")]
        assert run(capsys, *given)[0] == 0
        assert flow.given["case"].wind.kind == kind


def test_a_kind_of_wind_beside_a_case_folder_is_refused_not_ignored(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    status, _, told = run(capsys, "a", "--wind-kind", "model", "--out", str(tmp_path / "out"))
    assert status == 1
    assert "write wind_kind in its case.json" in told
    assert flow.given == {}


def test_several_gases_are_given_one_by_one_and_one_mass_does_not_serve_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    write_case(tmp_path, make_case())
    table = tmp_path / "observations.csv"
    lines = table.read_text().splitlines()
    rows = [f"{line},{'methane' if k % 2 else 'ammonia'}" for k, line in enumerate(lines[1:])]
    table.write_text("\n".join([f"{lines[0]},gas", *rows]))
    given = ["--observations", str(table), "--wind", str(tmp_path / "wind.csv"), "--gas",
             "methane", "--gas", "ammonia", "--out", str(tmp_path / "out")]  # fmt: skip
    status, _, told = run(capsys, *given)
    assert (status, told) == (0, "")
    assert [gas.name for gas in flow.given["case"].gases] == ["methane", "ammonia"]
    status, _, told = run(capsys, *given, "--molar-mass", "16")
    assert status == 1
    assert "one for 2 gases" in told


def test_images_get_their_wind_once_for_all_or_once_for_each(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    folders = []
    for name in ("pass_1", "pass_2"):
        (tmp_path / name).mkdir()
        for file in ("plumes.geojson", "detection.nc"):
            (tmp_path / name / file).touch()
        folders.append(str(tmp_path / name))
    wind = ["--wind-speed", "3.2", "--wind-from", "240"]
    assert run(capsys, *folders, *wind, "--out", str(tmp_path / "out"))[0] == 0
    assert [one.wind.speed_m_s for one in flow.given["winds"]] == [3.2, 3.2]
    more = ["--wind-speed", "4", "--wind-from", "250", "--together", "--wind-kind", "sonic"]
    assert run(capsys, *folders, *wind, *more, "--out", str(tmp_path / "out"))[0] == 0
    assert [one.wind.from_direction_deg for one in flow.given["winds"]] == [240.0, 250.0]
    assert {one.kind for one in flow.given["winds"]} == {"sonic"}
    assert flow.given["together"] is True
    status, _, told = run(capsys, *folders, "--out", str(tmp_path / "out"))
    assert status == 1
    assert "--wind-speed, --wind-from" in told


def test_help_loads_nothing_that_help_does_not_need() -> None:
    program = (
        "import sys\n"
        "from cathartes.cli.app import load_verb, VERBS\n"
        "load_verb(next(one for one in VERBS if one.name == 'locate'))\n"
        "heavy = {'numba', 'scipy', 'matplotlib', 'h5py', 'h5netcdf', 'xarray', 'pandas',"
        " 'rasterio', 'pyproj', 'shapely', 'cathartes.location.concentrations'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
