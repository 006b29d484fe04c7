"""HITRAN line lists, computed through hapi."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cathartes.errors import SpectrumError
from cathartes.io.spectra import Sample
from cathartes.io.spectra.hitran import par

STRENGTHS = ((950.0, 2.0e-20), (951.5, 1.0e-20), (953.0, 4.0e-20))


def record(nu: float, strength: float, molecule: int = 11, width: float = 0.09) -> str:
    line = (
        f"{molecule:2d}1{nu:12.6f}{strength:10.3E}{1.0:10.3E}{width:5.4f}"[:35].ljust(35)
        + f"{width:5.3f}{0.3:5.3f}{100.0:10.4f}{0.72:4.2f}{0.0:8.6f}"
    )
    return line.ljust(160)


def written(tmp_path: Path, lines: list[str]) -> Path:
    path = tmp_path / "made.par"
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path


@pytest.fixture
def list_of_three(tmp_path: Path) -> Path:
    return written(tmp_path, [record(*line) for line in STRENGTHS])


def test_records_of_160_characters_are_recognised(list_of_three: Path, tmp_path: Path) -> None:
    assert par.recognises(list_of_three)
    other = tmp_path / "other.txt"
    other.write_text("900.0 1.0\n901.0 2.0\n", encoding="ascii")
    assert not par.recognises(other)


def test_integral_of_the_spectrum_is_the_sum_of_line_strengths(
    list_of_three: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gas = par.read(list_of_three)
    area = np.trapezoid(gas.spectrum.cross_section_cm2, gas.spectrum.wavenumber_cm1)
    # hapi weighs with natural abundance already in the line; wings beyond the margin are lost.
    assert area == pytest.approx(sum(s for _, s in STRENGTHS), rel=0.02)
    assert gas.source_class == "L"
    assert gas.name == "NH3"
    assert capsys.readouterr().out == "", "hapi's greetings do not belong on our output"


def test_lines_stand_where_the_list_says(list_of_three: Path) -> None:
    spectrum = par.read(list_of_three).spectrum
    strongest = spectrum.wavenumber_cm1[spectrum.cross_section_cm2.argmax()]
    assert strongest == pytest.approx(953.0, abs=0.011)


def test_less_pressure_makes_sharper_lines(list_of_three: Path) -> None:
    thin = par.read(list_of_three, Sample(pressure_hpa=100.0)).spectrum.cross_section_cm2.max()
    assert thin > 3.0 * par.read(list_of_three).spectrum.cross_section_cm2.max()


@pytest.mark.parametrize(
    "lines",
    [
        [record(*STRENGTHS[0])[:100]],
        [record(*STRENGTHS[0]), record(*STRENGTHS[1]).replace("951.5", "95x.5")],
        [record(*STRENGTHS[0]), record(*STRENGTHS[1], molecule=2)],
        [],
    ],
    ids=["truncated", "not a number", "two molecules", "empty"],
)
def test_a_damaged_list_is_refused(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(SpectrumError, match=r"made\.par"):
        par.read(written(tmp_path, lines))


def test_without_hapi_the_extra_is_named(
    list_of_three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_import = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "hapi":
            raise ImportError(name)
        return true_import(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "hapi", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(SpectrumError, match=r"cathartes\[hitran\]"):
        par.read(list_of_three)
