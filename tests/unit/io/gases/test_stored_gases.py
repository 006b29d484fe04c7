"""Gases a person adds: kept whole, kept inside their folder, refused when damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from cathartes.errors import SpectrumError
from cathartes.io.gases.stored import file_name, read_folder, read_gas, write_gas
from cathartes.io.gases.user_folder import data_home
from cathartes.model.gas import AbsorptionSpectrum, Gas


def made_gas(name: str = "made up") -> Gas:
    nu = np.linspace(900.0, 1000.0, 50)
    sigma = np.where(nu < 950.0, np.nan, 1e-19)
    return Gas(
        name, "S", AbsorptionSpectrum(nu, sigma, 2.0), "C2", "1-2-3", 24.0, 300.0, 900.0, "a test",
        ("alias",), ("paint",), None, 0.1, ("One remark.",),
    )  # fmt: skip


def test_what_is_written_is_read(tmp_path: Path) -> None:
    gas = made_gas()
    back = read_gas(write_gas(tmp_path, gas))
    assert_array_equal(back.spectrum.cross_section_cm2, gas.spectrum.cross_section_cm2)
    assert_array_equal(back.spectrum.wavenumber_cm1, gas.spectrum.wavenumber_cm1)
    for field in ("name", "source_class", "aliases", "remarks", "pressure_hpa", "relative_error"):
        assert getattr(back, field) == getattr(gas, field)


@given(st.text(max_size=150))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    made = file_name(name)
    assert Path(made).name == made
    assert not made.startswith(".")
    assert len(made) < 120


def test_writing_again_replaces(tmp_path: Path) -> None:
    write_gas(tmp_path, made_gas())
    write_gas(tmp_path, made_gas())
    assert len(list(read_folder(tmp_path))) == 1
    assert list(read_folder(tmp_path / "missing")) == []


@pytest.mark.parametrize("keep", [0, 10, 200, -1])
def test_a_damaged_file_is_named(tmp_path: Path, keep: int) -> None:
    path = write_gas(tmp_path, made_gas())
    content = path.read_bytes()
    path.write_bytes(content[:keep] if keep >= 0 else b"PK" + content[40:])
    with pytest.raises(SpectrumError, match="made_up"):
        read_gas(path)


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "evil.gas.npz"
    np.savez(path, facts=np.array([{"a": 1}], dtype=object))
    with pytest.raises(SpectrumError, match="stored gas"):
        read_gas(path)


def test_the_folder_follows_the_custom_of_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CATHARTES_DATA_HOME", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    assert data_home() == tmp_path / ".local" / "share" / "cathartes"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert data_home() == tmp_path / "xdg" / "cathartes"
    monkeypatch.setattr("sys.platform", "darwin")
    assert data_home() == tmp_path / "Library" / "Application Support" / "cathartes"
    monkeypatch.setenv("CATHARTES_DATA_HOME", str(tmp_path / "own"))
    assert data_home() == tmp_path / "own"
