"""Grouping gases by looks: laws that hold for any spectra."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.physics.gases.groups import correlate_gases, group_gases, remove_baseline

CHANNELS = np.linspace(0.0, 1.0, 120)
WHOLE = [np.ones(120, bool)]


def band(at: float, width: float = 0.03) -> np.ndarray:
    return np.exp(-0.5 * ((CHANNELS - at) / width) ** 2)


def test_a_baseline_of_its_degree_leaves_nothing() -> None:
    curves = np.array([3.0 + 2.0 * CHANNELS - CHANNELS**2, CHANNELS])
    assert np.abs(remove_baseline(curves, degree=2)).max() < 1e-12


def test_fewer_channels_than_coefficients_leave_nothing() -> None:
    assert not remove_baseline(np.ones((2, 3)), degree=2).any()


def test_scale_and_baseline_do_not_change_who_looks_alike() -> None:
    spectra = np.array([band(0.3), band(0.32), band(0.7)])
    other = spectra * np.array([[1.0], [1e-6], [1e4]]) + 0.3 * np.array([[1.0], [1e-6], [1e4]])
    assert np.allclose(correlate_gases(spectra, WHOLE), correlate_gases(other, WHOLE), atol=1e-6)


def test_twins_are_grouped_and_strangers_are_not() -> None:
    names = ("a", "twin of a", "stranger")
    groups = group_gases(names, np.array([band(0.3), 5 * band(0.3), band(0.7)]), WHOLE, 0.7)
    assert groups == (("a", "twin of a"), ("stranger",))


def test_a_chain_of_neighbours_does_not_become_one_group() -> None:
    spectra = np.array([band(at) for at in np.linspace(0.1, 0.9, 28)])
    neighbours = correlate_gases(spectra, WHOLE)[0, 1]
    assert neighbours > 0.7
    groups = group_gases(tuple(map(str, range(28))), spectra, WHOLE, 0.7)
    assert len(groups) > 5
    assert max(map(len, groups)) <= 4


def test_one_gas_is_one_group() -> None:
    assert group_gases(("a",), band(0.5)[None], WHOLE, 0.7) == (("a",),)


@pytest.mark.parametrize("threshold", [0.3, 0.6, 0.9])
def test_a_higher_threshold_never_makes_fewer_groups(threshold: float) -> None:
    rng = np.random.default_rng(5)
    spectra = np.array([band(at, 0.06) for at in rng.uniform(0.1, 0.9, 30)])
    names = tuple(map(str, range(30)))
    assert len(group_gases(names, spectra, WHOLE, threshold)) <= len(
        group_gases(names, spectra, WHOLE, threshold + 0.1)
    )
