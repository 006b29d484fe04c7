"""What a look could have seen: names of one plume add up, plumes add up as squares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from cathartes.kernels.fusion.findings import (
    _normal_quantile,
    distinct_plumes,
    finding_probability,
)

N_GASES = 4
SPREAD = 0.7


def plumes_of(*finds, probability=None):
    """Return the plumes of one site from dictionaries of names."""
    gases = np.zeros((len(finds), N_GASES))
    for row, find in enumerate(finds):
        for gas, p in find.items():
            gases[row, gas] = p
    chances = np.full(len(finds), 0.9) if probability is None else np.array(probability)
    return distinct_plumes(np.array([0, len(finds)]), gases, chances)


def chance(
    finds, shares, *, probability=None, own=0.0, from_time=0.0, clear=1.0, limit_log_std=SPREAD
):
    """Return how probably a look finds a site whose gases are at so many times their limits."""
    offsets, names, presence = plumes_of(*finds, probability=probability)
    with np.errstate(divide="ignore"):
        log_limit = -np.log(np.array([shares], float))
    return finding_probability(
        np.array([0, 1]),
        np.array([0]),
        offsets,
        names,
        presence,
        np.zeros((1, N_GASES)),
        np.full((1, N_GASES), own),
        from_time,
        log_limit,
        np.array([limit_log_std]),
        np.array([clear]),
    )[0]


FAR, BLIND = 100.0, 0.0


def test_names_that_look_alike_are_one_plume_and_add_up():
    assert chance([{0: 0.45, 1: 0.45}], [FAR, FAR, BLIND, BLIND]) == pytest.approx(0.9, abs=1e-6)
    only = chance([{0: 0.45, 1: 0.45}], [FAR, BLIND, BLIND, BLIND])
    assert only == pytest.approx(0.45, abs=1e-6)


def test_gases_of_one_source_add_up_as_squares():
    half = 1.0 / np.sqrt(2.0)
    both = chance([{0: 1.0}, {1: 1.0}], [half, half, BLIND, BLIND])
    assert both == pytest.approx(0.5, abs=1e-9)
    one = chance([{0: 1.0}], [half, half, BLIND, BLIND])
    assert one == pytest.approx(norm.cdf(np.log(half) / SPREAD))
    # Named at once or one by one: the same mixture.
    assert chance([{0: 1.0, 1: 1.0}], [half, half, BLIND, BLIND]) == pytest.approx(both)


def test_a_site_of_which_no_gas_is_named_has_no_plume_of_any():
    offsets, names, presence = distinct_plumes(
        np.array([0, 2]), np.zeros((2, 0)), np.array([0.9, 0.6])
    )
    assert offsets.tolist() == [0, 0]
    assert names.shape[1] == 0
    assert len(presence) == len(names)


def test_the_same_plume_found_again_is_no_second_one():
    once = chance([{0: 0.8}], [1.3, 1.0, 1.0, 1.0])
    assert chance([{0: 0.8}] * 7, [1.3, 1.0, 1.0, 1.0]) == pytest.approx(once)


def test_a_doubtful_site_is_found_as_often_as_a_sure_one_if_it_emits():
    finds, shares = [{0: 0.9}, {1: 0.9}], [1.5, 0.8, BLIND, BLIND]
    sure = chance(finds, shares, probability=[0.9, 0.9])
    assert chance(finds, shares, probability=[0.2, 0.2]) == pytest.approx(sure)
    # But a second plume that hardly is one adds little.
    less = chance(finds, shares, probability=[0.9, 0.1])
    assert chance([{0: 0.9}], shares) < less < sure


@pytest.mark.parametrize("finds", [[{0: 0.9}], [{0: 0.9}, {1: 0.6, 2: 0.3}]])
def test_a_look_that_can_see_nothing_finds_nothing(finds):
    assert chance(finds, [BLIND] * N_GASES) == 0.0
    assert chance(finds, [FAR] * N_GASES, clear=0.0) == 0.0
    assert chance([], [FAR] * N_GASES) == 0.0


def test_what_is_not_known_of_the_rate_draws_to_one_half():
    for name in ("own", "from_time", "limit_log_std"):
        above = [chance([{0: 1.0}], [4.0, 1, 1, 1], **{name: std}) for std in (0.1, 0.8, 2.0)]
        below = [chance([{0: 1.0}], [0.25, 1, 1, 1], **{name: std}) for std in (0.1, 0.8, 2.0)]
        assert above == sorted(above, reverse=True)
        assert below == sorted(below)
        assert above[-1] > 0.5 > below[-1]


NAMES = st.dictionaries(st.integers(0, N_GASES - 1), st.floats(0.05, 0.25), min_size=1)


@settings(max_examples=200, deadline=None)
@given(
    finds=st.lists(NAMES, min_size=1, max_size=5),
    shares=st.lists(st.floats(0.01, 50.0), min_size=N_GASES, max_size=N_GASES),
    gas=st.integers(0, N_GASES - 1),
    factor=st.floats(1.0, 20.0),
)
def test_more_of_a_gas_is_found_no_less_often(finds, shares, gas, factor):
    more = [share * (factor if g == gas else 1.0) for g, share in enumerate(shares)]
    fewer = [0.0 if g == gas else share for g, share in enumerate(shares)]
    low, middle, high = (chance(finds, each) for each in (fewer, shares, more))
    assert low <= middle + 1e-9
    assert middle <= high + 1e-9
    assert low >= 0.0
    assert high <= 1.0


@settings(max_examples=100, deadline=None)
@given(
    first=st.floats(0.3, 1.0),
    second=st.floats(0.3, 1.0),
    shares=st.lists(st.floats(0.01, 50.0), min_size=N_GASES, max_size=N_GASES),
)
def test_a_second_plume_is_never_in_the_way(first, second, shares):
    alone = chance([{0: first}], shares)
    assert chance([{0: first}, {1: second}], shares) >= alone - 1e-9


@pytest.mark.parametrize("p", [1e-12, 1e-6, 0.01, 0.3, 0.5, 0.5001, 0.9, 1.0 - 1e-9])
def test_quantiles_are_those_of_the_normal_distribution(p):
    assert _normal_quantile(p) == pytest.approx(norm.ppf(p), abs=1e-6)
