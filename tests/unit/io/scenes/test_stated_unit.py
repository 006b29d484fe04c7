"""Units as people state them, and their conversion."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import trapezoid

from cathartes.io.scenes.stated_unit import (
    SINGLE_BEAM,
    ScaledSource,
    factor_to_canonical,
    parse_stated_unit,
    restate_unit,
)
from cathartes.kernels.planck import planck_radiance
from cathartes.model import ArraySource, Instrument, Scene
from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

WAVELENGTH_UM = np.linspace(7.6, 12.9, 5)


def scene(**fields) -> Scene:
    cube = np.random.default_rng(1).random((3, 4, 5), dtype=np.float32)
    instrument = Instrument("test", WAVELENGTH_UM, np.full(5, 0.05))
    return Scene("test", ArraySource(cube), instrument, np.ones(5, bool), **fields)


@pytest.mark.parametrize("unit", sorted({*RADIANCE_UNITS, *RADIANCE_UNITS_PER_WAVENUMBER}))
def test_every_unit_of_the_program_is_understood_as_itself(unit):
    assert parse_stated_unit(unit) == unit


@pytest.mark.parametrize("text", ["counts", "DN", " Raw  Counts ", "single_beam", SINGLE_BEAM])
def test_uncalibrated_numbers_have_a_name_too(text):
    assert parse_stated_unit(text) == SINGLE_BEAM


@pytest.mark.parametrize("text", ["", "K", "reflectance", "W m-2", "x" * 10_000])
def test_what_is_no_radiance_is_none(text):
    assert parse_stated_unit(text) is None


def test_a_band_holds_the_same_power_per_wavelength_and_per_wavenumber():
    wavelength_um = np.linspace(8.0, 12.0, 20_001)
    per_um = planck_radiance(wavelength_um, 300.0)
    per_wavenumber = per_um / factor_to_canonical("W m-2 sr-1 cm", wavelength_um)
    power = trapezoid(per_um, wavelength_um)
    assert -trapezoid(per_wavenumber, 1e4 / wavelength_um) == pytest.approx(power, rel=1e-6)


def test_restating_and_stating_back_changes_nothing():
    before = scene(radiance_unit_in_file="uW cm-2 sr-1 nm-1")
    there = restate_unit(before, "mW m-2 sr-1 cm", "a note")
    back = restate_unit(there, "uW cm-2 sr-1 nm-1", "a note")
    np.testing.assert_allclose(back.source.read(0, 3), before.source.read(0, 3), rtol=1e-6)
    assert restate_unit(before, "uW cm-2 sr-1 nm-1", "a note") is before
    assert "a note states mW m-2 sr-1 cm" in there.remarks[-1]


def test_a_single_beam_becomes_radiance_when_its_unit_is_stated():
    before = scene(quantity="single_beam", radiance_unit_in_file="arbitrary (single beam)")
    after = restate_unit(before, "W m-2 sr-1 nm-1", "a note")
    assert after.quantity == "radiance"
    np.testing.assert_allclose(after.source.read(0, 3), 1e3 * before.source.read(0, 3), rtol=1e-6)


def test_counts_are_a_single_beam_and_keep_their_numbers():
    after = restate_unit(scene(radiance_unit_in_file="counts of old"), SINGLE_BEAM, "a note")
    assert after.quantity == "single_beam"
    np.testing.assert_array_equal(after.source.read(0, 3), scene().source.read(0, 3))


def test_a_scaled_source_scales_each_channel_and_leaves_the_inner_one_alone():
    inner = ArraySource(np.ones((3, 4, 5), np.float32))
    source = ScaledSource(inner, np.arange(5.0))
    assert source.shape == (3, 4, 5)
    np.testing.assert_array_equal(source.read(1, 3)[1, 2], np.arange(5.0))
    assert (inner.radiance == 1.0).all()
