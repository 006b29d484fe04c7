"""``cathartes detect``: what it prints, what it writes, how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cathartes.cli import app as command_line
from cathartes.detection.options import DetectionOptions
from cathartes.errors import SceneError
from cathartes.flow.detect import SceneOutcome
from cathartes.io.gases import FETCHED
from cathartes.io.gases.stored import write_gas
from cathartes.model.gas import AbsorptionSpectrum, Gas
from tests.made_detections import make_detection


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["detect", *arguments])
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


class Flow:
    """Stands for the flow: keeps what it was asked, gives one made outcome for each scene."""

    def __init__(self) -> None:
        self.options = DetectionOptions()
        self.instrument: Any = None
        self.library: Any = None
        self.fail: Callable[[Path], BaseException | None] = lambda path: None

    def __call__(
        self,
        paths: list[Path],
        out: Path,
        options: DetectionOptions,
        library: Any,
        on_progress: Callable[[Path, str, float], None],
        *,
        instrument: Any,
    ) -> Iterator[SceneOutcome]:
        self.options, self.instrument, self.library = options, instrument, library
        made = make_detection()
        for path in paths:
            on_progress(path, "scoring", 0.3)
            trouble = self.fail(path)
            if isinstance(trouble, SceneError):
                yield SceneOutcome(path, error=trouble)
            elif trouble is not None:
                raise trouble
            else:
                yield SceneOutcome(path, path.stem, out / path.stem, made.plumes, made.rejections)


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Flow:
    stand_in = Flow()
    monkeypatch.setattr("cathartes.flow.detect.detect_scenes", stand_in)
    return stand_in


@pytest.mark.usefixtures("flow")
def test_each_scene_is_summed_up_in_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, shown, told = run(capsys, "a.img", "b.img", "--out", str(tmp_path))
    assert status == 0
    assert told == ""
    assert "a: 4 plumes, 2 rejected" in shown
    assert f"report: {tmp_path / 'b' / 'report.html'}" in shown
    row = next(line for line in shown.splitlines() if "ethyl acetate (or butyl acetate)" in line)
    for cell in ("94 %", "84 ± 19", "287", "60, 30 ± 2", "2×10⁻⁶"):
        assert cell in row
    assert "a gas in no library" in shown


def test_options_go_to_detection(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    given = ["--gases", "SF6, ammonia", "--threads", "3", "--keep-scores", "--instrument", "hytes"]
    assert run(capsys, "a.img", "--out", str(tmp_path), *given)[0] == 0
    assert [name.strip() for name in flow.options.gases] == ["SF6", "ammonia"]
    assert flow.options.n_threads == 3
    assert flow.options.keep_scores is True
    assert flow.instrument.name == "HyTES"


def test_all_gases_are_the_default(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    for more in ([], ["--gases", "ALL"]):
        assert run(capsys, "a.img", "--out", str(tmp_path), *more)[0] == 0
        assert flow.options.gases == ()
        assert flow.options.n_threads >= 1
        assert flow.instrument is None


def test_every_choice_of_detection_has_a_flag_of_its_own_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    table = tmp_path / "air.chn"
    table.write_text("table")
    given = {
        "report_probability": 0.9,
        "max_plumes": 7,
        "atmosphere_table": table,
        "tile_lines": 300,
        "random_seed": 5,
    }
    more = [
        text for name, one in given.items() for text in (f"--{name.replace('_', '-')}", str(one))
    ]
    assert run(capsys, "a.img", "--out", str(tmp_path), *more)[0] == 0
    for name, one in given.items():
        assert getattr(flow.options, name) == one
    assert flow.options.atmosphere == "table"
    assert run(capsys, "a.img", "--out", str(tmp_path), "--atmosphere", "none")[0] == 0
    assert flow.options.atmosphere == "none"
    flags = shown_help(capsys)
    for name in DetectionOptions.model_fields:
        flag = {"n_threads": "--threads"}.get(name, f"--{name.replace('_', '-')}")
        assert flag in flags


def shown_help(capsys: pytest.CaptureFixture[str]) -> str:
    status, shown, _ = run(capsys, "--help")
    assert status == 0
    return shown


def test_what_is_not_typed_is_left_to_the_environment(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    flow: Flow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, text in (("N_THREADS", "3"), ("KEEP_SCORES", "true"), ("MAX_PLUMES", "9")):
        monkeypatch.setenv(f"CATHARTES_DETECT_{name}", text)
    assert run(capsys, "a.img", "--out", str(tmp_path), "--max-plumes", "4")[0] == 0
    assert flow.options.n_threads == 3
    assert flow.options.keep_scores is True
    assert flow.options.max_plumes == 4


def test_fetched_spectra_are_used_where_they_are_asked_for_and_exist(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    flow: Flow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CATHARTES_DATA_HOME", str(tmp_path / "home"))
    status, _, told = run(capsys, "a.img", "--out", str(tmp_path), "--full")
    assert status == 1
    assert "cathartes gases fetch nist" in told
    nu = np.arange(800.0, 1300.0, 0.5)
    sf6 = Gas("SF6", "Q", AbsorptionSpectrum(nu, np.full(len(nu), 1e-20), 0.5))
    write_gas(tmp_path / "home" / "gases" / FETCHED, sf6)
    assert run(capsys, "a.img", "--out", str(tmp_path), "--full")[0] == 0
    assert flow.library.gases["SF6"].bands is None
    assert run(capsys, "a.img", "--out", str(tmp_path))[0] == 0
    assert flow.library.gases["SF6"].bands is not None


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (["--report-probability", "0"], 1, "--report-probability"),
        (["--report-probability", "1.5"], 2, "Invalid value"),
        (["--atmosphere", "table"], 1, "atmosphere_table"),
        (["--atmosphere", "fog"], 2, "in_scene"),
        (["--atmosphere-table", "none.chn"], 2, "none.chn"),
        (["--max-plumes", "0"], 2, "max-plumes"),
    ],
)
def test_a_wrong_choice_is_refused_by_the_flags_name(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    flow: Flow,
    more: list[str],
    status: int,
    words: str,
) -> None:
    ended, _, told = run(capsys, "a.img", "--out", str(tmp_path), *more)
    assert ended == status
    assert words in told
    assert "Traceback" not in told


def test_a_scene_that_fails_is_named_and_the_exit_status_is_not_zero(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    flow.fail = lambda path: SceneError("bad.img: truncated") if path.stem == "bad" else None
    status, shown, told = run(capsys, "bad.img", "good.img", "--out", str(tmp_path))
    assert status == 1
    assert "error: bad.img: truncated" in told
    assert "good: 4 plumes" in shown
    assert "1 of 2 scenes were processed; failed: bad.img" in shown


def test_ctrl_c_says_how_many_scenes_are_whole(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flow: Flow
) -> None:
    flow.fail = lambda path: KeyboardInterrupt() if path.stem == "b" else None
    status, _, told = run(capsys, "a.img", "b.img", "--out", str(tmp_path))
    assert status == 130
    assert "1 of 2 scenes are finished and whole" in told
    assert "Traceback" not in told


def test_a_wrong_environment_is_told_by_the_variables_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATHARTES_DETECT_MAX_PLUMES", "many")
    status, _, told = run(capsys, "a.img", "--out", str(tmp_path))
    assert status == 1
    assert "CATHARTES_DETECT_MAX_PLUMES: found many" in told


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--gases", "unobtainium"], "unobtainium"),
        (["--instrument", "nonesuch"], "HyTES"),
    ],
)
def test_what_nobody_knows_is_refused_with_what_is_known(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, more: list[str], words: str
) -> None:
    status, _, told = run(capsys, "a.img", "--out", str(tmp_path / "out"), *more)
    assert status == 1
    assert words in told
    assert not (tmp_path / "out").exists()


def test_a_missing_scene_and_an_unwritable_folder_are_told_in_a_paragraph(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, _, told = run(capsys, str(tmp_path / "none.img"), "--out", str(tmp_path / "out"))
    assert status == 1
    assert "none.img" in told
    (tmp_path / "file").write_text("in the way")
    status, _, told = run(capsys, "a.img", "--out", str(tmp_path / "file"))
    assert status == 1
    assert "file" in told
    assert len(told.strip().splitlines()) == 1


def test_progress_on_a_terminal_goes_away_before_results_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cathartes.cli.terminal import SceneProgress

    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with SceneProgress(2) as progress:
        progress.tell(Path("a.img"), "scoring", 0.4)
        progress.pause()
        print("result")
        progress.tell(Path("b.img"), "reading", 0.0)
    shown = capsys.readouterr()
    assert shown.out == "result\n"
    assert "a.img: scoring" in shown.err
    assert "2 scenes" in shown.err
