"""Laws of simulated plumes: what was emitted is in the air, downwind, and wider with distance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.model import AbsorptionSpectrum, Gas
from cathartes.simulate.plume.column_map import column_map
from cathartes.simulate.plume.emission import emit_plume, ppm_m_per_kg_m2
from cathartes.simulate.plume.puffs import ornstein_uhlenbeck, release_puffs
from cathartes.simulate.settings import EmitterSettings, GasShare, SceneSettings, WindSettings


def plain_gas(name: str, mass: float) -> Gas:
    return Gas(
        name, "Q", AbsorptionSpectrum([800.0, 1200.0], [0.0, 0.0]), molar_mass_g_per_mol=mass
    )


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    sigma=st.floats(0.05, 6.0),
    count=st.integers(1, 12),
)
def test_a_map_holds_all_that_its_puffs_carry(seed: int, sigma: float, count: int) -> None:
    rng = np.random.default_rng(seed)
    amounts = rng.uniform(0.1, 5.0, (count, 2))
    maps = column_map(
        rng.uniform(40.0, 60.0, count),
        rng.uniform(40.0, 60.0, count),
        np.full(count, sigma),
        amounts,
        (100, 100),
    )
    assert maps.sum(axis=(1, 2)) == pytest.approx(amounts.sum(axis=0), rel=1e-5)


def test_mass_in_the_air_is_rate_times_duration() -> None:
    emitter = EmitterSettings(
        gases=(GasShare(name="heavy", share=1.0), GasShare(name="light", share=3.0)),
        emission_rate_kg_per_h=36.0,
        duration_s=100.0,
        pulsation=0.0,
        line=100.0,
        sample=100.0,
    )
    scene = SceneSettings(
        lines=220,
        samples=220,
        pixel_size_m=5.0,
        wind=WindSettings(speed_m_s=2.0, from_direction_deg=200.0),
        emitters=(emitter,),
    )
    spectra = {"heavy": plain_gas("heavy", 120.0), "light": plain_gas("light", 20.0)}
    plume = emit_plume(emitter, scene, spectra, np.random.default_rng(5))
    kilograms = [
        plume.column_ppm_m[index].sum() * 25.0 / ppm_m_per_kg_m2(mass)
        for index, mass in enumerate((120.0, 20.0))
    ]
    # Emitted in whole puffs of 1.75 s: 57 of them.
    assert sum(kilograms) == pytest.approx(36.0 * 57 * 1.75 / 3600.0, rel=1e-3)
    assert kilograms[0] / kilograms[1] == pytest.approx(120.0 / 60.0, rel=1e-3)


def test_one_ppm_m_is_the_column_of_the_unit_table() -> None:
    # 1 mol of gas over 1 m2 is 6.022e19 molecules per cm2.
    assert ppm_m_per_kg_m2(50.0) == pytest.approx(20.0 * 6.02214076e19 / 2.479e15)


@pytest.mark.parametrize("from_direction", [0.0, 90.0, 180.0, 270.0])
def test_puffs_drift_away_from_where_the_wind_comes_from(from_direction: float) -> None:
    wind = WindSettings(speed_m_s=4.0, from_direction_deg=from_direction, turbulence=0.1)
    emitter = EmitterSettings(gases=(GasShare(name="a"),), emission_rate_kg_per_h=1.0)
    puffs = release_puffs(emitter, wind, np.random.default_rng(0), 2.0, 400.0)
    old = puffs.age_s > 40.0
    toward = np.radians(from_direction + 180.0)
    downwind = puffs.easting_m * np.sin(toward) + puffs.northing_m * np.cos(toward)
    across = puffs.easting_m * np.cos(toward) - puffs.northing_m * np.sin(toward)
    assert np.all(downwind[old] > 40.0)
    assert np.abs(np.mean(across[old])) < 0.4 * np.mean(downwind[old])


def test_old_puffs_are_wider_than_young_ones() -> None:
    emitter = EmitterSettings(
        gases=(GasShare(name="a"),), emission_rate_kg_per_h=1.0, intermittency=0.0
    )
    puffs = release_puffs(emitter, WindSettings(), np.random.default_rng(1), 2.0, 500.0)
    order = np.argsort(puffs.age_s)
    assert np.all(np.diff(puffs.sigma_m[order]) >= 0.0)
    assert puffs.sigma_m[order][-1] > 3.0 * puffs.sigma_m[order][0]


def test_breaking_up_keeps_the_amount_and_makes_gaps() -> None:
    def columns(intermittency: float) -> np.ndarray:
        emitter = EmitterSettings(
            gases=(GasShare(name="a"),), emission_rate_kg_per_h=1.0, intermittency=intermittency,
            pulsation=0.0, line=30.0, sample=10.0, duration_s=60.0,
        )  # fmt: skip
        scene = SceneSettings(
            lines=60, samples=140, wind=WindSettings(from_direction_deg=270.0), emitters=(emitter,)
        )
        plume = emit_plume(emitter, scene, {"a": plain_gas("a", 50.0)}, np.random.default_rng(3))
        return plume.column_ppm_m[0]

    smooth, broken = columns(0.0), columns(2.0)
    assert broken.sum() == pytest.approx(smooth.sum(), rel=0.05)
    steps = [np.abs(np.diff(one[:, 30:90].max(axis=0))).mean() for one in (smooth, broken)]
    assert steps[1] > 4.0 * steps[0]


def test_meander_forgets_in_its_memory_time() -> None:
    series = ornstein_uhlenbeck(np.random.default_rng(2), 60_000, 1.0, 10.0)
    assert series.std() == pytest.approx(1.0, abs=0.05)
    assert np.mean(series[10:] * series[:-10]) == pytest.approx(np.exp(-1.0), abs=0.06)
