"""Two-column text, GRAMS SPC and ENVI spectral libraries as gas spectra."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from cathartes.errors import SpectrumError
from cathartes.io.spectra import Sample
from cathartes.io.spectra.conversion import cross_section_from_base10_per_ppm_m
from cathartes.io.spectra.tables import envi_sli, pnnl_text, spc_spectrum

quick = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NU = np.linspace(900.0, 1000.0, 101)
ABSORBANCE = 1e-4 * np.exp(-0.5 * ((NU - 950.0) / 6.0) ** 2)
EXPECTED = cross_section_from_base10_per_ppm_m(ABSORBANCE)


# -- two columns ---------------------------------------------------------------------------


def text_file(tmp_path: Path, separator: str = "  ", head: str = "", name: str = "made") -> Path:
    path = tmp_path / f"{name}.txt"
    rows = (f"{n:.4f}{separator}{a:.6e}" for n, a in zip(NU, ABSORBANCE, strict=True))
    path.write_text(head + "\n".join(rows) + "\n", encoding="latin-1")
    return path


@pytest.mark.parametrize("separator", ["  ", "\t", ",", " ; "])
@pytest.mark.parametrize("head", ["", "# PNNL\n# acetone\n"])
def test_two_columns_with_any_separator(tmp_path: Path, separator: str, head: str) -> None:
    path = text_file(tmp_path, separator, head)
    assert pnnl_text.recognises(path)
    gas = pnnl_text.read(path)
    assert_allclose(gas.spectrum.wavenumber_cm1, NU, atol=1e-3)
    assert_allclose(gas.spectrum.cross_section_cm2, EXPECTED, rtol=1e-5, atol=1e-26)


def test_name_and_temperature_come_from_the_name_of_the_file(tmp_path: Path) -> None:
    gas = pnnl_text.read(text_file(tmp_path, name="ethyl_acetate_50T"))
    assert (gas.name, gas.temperature_k) == ("ethyl acetate", 323.15)


def test_a_column_of_more_than_one_ppm_m_is_divided_out(tmp_path: Path) -> None:
    path = text_file(tmp_path)
    ten = pnnl_text.read(path, Sample(column_ppm_m=10.0)).spectrum.cross_section_cm2
    assert_allclose(ten * 10.0, pnnl_text.read(path).spectrum.cross_section_cm2)


def test_a_line_of_words_between_numbers_is_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path)
    path.write_text(path.read_text().replace("\n", "\nsecond spectrum\n", 1), encoding="ascii")
    with pytest.raises(SpectrumError, match="line 2: found"):
        pnnl_text.read(path)


def test_prose_is_not_taken_for_a_spectrum(tmp_path: Path) -> None:
    path = tmp_path / "readme.txt"
    path.write_text("In 1999 there were 12 cats.\n1 2\n" * 20, encoding="ascii")
    assert not pnnl_text.recognises(path)


@quick
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_damaged_text_raises_only_spectrum_errors(tmp_path: Path, noise: bytes, at: int) -> None:
    path = text_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[at : at + len(noise)] = noise
    path.write_bytes(bytes(content))
    pnnl_text.recognises(path)
    with contextlib.suppress(SpectrumError):
        pnnl_text.read(path)


# -- GRAMS SPC -----------------------------------------------------------------------------


def spc_file(tmp_path: Path, values: np.ndarray, *, y_type: int = 2, x_type: int = 1) -> Path:
    """Write the new format, little-endian, evenly spaced, floats; 512-byte header."""
    ends = {1: (NU[0], NU[-1]), 2: (1e4 / NU[0], 1e4 / NU[-1])}[x_type]
    header = struct.pack(
        "<BBBbiddiBBBBi9sxH30s130s30siiBBHf", 0, 0x4B, 0, -128, len(values), *ends, 1,
        x_type, y_type, 0, 0, 0, b"4", 0, b"", b"made", b"", 0, 0, 0, 0, 0, 0.0,
    )  # fmt: skip
    header = header.ljust(512, b"\0")
    subheader = struct.pack("<BbHfffIIf4s", 0, -128, 0, 0.0, 0.0, 0.0, 0, 0, 0.0, b"")
    path = tmp_path / "made.spc"
    path.write_bytes(header + subheader + values.astype("<f4").tobytes())
    return path


def test_absorbance_without_an_amount_is_that_of_one_ppm_m(tmp_path: Path) -> None:
    gas = spc_spectrum.read(spc_file(tmp_path, ABSORBANCE))
    assert_allclose(gas.spectrum.wavenumber_cm1, NU)
    assert_allclose(gas.spectrum.cross_section_cm2, EXPECTED, rtol=1e-5, atol=1e-26)
    assert "1 ppm m" in gas.remarks[0]


def test_transmittance_needs_an_amount(tmp_path: Path) -> None:
    path = spc_file(tmp_path, 10.0 ** -(ABSORBANCE * 1000.0), y_type=128)
    with pytest.raises(SpectrumError, match=r"amount of gas.*--column-ppm-m"):
        spc_spectrum.read(path)
    gas = spc_spectrum.read(path, Sample(column_ppm_m=1000.0))
    assert gas.source_class == "S"
    assert_allclose(gas.spectrum.cross_section_cm2, EXPECTED, rtol=1e-3, atol=1e-24)


def test_a_single_beam_is_sent_to_the_scene_reader(tmp_path: Path) -> None:
    with pytest.raises(SpectrumError, match=r"Y type: found .*cathartes info"):
        spc_spectrum.read(spc_file(tmp_path, ABSORBANCE, y_type=12))


@quick
@given(st.binary(max_size=200), st.integers(0, 900))
def test_damaged_spc_raises_only_spectrum_errors(tmp_path: Path, noise: bytes, at: int) -> None:
    path = spc_file(tmp_path, ABSORBANCE)
    content = bytearray(path.read_bytes())
    content[at : at + len(noise)] = noise
    path.write_bytes(bytes(content))
    with contextlib.suppress(SpectrumError):
        spc_spectrum.read(path)


# -- ENVI spectral library -----------------------------------------------------------------


def sli_file(tmp_path: Path, spectra: np.ndarray, names: str = "{one, two}", **other: str) -> Path:
    path = tmp_path / "made.sli"
    path.write_bytes(spectra.astype(">f4").tobytes())
    fields = {
        "samples": str(spectra.shape[1]),
        "lines": str(len(spectra)),
        "bands": "1",
        "header offset": "0",
        "file type": "ENVI Spectral Library",
        "data type": "4",
        "byte order": "1",
        "wavelength units": "Micrometers",
        "spectra names": names,
        "wavelength": "{" + ", ".join(f"{1e4 / n:.7f}" for n in NU) + "}",
    } | {key.replace("_", " "): value for key, value in other.items()}
    lines = [f"{key} = {value}" for key, value in fields.items()]
    path.with_suffix(".hdr").write_text("ENVI\n" + "\n".join(lines) + "\n", encoding="ascii")
    return path


TWO = np.array([ABSORBANCE, 2.0 * ABSORBANCE])


@pytest.mark.parametrize("suffix", [".sli", ".hdr"])
def test_a_library_gives_each_of_its_spectra(tmp_path: Path, suffix: str) -> None:
    path = sli_file(tmp_path, TWO).with_suffix(suffix)
    assert envi_sli.recognises(path)
    one, two = envi_sli.read_all(path)
    assert (one.name, two.name) == ("one", "two")
    assert_allclose(one.spectrum.wavenumber_cm1, NU, rtol=1e-6)
    assert_allclose(two.spectrum.cross_section_cm2, 2.0 * EXPECTED, rtol=1e-5, atol=1e-26)


def test_one_of_several_is_picked_by_name(tmp_path: Path) -> None:
    path = sli_file(tmp_path, TWO)
    assert envi_sli.read(path, Sample(name="TWO")).name == "two"
    with pytest.raises(SpectrumError, match=r"spectra names: found one, two.*--name"):
        envi_sli.read(path)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"samples": "102"}, "file size"),
        ({"samples": "-3"}, "samples"),
        ({"samples": "1e300"}, "samples"),
        ({"data_type": "6"}, "data type"),
        ({"wavelength_units": "Index"}, "wavelength units"),
        ({"lines": "1"}, "file size"),
        ({"wavelength": "{1, 2}"}, "wavelength"),
    ],
)
def test_header_and_numbers_that_disagree_are_refused(
    tmp_path: Path, change: dict[str, str], field: str
) -> None:
    with pytest.raises(SpectrumError, match=f"{field}: found"):
        envi_sli.read_all(sli_file(tmp_path, TWO, **change))


def test_an_image_is_no_library(tmp_path: Path) -> None:
    path = sli_file(tmp_path, TWO, file_type="ENVI Standard")
    assert not envi_sli.recognises(path)
    with pytest.raises(SpectrumError, match="file type"):
        envi_sli.read_all(path)


@quick
@given(st.binary(max_size=80), st.integers(0, 400))
def test_a_damaged_header_raises_only_spectrum_errors(
    tmp_path: Path, noise: bytes, at: int
) -> None:
    path = sli_file(tmp_path, TWO)
    header = path.with_suffix(".hdr")
    content = bytearray(header.read_bytes())
    content[at : at + len(noise)] = noise
    header.write_bytes(bytes(content))
    envi_sli.recognises(path)
    with contextlib.suppress(SpectrumError):
        envi_sli.read_all(path)
