"""HITRAN and LBLRTM cross-section files."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from cathartes.errors import SpectrumError
from cathartes.io.spectra.hitran import xsc

quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HITRAN = (
    "            CH3COCH3  700.0040 1780.0066{n:7d} 233.40 375.2 6.452E-19 "
    ".032        Acetone    air 42"
)
WIDE = (
    "    C2H4O2  549.9768 7099.9775 {n:6d}     298.1     760.0   2.780E-18  "
    "HITRAN    Acetic_ac     N2 88"
)
RUN_ON = (
    "              C2H4O2  549.9768 7099.9775 {n:6d}  298.1 760.0 "
    "2.780E-180.112    Acetic acid     N2 88"
)


def rows(values: np.ndarray) -> str:
    fields = [f"{value:10.3E}" for value in values]
    return "\n".join("".join(fields[i : i + 10]) for i in range(0, len(fields), 10))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "made.xsc"
    path.write_text(text, encoding="latin-1")
    return path


def whole(header: str = HITRAN, n: int = 57) -> str:
    return header.format(n=n) + "\n" + rows(np.linspace(0.0, 6.452e-19, n)) + "\n"


def test_fields_and_numbers_of_a_hitran_file(tmp_path: Path) -> None:
    path = written(tmp_path, whole())
    assert xsc.recognises(path)
    gas = xsc.read(path)
    assert (gas.name, gas.temperature_k) == ("CH3COCH3", 233.4)
    assert gas.pressure_hpa == pytest.approx(500.2, abs=0.1)
    assert gas.spectrum.resolution_cm1 == 0.032
    assert_allclose(gas.spectrum.wavenumber_cm1, np.linspace(700.004, 1780.0066, 57))
    assert_allclose(gas.spectrum.cross_section_cm2, np.linspace(0.0, 6.452e-19, 57), rtol=1e-3)
    assert not gas.remarks


def test_header_widths_may_vary(tmp_path: Path) -> None:
    header = xsc.parse_header(tmp_path, WIDE.format(n=60))
    assert (header.molecule, header.points, header.pressure_torr) == ("C2H4O2", 60, 760.0)
    assert header.peak_cm2 == 2.78e-18


def test_a_maximum_that_runs_into_the_next_field_is_cut_where_it_ends(tmp_path: Path) -> None:
    header = xsc.parse_header(tmp_path, RUN_ON.format(n=60))
    assert (header.peak_cm2, header.resolution_cm1) == (2.78e-18, 0.112)


@quick
@given(
    st.lists(
        st.floats(-9e-19, 9e-19).map(lambda v: v if abs(v) > 1e-60 else 0.0),
        min_size=2,
        max_size=60,
    )
)
def test_negative_noise_that_fills_its_column_survives(values: list[float]) -> None:
    array = np.array(values)
    found = xsc.parse_numbers(Path("made"), rows(array), len(array))
    assert_allclose(found, array, rtol=1e-3, atol=1e-60)


def test_a_row_may_begin_without_a_blank() -> None:
    text = rows(np.arange(1.0, 21.0)).replace("\n ", "\n")
    assert_allclose(xsc.parse_numbers(Path("made"), text, 20), np.arange(1.0, 21.0))


def test_pressure_of_zero_is_remarked(tmp_path: Path) -> None:
    gas = xsc.read(written(tmp_path, whole(HITRAN.replace("375.2", "  0.0"))))
    assert gas.pressure_hpa == 1013.25
    assert "pressure of 0" in gas.remarks[0]


def test_numbers_that_belong_to_another_header_are_remarked(tmp_path: Path) -> None:
    gas = xsc.read(written(tmp_path, whole().replace("6.452E-19 .032", "9.000E-19 .032")))
    assert "header says a maximum" in gas.remarks[0]


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (whole()[:-30], "numbers"),
        (whole().replace("1780.0066", " 600.0066"), "header"),
        (whole(n=57).replace("     57", "      1"), "header"),
        (whole().replace("233.40", "  3.40"), "header"),
        ("hello\nworld", "first line"),
        (whole().replace("6.452E-19\n", "6.452E-xx\n"), "numbers"),
        (whole().replace("E-19", "E+19"), "numbers"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, broken: str, field: str) -> None:
    with pytest.raises(SpectrumError, match=f"made.xsc: {field}: found"):
        xsc.read(written(tmp_path, broken))


@quick
@given(st.binary(max_size=200), st.integers(0, 400))
def test_damage_never_raises_anything_but_a_spectrum_error(
    tmp_path: Path, noise: bytes, at: int
) -> None:
    content = bytearray(whole().encode())
    content[at : at + len(noise)] = noise
    path = tmp_path / "made.xsc"
    path.write_bytes(bytes(content))
    xsc.recognises(path)
    with contextlib.suppress(SpectrumError):
        xsc.read(path)
