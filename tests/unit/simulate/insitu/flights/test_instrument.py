"""The instrument of a flight: what it does to the gas it draws in."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.simulate.insitu import DRONE, FlightSettings
from cathartes.simulate.insitu.flights.instrument import FlownInstrument, draw_instrument, show

STEP_S = 0.25


def instrument(response_s: float, delay_s: float) -> FlownInstrument:
    return FlownInstrument(
        averaging_s=1.0, response_s=response_s, stated_response_s=response_s, delay_s=delay_s,
        noise_ppm=0.01, stated_ppm=0.01, gain=1.0,
    )  # fmt: skip


@pytest.mark.parametrize("response_s", [1.0, 5.0])
def test_lag_smears_a_plume_and_loses_none_of_it(response_s: float) -> None:
    puff = np.zeros(800)
    puff[100:108] = 4.0
    shown = show(instrument(response_s, 0.0), puff, STEP_S)
    assert shown.sum() * 1.0 == pytest.approx(puff.sum() * STEP_S, rel=1e-6)
    assert shown.max() < puff.max()
    assert np.average(np.arange(shown.size) + 0.5, weights=shown) == pytest.approx(
        104 * STEP_S + response_s, abs=STEP_S
    )


def test_an_inlet_delays_what_is_shown_by_its_delay() -> None:
    puff = np.zeros(400)
    puff[100:108] = 1.0
    prompt = show(instrument(1.0, 0.0), puff, STEP_S)
    late = show(instrument(1.0, 3.0), puff, STEP_S)
    np.testing.assert_allclose(late[3:], prompt[:-3], atol=1e-12)


def test_instruments_are_drawn_within_the_ranges_of_the_carrier() -> None:
    settings = FlightSettings()
    drawn = [draw_instrument(np.random.default_rng(s), settings, DRONE) for s in range(50)]
    assert all(1.0 <= one.response_s <= 5.0 for one in drawn)
    assert {one.averaging_s for one in drawn} == {1.0, 2.0}
    off = np.log([one.stated_response_s / one.response_s for one in drawn])
    assert 0.05 < np.std(off) < 0.3
