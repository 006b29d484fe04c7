"""The command line: fast to start, plain in its errors, honest in its exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from cathartes.cli import app as command_line
from cathartes.errors import OptionError


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command line in this process: exit status, stdout, stderr."""
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)
    shown = capsys.readouterr()
    status = ended.value.code
    return (status if isinstance(status, int) else 0), shown.out, shown.err


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what a run of the command line does to its process."""
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


def test_help_lists_every_verb_and_loads_none(capsys: pytest.CaptureFixture[str]) -> None:
    status, shown, _ = run(capsys, "--help")
    assert status == 0
    for verb in command_line.VERBS:
        assert f" {verb.name} " in shown
    program = (
        "import sys; from cathartes.cli.app import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'matplotlib', 'xarray', 'rasterio', 'h5py', 'numba'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_help_is_there_in_half_a_second() -> None:
    """CPU time, so that a busy machine does not fail it; the best of three."""
    spent = []
    for _ in range(3):
        before = os.times()
        subprocess.run(
            [sys.executable, "-c", "from cathartes.cli.app import main; main(['--help'])"],
            capture_output=True,
            check=True,
        )
        after = os.times()
        spent.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    assert min(spent) < 0.5


@pytest.mark.parametrize("verb", [verb.name for verb in command_line.VERBS])
def test_every_verb_has_help_of_its_own(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    status, shown, _ = run(capsys, verb, "--help")
    assert status == 0
    assert f"cathartes {verb}" in shown


def test_detect_help_has_examples_and_every_option_of_the_contract(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, shown, _ = run(capsys, "detect", "--help")
    for option in ("--out", "--gases", "--instrument", "--threads", "--keep-scores"):
        assert option in shown
    assert "cathartes detect line_0412.img --out results" in shown


def test_a_mistyped_verb_is_answered_with_the_nearest_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, _, told = run(capsys, "detct")
    assert status == 2
    assert "detect" in told


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    from cathartes import __version__

    assert run(capsys, "--version")[:2] == (0, f"cathartes {__version__}\n")


@pytest.fixture
def failing_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OptionError.about(
            "the [bold]command[/] line", "gases", found="x", expected="y", remedy="Do z."
        )

    monkeypatch.setattr("cathartes.cli.info.info", fail)


@pytest.mark.usefixtures("failing_verb")
def test_an_error_is_one_paragraph_without_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    status, shown, told = run(capsys, "info")
    assert status == 1
    assert shown == ""
    assert told == "error: the [bold]command[/] line: gases: found x; expected y. Do z.\n"


@pytest.mark.usefixtures("failing_verb")
@pytest.mark.parametrize("arguments", [("--debug", "info"), ("info", "--debug")])
def test_debug_shows_the_trace_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    status, _, told = run(capsys, *arguments)
    assert status == 1
    assert "Traceback" in told
    assert told.endswith("Do z.\n")


def _heed_interrupts() -> None:
    """Undo what a shell does to jobs in the background: it makes them deaf to SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lost_in_a_callback_of_the_interpreter_ends_the_work_at_the_next_report(
    number: signal.Signals,
) -> None:
    program = """
        import os, sys, weakref
        from pathlib import Path
        import cathartes.cli.info
        from cathartes.cli.app import main
        from cathartes.cli.terminal import SceneProgress
        class Thing: pass
        def work():
            thing = Thing()
            kept = weakref.ref(thing, lambda _: os.kill(os.getpid(), int(sys.argv[1])))
            del thing
            print("still at work", flush=True)
            SceneProgress().tell(Path("a.img"), "scoring", 0.5)
            print("never printed", flush=True)
        cathartes.cli.info.info = work
        main(["info"])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(int(number))],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_heed_interrupts,
    )
    assert done.stdout == "still at work\n"
    assert done.returncode == 128 + number


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_work_and_leaves_nothing_half_written(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    program = """
        import sys, time
        from pathlib import Path
        import cathartes.cli.info
        from cathartes.cli.app import main
        from cathartes.io.results.result_folder import replace_result_folder
        def write_slowly():
            with replace_result_folder(Path(sys.argv[1]) / "scene") as folder:
                (folder / "detection.nc").write_text("half")
                print("writing", flush=True)
                time.sleep(60)
        cathartes.cli.info.info = write_slowly
        main(["info"])
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_interrupts,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    assert list(tmp_path.iterdir())
    time.sleep(0.1)
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert process.returncode == status
    assert "Traceback" not in told
    assert ("nothing half-written" in told) is (number == signal.SIGINT)
    assert list(tmp_path.iterdir()) == []
