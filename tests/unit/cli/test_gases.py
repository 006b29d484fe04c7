"""``cathartes gases`` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cathartes.cli.gases import app
from cathartes.errors import CathartesError

PLAIN = "".join(f"{900 + k}.0 {k % 7}e-5\n" for k in range(60))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CATHARTES_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_list_names_the_gases_and_their_classes() -> None:
    text = run("list")
    for word in ("ammonia", "NH3", "SF6", "58 gases"):
        assert word in text


def test_list_for_an_instrument_says_what_it_cannot_see() -> None:
    lines = run("list", "--instrument", "HyTES").splitlines()
    assert any(line.startswith("HCl") and "not seen" in line for line in lines)
    assert any(line.startswith("SF6") and "not seen" not in line for line in lines)


def test_show_tells_everyday_sources_and_blind_spots() -> None:
    text = " ".join(run("show", "HCl", "nh3", "--instrument", "HyTES").split())
    assert "waste incineration" in text
    assert "HCl has no usable band" in text
    assert "fertiliser" in text


def test_plot_writes_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "two.png"
    run("plot", "acetone", "SF6", "--out", str(out), "--instrument", "HyTES")
    assert out.read_bytes().startswith(b"\x89PNG")


def test_an_import_counts_from_then_on(tmp_path: Path) -> None:
    file = tmp_path / "strange.txt"
    file.write_text(PLAIN, encoding="ascii")
    assert "imported: strange" in run("import", str(file))
    assert "strange" in run("list")
    assert "1 imported" in run("list")


def test_fetching_from_a_wrong_archive_leaves_nothing_behind(
    tmp_path: Path, own_folder: Path
) -> None:
    wrong = tmp_path / "wrong.tar.gz"
    wrong.write_bytes(b"not an archive")
    with pytest.raises(CathartesError, match="sha256"):
        run("fetch", "nist", "--archive", str(wrong))
    assert not own_folder.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "amonia"),
        ("list", "--instrument", "Hubble"),
        ("plot", "acetone", "--out", "x.png", "--first-um", "9", "--last-um", "8"),
    ],
)
def test_mistakes_are_one_paragraph(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CathartesError) as error:
        run(*arguments)
    assert "\n" not in str(error.value)
