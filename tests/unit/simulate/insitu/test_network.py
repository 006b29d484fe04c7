import numpy as np

from cathartes.simulate.insitu import NetworkSettings, simulate_network


def test_the_same_seed_gives_the_same_network():
    first, _ = simulate_network(np.random.default_rng(5), NetworkSettings())
    again, _ = simulate_network(np.random.default_rng(5), NetworkSettings())
    assert np.array_equal(first.observations.value, again.observations.value)
    assert np.array_equal(first.wind.speed_m_s, again.wind.speed_m_s, equal_nan=True)


def test_a_network_has_finite_values_in_the_order_of_time():
    case, truth = simulate_network(np.random.default_rng(6), NetworkSettings())
    assert np.isfinite(case.observations.value).all()
    assert np.all(np.diff(case.observations.time_s) >= 0.0)
    assert len(truth.sources) <= 2
