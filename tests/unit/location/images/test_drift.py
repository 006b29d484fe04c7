from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from scipy.ndimage import gaussian_filter

from cathartes.errors import CaseError
from cathartes.location.images import wind_from_drift
from cathartes.model.location.plume_image import PlumeImage


def pair(shift: tuple[int, int], elapsed_s: float) -> list[PlumeImage]:
    rng = np.random.default_rng(4)
    gas = 40.0 * gaussian_filter(np.maximum(rng.normal(size=(90, 90)) - 1.0, 0.0), 1.5)
    gas[:20] = gas[-20:] = gas[:, :20] = gas[:, -20:] = 0.0
    first = PlumeImage(
        "first",
        "methane",
        16.043,
        gas + 0.3 * rng.normal(size=gas.shape),
        np.full(gas.shape, 0.3),
        (10.0, 0.0, 0.0, 0.0, -10.0, 900.0),
        time_s=0.0,
    )
    later = np.roll(gas, shift, axis=(0, 1)) + 0.3 * rng.normal(size=gas.shape)
    return [first, evolve(first, name="second", column_ppm_m=later, time_s=elapsed_s)]


def test_gas_that_moved_south_east_tells_a_north_westerly_wind() -> None:
    wind = wind_from_drift(pair((6, 6), 20.0))
    assert wind is not None
    assert wind.from_direction_deg == pytest.approx(315.0, abs=3.0)
    assert wind.speed_m_s == pytest.approx(60.0 * np.sqrt(2.0) / 20.0, rel=0.1)
    assert wind.speed_std_m_s is not None
    assert wind.speed_std_m_s > 0.0


def test_noise_alone_tells_no_wind() -> None:
    rng = np.random.default_rng(5)
    images = [
        evolve(image, column_ppm_m=rng.normal(size=image.shape)) for image in pair((0, 0), 20.0)
    ]
    assert wind_from_drift(images) is None


def test_images_without_rising_times_or_on_two_grids_are_refused() -> None:
    first, second = pair((3, 3), 20.0)
    with pytest.raises(CaseError, match="time_s"):
        wind_from_drift([second, first])
    with pytest.raises(CaseError, match="grid"):
        wind_from_drift([first, evolve(second, affine=(10.0, 0.0, 5.0, 0.0, -10.0, 900.0))])
