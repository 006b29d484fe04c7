"""A spectrum that comes again at other places."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.evidence.identify import identify
from cathartes.detection.evidence.repeats import weigh_repeats
from tests.blob_evidence import blob_evidence, plain_blob

EVIDENCE = blob_evidence()


def identify_blob(seed, signal):
    spectrum = EVIDENCE.clutter(seed + 1000, 1)[0] + signal
    shapes = EVIDENCE.shapes()
    blob = plain_blob(spectrum, EVIDENCE.clutter(seed), EVIDENCE.signatures, shapes)
    return identify(blob, shapes)


def signal_of(name, snr=30.0):
    gas = EVIDENCE.names.index(name)
    return EVIDENCE.strength(gas, snr) * EVIDENCE.signatures[gas]


def test_what_lies_at_other_places_too_is_rather_a_surface() -> None:
    strange = np.exp(-0.5 * ((EVIDENCE.wavelength_um - 9.1) / 0.12) ** 2)
    strange -= 0.7 * np.exp(-0.5 * ((EVIDENCE.wavelength_um - 11.2) / 0.2) ** 2)
    alone = identify_blob(12, 0.7 * strange)
    same = np.outer([0.8, -0.7, 0.6], strange) + EVIDENCE.clutter(3000, 3)
    repeated = weigh_repeats(alone, same)
    assert repeated.log_odds < alone.log_odds - 3.0
    assert repeated.surface_probability > 0.9
    np.testing.assert_array_equal(repeated.gas_probability, alone.gas_probability)


def test_one_likeness_is_not_enough() -> None:
    alone = identify_blob(14, signal_of("SF6"))
    same = np.vstack([signal_of("SF6"), EVIDENCE.clutter(3002, 3)])
    assert weigh_repeats(alone, same).log_odds == pytest.approx(alone.log_odds, abs=2.0)


def test_a_plume_is_not_lost_for_the_clutter_elsewhere() -> None:
    alone = identify_blob(13, signal_of("SF6"))
    weighed = weigh_repeats(alone, EVIDENCE.clutter(3001, 20))
    assert weighed.log_odds == pytest.approx(alone.log_odds, abs=1.0)
