"""JCAMP-DX as the standard has it, as NIST writes it, and as a hostile file might."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from cathartes.errors import SpectrumError
from cathartes.io.spectra import Sample, jcamp
from cathartes.io.spectra.conversion import molecules_cm2_per_ppm_m, number_density_cm3
from cathartes.io.spectra.jcamp.numbers import parse_ordinates

QUANTITATIVE = "(micromol/mol)-1m-1 (base 10)"
HERE = Path("made.jdx")
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def jdx(table: str, n: int, **fields: str) -> str:
    header = {
        "TITLE": "Made",
        "JCAMP-DX": "4.24",
        "CAS REGISTRY NO": "67-64-1",
        "XUNITS": "cm-1",
        "YUNITS": QUANTITATIVE,
        "FIRSTX": "1000.0",
        "LASTX": "1009.0",
        "NPOINTS": str(n),
        "YFACTOR": "1E-6",
    }
    header |= {key.replace("_", " "): value for key, value in fields.items()}
    lines = [f"##{key}={value}" for key, value in header.items() if value]
    return "\n".join([*lines, "##XYDATA=(X++(Y..Y))", table, "##END=", ""])


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "made.jdx"
    path.write_text(text, encoding="latin-1")
    return path


TEN = "1000.0 1 2 3 4 5\n1005.0 6 7 8 9 10"


def test_quantitative_numbers_become_cross_sections(tmp_path: Path) -> None:
    gas = jcamp.read(written(tmp_path, jdx(TEN, 10)))
    expected = np.arange(1, 11) * 1e-6 * np.log(10.0) / 2.479e15
    assert_allclose(gas.spectrum.cross_section_cm2, expected, rtol=2e-4)
    assert gas.source_class == "Q"


def test_axis_runs_from_firstx_to_lastx_and_not_along_the_rounded_column(tmp_path: Path) -> None:
    text = jdx("574.93 1 2 3\n576.1 4 5 6", 6, FIRSTX="574.928", LASTX="576.133")
    axis = jcamp.read(written(tmp_path, text)).spectrum.wavenumber_cm1
    assert_allclose(axis, np.linspace(574.928, 576.133, 6))


def test_numbers_that_touch_are_parted_at_their_signs() -> None:
    table = "574.93 90078 477740 138264-105172 167636\n579.03-43870 687932"
    assert_allclose(
        parse_ordinates(HERE, table), [90078, 477740, 138264, -105172, 167636, -43870, 687932]
    )


def test_a_descending_file_is_turned_round(tmp_path: Path) -> None:
    gas = jcamp.read(written(tmp_path, jdx(TEN, 10, FIRSTX="1009.0", LASTX="1000.0")))
    assert gas.spectrum.wavenumber_cm1[0] == 1000.0
    assert gas.spectrum.cross_section_cm2[0] > gas.spectrum.cross_section_cm2[-1]


@pytest.mark.parametrize(("unit", "first"), [("MICROMETERS", "10.0"), ("NANOMETERS", "10000")])
def test_wavelengths_become_wavenumbers(tmp_path: Path, unit: str, first: str) -> None:
    last = str(float(first) * 1.1)
    gas = jcamp.read(written(tmp_path, jdx(TEN, 10, XUNITS=unit, FIRSTX=first, LASTX=last)))
    assert_allclose(gas.spectrum.wavenumber_cm1[[0, -1]], [1e4 / 11.0, 1000.0])


def test_xypoints_are_read_in_any_order(tmp_path: Path) -> None:
    text = jdx("", 3).replace(
        "##XYDATA=(X++(Y..Y))", "##XYPOINTS=(XY..XY)\n1002., 3; 1000., 1; 1001., 2"
    )
    gas = jcamp.read(written(tmp_path, text))
    assert_allclose(gas.spectrum.wavenumber_cm1, [1000.0, 1001.0, 1002.0])
    assert np.all(np.diff(gas.spectrum.cross_section_cm2) > 0.0)


def squeezed(values: list[int]) -> str:
    return "".join(("@ABCDEFGHI" if v >= 0 else "@abcdefghi")[int(str(abs(v))[0])] + str(abs(v))[1:]
                   for v in values)  # fmt: skip


def differences(values: list[int]) -> str:
    steps = np.diff(values)
    return squeezed(values[:1]) + "".join(
        ("%JKLMNOPQR" if s >= 0 else "%jklmnopqr")[int(str(abs(s))[0])] + str(abs(s))[1:]
        for s in steps
    )


@quick
@given(st.lists(st.integers(-(10**7), 10**7), min_size=2, max_size=40))
def test_plain_squeezed_and_difference_forms_say_the_same(values: list[int]) -> None:
    plain = "400 " + " ".join(map(str, values))
    assert_allclose(parse_ordinates(HERE, plain), values)
    # A table of nothing but E (+5) and e (-5) cannot be told from exponents; none is written.
    assume(set(squeezed(values[:1])) - set("Ee0123456789"))
    assert_allclose(parse_ordinates(HERE, "400" + squeezed(values)), values)
    assert_allclose(parse_ordinates(HERE, "400" + differences(values)), values)


@quick
@given(st.lists(st.integers(-(10**5), 10**5), min_size=4, max_size=40), st.integers(2, 3))
def test_lines_of_differences_repeat_their_last_value_as_a_check(
    values: list[int], cut: int
) -> None:
    table = "400" + differences(values[:cut]) + "\n401" + differences(values[cut - 1 :])
    assert_allclose(parse_ordinates(HERE, table), values)
    if len(values[cut - 1 :]) > 1:
        wrong = "400" + differences(values[:cut]) + "\n401" + squeezed([values[cut - 1] + 7])
        with pytest.raises(SpectrumError, match="line 2 of the table"):
            parse_ordinates(HERE, wrong + differences(values[cut - 1 :])[1:])


def test_the_standard_example_of_the_compressed_form() -> None:
    # A value, the same twice more (DUP of 3), then steps of 1 twice (DIF 1, DUP of 2).
    assert_allclose(parse_ordinates(HERE, "400A0UJT"), [10, 10, 10, 11, 12])


def transmittance(n: int = 40, dip: float = 0.5) -> str:
    values = np.ones(n)
    values[20] = dip
    return "1000.0 " + " ".join(f"{v:.4f}" for v in values)


CELL = {"YUNITS": "TRANSMITTANCE", "YFACTOR": "1", "LASTX": "1039.0"}


def test_transmittance_needs_pressure_and_path(tmp_path: Path) -> None:
    text = jdx(transmittance(), 40, **CELL, PARTIAL_PRESSURE="50 mmHg", PATH_LENGTH="5 CM")
    text = text.replace("##PARTIAL PRESSURE", "##PARTIAL_PRESSURE")
    gas = jcamp.read(written(tmp_path, text))
    column = number_density_cm3(50 * 1013.25 / 760, 296.0) * 5.0
    assert gas.source_class == "S"
    assert gas.spectrum.cross_section_cm2[20] == pytest.approx(np.log(2.0) / column)
    assert gas.spectrum.cross_section_cm2[0] == 0.0


def test_missing_pressure_is_asked_for_and_can_be_given(tmp_path: Path) -> None:
    path = written(tmp_path, jdx(transmittance(), 40, **CELL, PATH_LENGTH="10 CM"))
    with pytest.raises(SpectrumError, match=r"PARTIAL PRESSURE.*--partial-pressure-hpa"):
        jcamp.read(path)
    one = jcamp.read(path, Sample(partial_pressure_hpa=66.7))
    two = jcamp.read(path, Sample(partial_pressure_hpa=133.4, path_length_m=0.05))
    assert_allclose(one.spectrum.cross_section_cm2, two.spectrum.cross_section_cm2)
    ppm_m = number_density_cm3(66.7, 296.0) * 10.0 / molecules_cm2_per_ppm_m()
    three = jcamp.read(path, Sample(column_ppm_m=ppm_m))
    assert_allclose(three.spectrum.cross_section_cm2, one.spectrum.cross_section_cm2)


def test_pressure_inside_the_state_text_is_that_of_the_gas_and_not_the_total(
    tmp_path: Path,
) -> None:
    state = "GAS (30 mmHg, N2 ADDED, TOTAL PRESSURE 600 mmHg)"
    gas = jcamp.read(
        written(tmp_path, jdx(transmittance(), 40, **CELL, STATE=state, PATH_LENGTH="5 CM"))
    )
    column = number_density_cm3(30 * 1013.25 / 760, 296.0) * 5.0
    assert gas.spectrum.cross_section_cm2[20] == pytest.approx(np.log(2.0) / column)
    assert gas.pressure_hpa == pytest.approx(600 * 1013.25 / 760)


def test_a_saturated_line_is_unknown_and_not_strong(tmp_path: Path) -> None:
    text = jdx(transmittance(dip=0.004), 40, **CELL)
    gas = jcamp.read(written(tmp_path, text), Sample(column_ppm_m=10.0))
    assert np.isnan(gas.spectrum.cross_section_cm2[20])


def test_a_cell_that_is_not_clear_is_no_absorption(tmp_path: Path) -> None:
    text = jdx(transmittance(), 40, **{**CELL, "YFACTOR": "0.9"})
    gas = jcamp.read(written(tmp_path, text), Sample(column_ppm_m=10.0))
    assert gas.spectrum.cross_section_cm2[0] == pytest.approx(0.0, abs=1e-30)


def test_101_pascal_is_an_atmosphere(tmp_path: Path) -> None:
    gas = jcamp.read(written(tmp_path, jdx(TEN, 10, PRESSURE="101.3 Pa", TEMPERATURE="23 C")))
    assert gas.pressure_hpa == pytest.approx(1013.0)
    assert gas.temperature_k == pytest.approx(296.15)
    assert any("kPa is meant" in remark for remark in gas.remarks)


def test_impurities_that_the_file_confesses_are_left_out(tmp_path: Path) -> None:
    text = jdx(TEN, 10, FIRSTX="900", LASTX="1800").replace(
        "##XUNITS",
        "##INSTRUMENT PARAMETERS=GRATING\n$$ ABSORPTIONS DUE TO UNKNOWNS AT 1000 "
        "AND 1500 CM^-^1.\n##XUNITS",
    )
    gas = jcamp.read(written(tmp_path, text))
    assert_allclose(
        gas.spectrum.wavenumber_cm1[np.isnan(gas.spectrum.cross_section_cm2)], [1000.0, 1500.0]
    )


def test_hydrogen_chloride_never_has_a_thermal_band(tmp_path: Path) -> None:
    text = jdx(TEN, 10, CAS_REGISTRY_NO="7647-01-0", FIRSTX="900", LASTX="3600")
    spectrum = jcamp.read(written(tmp_path, text)).spectrum
    known = spectrum.wavenumber_cm1[np.isfinite(spectrum.cross_section_cm2)]
    assert known.size
    assert known.min() > 2400.0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"NPOINTS": "11"}, "NPOINTS"),
        ({"XUNITS": "FURLONGS"}, "XUNITS"),
        ({"YUNITS": "REFLECTANCE"}, "YUNITS"),
        ({"YUNITS": "(micromol/mol)-1m-1"}, "YUNITS"),
        ({"FIRSTX": "soon"}, "FIRSTX"),
        ({"FIRSTX": "1009.0"}, "FIRSTX and LASTX"),
        ({"FIRSTX": "-5.0"}, "XYDATA"),
        ({"YFACTOR": "1E300"}, "YUNITS"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, change: dict[str, str], field: str) -> None:
    with pytest.raises(SpectrumError, match=f"made.jdx: {field}: found") as error:
        jcamp.read(written(tmp_path, jdx(TEN, 10, **change)))
    assert "\n" not in str(error.value)


@quick
@given(st.integers(0, 600))
def test_a_truncated_file_is_refused_or_whole(tmp_path: Path, length: int) -> None:
    text = jdx(TEN, 10)
    path = written(tmp_path, text[:length])
    if length >= text.index("##END"):
        jcamp.read(path)
    else:
        try:
            gas = jcamp.read(path)
        except SpectrumError:
            return
        # The last digit of the last number may be gone without a trace; no whole number may.
        assert len(gas.spectrum.wavenumber_cm1) == 10


@quick
@given(st.binary(max_size=400), st.integers(0, 300))
def test_damage_never_raises_anything_but_a_spectrum_error(
    tmp_path: Path, noise: bytes, at: int
) -> None:
    content = bytearray(jdx(TEN, 10).encode("latin-1"))
    content[at : at + len(noise)] = noise
    path = tmp_path / "made.jdx"
    path.write_bytes(bytes(content))
    jcamp.recognises(path)
    with contextlib.suppress(SpectrumError):
        jcamp.read(path)
