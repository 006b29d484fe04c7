"""Naming the gas of a blob, or saying that it is none, or none of the library."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.evidence.identify import Identification, identify
from tests.blob_evidence import blob_evidence, plain_blob

EVIDENCE = blob_evidence()
NAMES = EVIDENCE.names
DISTINCT = ("ammonia", "SF6", "ethylene", "methanol", "sulfur dioxide", "tetrachloroethene")


def identify_plain(spectrum, elsewhere, signatures, shapes) -> Identification:
    return identify(plain_blob(spectrum, elsewhere, signatures, shapes), shapes)


def identify_blob(
    seed: int, signal: np.ndarray, left_out: str | None = None, sign: float = 1.0
) -> Identification:
    kept = [g for g, name in enumerate(NAMES) if name != left_out]
    signatures = EVIDENCE.signatures[kept]
    spectrum = EVIDENCE.clutter(seed + 1000, 1)[0] + sign * signal
    return identify_plain(spectrum, EVIDENCE.clutter(seed), signatures, EVIDENCE.shapes(signatures))


def signal_of(name: str, snr: float = 30.0) -> np.ndarray:
    gas = NAMES.index(name)
    return EVIDENCE.strength(gas, snr) * EVIDENCE.signatures[gas]


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("name", DISTINCT)
def test_the_planted_gas_is_named_whether_it_emits_or_absorbs(name: str, sign: float) -> None:
    found = identify_blob(3, signal_of(name), sign=sign)
    assert found.gas_probability[NAMES.index(name)] > 0.95
    assert found.unknown_probability < 0.05
    assert found.log_odds > 5.0


@pytest.mark.parametrize("name", DISTINCT)
def test_strength_is_recovered_within_its_stated_spread(name: str) -> None:
    gas = NAMES.index(name)
    found = identify_blob(4, signal_of(name))
    at = found.best.index(gas)
    std = np.sqrt(found.amplitude_covariance[at, at])
    assert abs(found.amplitudes[at] - EVIDENCE.strength(gas, 30.0)) < 4.0 * std
    assert std < 0.5 * abs(found.amplitudes[at])


@pytest.mark.parametrize(
    "name", ["acetic acid", "methanol", "MTBE", "ethyl acetate", "SF6", "sulfur dioxide"]
)
def test_a_gas_left_out_of_the_library_is_called_unknown(name: str) -> None:
    found = identify_blob(5, signal_of(name, 40.0), left_out=name)
    assert found.unknown_probability > found.gas_probability.max()
    assert found.unknown_probability > 0.5


def test_both_gases_of_a_mixture_are_named() -> None:
    found = identify_blob(6, signal_of("ammonia", 40.0) + signal_of("ethyl acetate", 40.0))
    assert found.gas_probability[NAMES.index("ammonia")] > 0.9
    assert found.gas_probability[NAMES.index("ethyl acetate")] > 0.9


@pytest.mark.parametrize("n", [3, 4, 5])
def test_a_mixture_of_several_gases_is_named_whole_and_nothing_else(n: int) -> None:
    mixture = ("ammonia", "SF6", "ethyl acetate", "methanol", "tetrachloroethene")[:n]
    found = identify_blob(6, sum(signal_of(name, 40.0) for name in mixture))
    present = [found.gas_probability[NAMES.index(name)] for name in mixture]
    others = np.delete(found.gas_probability, [NAMES.index(name) for name in mixture])
    assert min(present) > 0.8
    assert others.max() < 0.5
    assert len(found.best) >= n - 1


def test_clutter_is_not_called_a_gas() -> None:
    nothing = np.zeros(len(EVIDENCE.wavelength_um))
    odds = [identify_blob(seed, nothing).log_odds for seed in range(12)]
    assert np.median(odds) < 0.0
    assert max(odds) < 6.0


@pytest.mark.parametrize("size", [3.0, -8.0])
def test_a_smooth_strange_surface_is_rather_a_surface_than_a_gas(size: float) -> None:
    u = np.linspace(-1.0, 1.0, len(EVIDENCE.wavelength_um))
    found = identify_blob(7, size * (0.4 * u**2 + 0.3 * u))
    assert found.log_odds < 3.0
    assert found.surface_probability > 0.9


def test_evidence_grows_with_the_strength_of_the_plume() -> None:
    odds = [identify_blob(8, signal_of("SF6", snr)).log_odds for snr in (4.0, 8.0, 16.0, 32.0)]
    assert odds == sorted(odds)


def test_the_unit_of_spectra_does_not_matter() -> None:
    spectrum = EVIDENCE.clutter(2000, 1)[0] + signal_of("ethylene")
    elsewhere, shapes = EVIDENCE.clutter(9), EVIDENCE.shapes()
    once = identify_plain(spectrum, elsewhere, EVIDENCE.signatures, shapes)
    again = identify_plain(100.0 * spectrum, 100.0 * elsewhere, EVIDENCE.signatures, shapes)
    assert again.log_odds == pytest.approx(once.log_odds, abs=1e-3)
    np.testing.assert_allclose(again.gas_probability, once.gas_probability, atol=1e-6)
    np.testing.assert_allclose(again.amplitudes, 100.0 * once.amplitudes, rtol=1e-5)


def test_the_order_of_the_library_does_not_matter() -> None:
    spectrum = EVIDENCE.clutter(2001, 1)[0] + signal_of("acetone", 15.0)
    elsewhere, shapes = EVIDENCE.clutter(10), EVIDENCE.shapes()
    order = np.random.default_rng(1).permutation(len(NAMES))
    straight = identify_plain(spectrum, elsewhere, EVIDENCE.signatures, shapes)
    turned = identify_plain(spectrum, elsewhere, EVIDENCE.signatures[order], shapes)
    np.testing.assert_allclose(turned.gas_probability, straight.gas_probability[order], atol=1e-6)
    assert turned.log_odds == pytest.approx(straight.log_odds, abs=1e-6)


def test_probabilities_are_probabilities() -> None:
    for seed in range(4):
        found = identify_blob(seed, signal_of("MTBE", 6.0 + seed))
        assert ((found.gas_probability >= 0.0) & (found.gas_probability <= 1.0)).all()
        assert 0.0 <= found.unknown_probability <= 1.0
        # Some gas must be there where it is gas: known ones and the unknown share all of it.
        assert found.gas_probability.sum() + found.unknown_probability >= 1.0 - 1e-9


def test_a_library_of_one_gas_is_no_error() -> None:
    gas = [NAMES.index("SF6")]
    spectrum = EVIDENCE.clutter(2002, 1)[0] + signal_of("SF6")
    found = identify_plain(
        spectrum,
        EVIDENCE.clutter(11),
        EVIDENCE.signatures[gas],
        EVIDENCE.shapes(EVIDENCE.signatures[gas]),
    )
    assert found.gas_probability[0] > 0.9
