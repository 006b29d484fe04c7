"""The bundled library as a person and as the program meet it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from cathartes.errors import OptionError, SpectrumError
from cathartes.io.gases import FETCHED, IMPORTED
from cathartes.io.gases.stored import write_gas
from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.physics.gases import load_library, select_gases
from cathartes.physics.gases.library import bundled_library, names_of, plain_name

LIBRARY = bundled_library()
NO_ADDITIONS = Path("there-is-no-such-folder")


def acetone_of(value: float) -> Gas:
    nu = np.arange(800.0, 1300.0, 0.5)
    return Gas("2-propanone", "Q", AbsorptionSpectrum(nu, np.full(len(nu), value), 0.5))


def test_library_holds_more_than_45_gases_with_bands() -> None:
    assert sum(gas.bands is not None and gas.bands.peak_cm2.size > 0 for gas in LIBRARY) >= 45


@pytest.mark.parametrize("gas", list(LIBRARY), ids=lambda gas: gas.name)
def test_every_gas_says_what_a_result_needs(gas: Gas) -> None:
    assert gas.source_class in ("Q", "L", "S", "B")
    assert gas.source
    assert gas.ordinary_sources, "a vapour without an everyday source would suggest guilt"
    assert gas.molar_mass_g_per_mol is not None
    assert 15.0 < gas.molar_mass_g_per_mol < 250.0
    assert 0.0 < gas.relative_error < 0.5
    assert 200.0 < gas.temperature_k < 400.0


@pytest.mark.parametrize("gas", list(LIBRARY), ids=lambda gas: gas.name)
def test_cas_number_has_its_check_digit(gas: Gas) -> None:
    digits = re.fullmatch(r"(\d{2,7})-(\d\d)-(\d)", gas.cas_number)
    assert digits
    body = (digits[1] + digits[2])[::-1]
    assert sum(k * int(digit) for k, digit in enumerate(body, start=1)) % 10 == int(digits[3])


@pytest.mark.parametrize("gas", list(LIBRARY), ids=lambda gas: gas.name)
def test_bands_are_positive_and_no_finer_than_they_were_measured(gas: Gas) -> None:
    assert gas.bands is not None
    assert np.all(gas.bands.peak_cm2 > 0.0)
    assert np.all(gas.bands.fwhm_cm1 >= gas.bands.resolution_cm1 - 0.01)
    for centre in gas.bands.centre_cm1:
        assert any(a - 60.0 <= centre <= b + 60.0 for a, b in gas.bands.windows_cm1)


def test_molar_masses_follow_from_the_formulas() -> None:
    for name, mass in (("SF6", 146.05), ("ammonia", 17.031), ("acetone", 58.080)):
        assert LIBRARY.gases[name].molar_mass_g_per_mol == pytest.approx(mass, abs=0.02)


def test_line_rich_gases_have_more_than_eight_gaussians() -> None:
    for name in ("ammonia", "phosphine"):
        bands = LIBRARY.gases[name].bands
        assert bands is not None
        assert bands.peak_cm2.size > 8
        assert bands.resolution_cm1.max() <= 2.0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("MEK", "2-butanone"),
        ("2-butanone_(MEK)", "2-butanone"),
        ("nh3", "ammonia"),
        ("7446-09-5", "sulfur dioxide"),
        ("Sulphur Hexafluoride", "SF6"),
        ("1,1,1 trichloroethane", "1,1,1-trichloroethane"),
    ],
)
def test_a_gas_is_found_by_any_of_its_names(asked: str, found: str) -> None:
    assert list(select_gases(LIBRARY, [asked]).gases) == [found]


def test_no_spelling_names_two_gases() -> None:
    spellings = [plain_name(name) for gas in LIBRARY for name in (gas.name, *gas.aliases)]
    assert len(spellings) == len(set(spellings))
    assert "c8h10" not in names_of(LIBRARY), "three xylenes share this formula"


def test_an_unknown_gas_is_refused_with_the_closest_names() -> None:
    with pytest.raises(OptionError, match=r"found amonia.*Did you mean ammonia\?"):
        select_gases(LIBRARY, ["acetone", "amonia"])


def test_nothing_asked_or_all_is_the_whole_library() -> None:
    assert select_gases(LIBRARY, []) is LIBRARY
    assert select_gases(LIBRARY, ["all"]) is LIBRARY
    assert [gas.name for gas in select_gases(LIBRARY, ["SF6", "acetone"])] == ["acetone", "SF6"]


def test_an_imported_spectrum_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    write_gas(tmp_path / "gases" / IMPORTED, acetone_of(1e-20))
    library = load_library(data_home=tmp_path)
    assert len(library) == len(LIBRARY)
    own = library.gases["acetone"]
    assert own.bands is None
    inside = (own.spectrum.wavenumber_cm1 >= 800.0) & (own.spectrum.wavenumber_cm1 < 1299.6)
    assert (own.spectrum.cross_section_cm2[inside] == 1e-20).all()
    assert own.ordinary_sources == LIBRARY.gases["acetone"].ordinary_sources
    assert library.name == "bundled + 1 imported"


def test_fetched_spectra_count_only_when_they_are_asked_for(tmp_path: Path) -> None:
    write_gas(tmp_path / "gases" / FETCHED, acetone_of(1e-20))
    assert load_library(data_home=tmp_path).gases["acetone"].bands is not None
    assert load_library("full", tmp_path).gases["acetone"].bands is None


def test_a_new_gas_is_added_behind_the_others(tmp_path: Path) -> None:
    write_gas(tmp_path / "gases" / IMPORTED, evolve(acetone_of(1e-20), name="unobtainium"))
    assert list(load_library(data_home=tmp_path).gases)[-1] == "unobtainium"


def test_without_additions_the_library_is_the_bundled_one() -> None:
    assert load_library("full", NO_ADDITIONS) is LIBRARY


def test_a_damaged_addition_is_named(tmp_path: Path) -> None:
    path = write_gas(tmp_path / "gases" / IMPORTED, acetone_of(1e-20))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(SpectrumError, match=path.name):
        load_library(data_home=tmp_path)


def test_another_preference_is_refused() -> None:
    with pytest.raises(OptionError, match="prefer"):
        load_library("best")  # type: ignore[arg-type]
