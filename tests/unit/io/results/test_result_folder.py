"""The folder of one scene's results: whole, replaced at once, never at a person's cost."""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from cathartes.errors import OutputError
from cathartes.io.atomic import check_writable
from cathartes.io.results.result_folder import (
    GEOJSON_NAME,
    NETCDF_NAME,
    REPORT_NAME,
    RESULT_NAMES,
    replace_result_folder,
)


def fill(folder: Path, text: str) -> None:
    for name in RESULT_NAMES:
        (folder / name).write_text(text)


def read(folder: Path) -> dict[str, str]:
    return {one.name: one.read_text() for one in folder.iterdir()}


NEW = dict.fromkeys((GEOJSON_NAME, NETCDF_NAME, REPORT_NAME), "new")
OLD = dict.fromkeys(NEW, "old")


def test_a_new_result_appears_whole(tmp_path: Path) -> None:
    with replace_result_folder(tmp_path / "out" / "scene") as folder:
        fill(folder, "new")
        assert not (tmp_path / "out" / "scene").exists()
    assert read(tmp_path / "out" / "scene") == NEW
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["scene"]


@pytest.fixture(params=["exchange", "two renames"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test run as on a system that has the exchanging rename, and as on one without."""
    if request.param == "two renames":
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())


@pytest.mark.usefixtures("system")
def test_an_older_result_is_replaced_and_a_persons_own_files_stay(tmp_path: Path) -> None:
    scene = tmp_path / "scene"
    scene.mkdir()
    fill(scene, "old")
    (scene / "notes.txt").write_text("mine")
    (scene / "raw").mkdir()
    (scene / "raw" / "scene.img").write_bytes(b"radiance")
    with replace_result_folder(scene) as folder:
        fill(folder, "new")
    assert (scene / "notes.txt").read_text() == "mine"
    assert (scene / "raw" / "scene.img").read_bytes() == b"radiance"
    assert (scene / REPORT_NAME).read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["scene"]


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError(errno.ENOSPC, "full")])
def test_whatever_goes_wrong_leaves_the_old_result_and_nothing_else(
    tmp_path: Path, error: type[BaseException] | OSError
) -> None:
    scene = tmp_path / "scene"
    scene.mkdir()
    fill(scene, "old")
    expected = OutputError if isinstance(error, OSError) else error

    def write() -> None:
        with replace_result_folder(scene) as folder:
            (folder / NETCDF_NAME).write_text("half")
            raise error

    with pytest.raises(expected):
        write()
    assert read(scene) == OLD
    assert [one.name for one in tmp_path.iterdir()] == ["scene"]


def test_a_full_disk_is_told_in_one_paragraph(tmp_path: Path) -> None:
    def write() -> None:
        with replace_result_folder(tmp_path / "scene"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match=r"No space left.*Free some disk space.*half-written"):
        write()


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "disk" / "scene"
    real.mkdir(parents=True)
    (tmp_path / "scene").symlink_to(real)
    with replace_result_folder(tmp_path / "scene") as folder:
        fill(folder, "new")
    assert (tmp_path / "scene").is_symlink()
    assert read(real) == NEW


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scene").write_text("a file")
    with pytest.raises(OutputError, match="scene"), replace_result_folder(tmp_path / "scene"):
        pytest.fail("it must not get this far")
    assert (tmp_path / "scene").read_text() == "a file"
    with pytest.raises(OutputError):
        check_writable(tmp_path / "scene")


def test_checking_a_folder_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    check_writable(tmp_path / "a" / "b" / "c")
    assert list(tmp_path.rglob("*")) == [tmp_path / "a"]
    (tmp_path / "a" / "notes.txt").write_text("mine")
    check_writable(tmp_path / "a")
    assert [one.name for one in tmp_path.rglob("*")] == ["a", "notes.txt"]


def test_a_folder_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Choose another place"):
        check_writable(tmp_path / "a" / ("n" * 300))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the exchanging rename is Linux's own")
def test_a_reader_never_meets_a_missing_or_mixed_result(tmp_path: Path) -> None:
    """Another process replaces the folder again and again; this one only looks."""
    program = """
        import sys
        from pathlib import Path
        from cathartes.io.results.result_folder import RESULT_NAMES, replace_result_folder
        for k in range(60):
            with replace_result_folder(Path(sys.argv[1])) as folder:
                for name in RESULT_NAMES:
                    (folder / name).write_text(str(k))
    """
    scene = tmp_path / "scene"
    scene.mkdir()
    fill(scene, "0")
    writer = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program), str(scene)])
    looks = 0
    while writer.poll() is None:
        assert scene.is_dir()
        # The second look is for a folder that was traded between finding it and looking into it.
        assert (scene / REPORT_NAME).exists() or (scene / REPORT_NAME).exists()
        looks += 1
    assert looks > 100
    assert writer.returncode == 0
    assert read(scene) == dict.fromkeys(NEW, "59")
