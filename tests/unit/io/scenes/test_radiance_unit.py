"""One unit has many spellings; all are read, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.io.scenes.radiance_unit import parse_radiance_unit
from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

SPELLINGS = {
    "uW cm-2 sr-1 nm-1": [
        "uW/cm^2/SR/nm",
        "µW cm⁻² nm⁻¹ sr⁻¹",
        "uW/(cm^2*nm*sr)",
        "uW nm-1 cm-2 sr-1",
        "microwatts per cm squared nm sr",
        "microwatts per centimeter squared per nanometer per steradian",
    ],
    "W m-2 sr-1 um-1": [
        "W/m^2/sr/µm",
        "W/(m²·sr·μm)",
        "W/m2/um/sr",
        "W m^-2 sr^-1 um^-1",
        "W/(m^2*sr*micron)",
        "Watts/m^2/micrometer/steradian",
    ],
    "mW m-2 sr-1 nm-1": ["mW/(m^2 sr nm)", "mW.m-2.sr-1.nm-1", "milliwatts/m2/sr/nm"],
    "W cm-2 sr-1 cm": ["W/cm^2/sr/cm-1", "W/(cm2.sr.cm-1)"],
    "mW m-2 sr-1 cm": ["mW m-2 sr-1 (cm-1)-1", "mW/(m2 sr cm-1)"],
}


@pytest.mark.parametrize(
    ("unit", "spelling"), [(unit, one) for unit, several in SPELLINGS.items() for one in several]
)
def test_a_spelling_is_read(unit, spelling):
    assert parse_radiance_unit(spelling) == unit
    assert parse_radiance_unit(f" {spelling.upper()} ") == unit


@pytest.mark.parametrize("unit", [*RADIANCE_UNITS, *RADIANCE_UNITS_PER_WAVENUMBER])
def test_a_key_is_its_own_spelling(unit):
    assert parse_radiance_unit(unit) == unit


@pytest.mark.parametrize(
    "text", ["", "1", "K", "reflectance", "W/m^2", "W m-2 um-1", "W m-2 sr-1 um", "W/m^2/sr/nm/s"]
)
def test_what_is_no_spectral_radiance_is_none(text):
    assert parse_radiance_unit(text) is None


@given(st.text(max_size=200))
def test_any_text_is_a_unit_or_none(text):
    assert parse_radiance_unit(text) in {None, *RADIANCE_UNITS, *RADIANCE_UNITS_PER_WAVENUMBER}
