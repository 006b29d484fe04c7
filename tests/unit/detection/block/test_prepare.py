"""From lines of radiance to a block."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block.quality import BAD_COLUMN
from cathartes.errors import StatisticsError
from cathartes.model.instrument import Instrument
from tests.planted_scenes import planted_scene, with_radiance


def block_of(scene, first=0, last=None):
    wanted = channels_of_regime(scene, "thermal")
    return prepare_block(scene, first, last or scene.shape[0], wanted, "thermal")


def radiance_of(scene) -> np.ndarray:
    return scene.source.read(0, scene.shape[0])


def test_a_block_holds_the_asked_lines_and_every_good_channel() -> None:
    scene = planted_scene()
    block, kept = block_of(scene, 10, 30)
    assert block.shape == (20, scene.shape[1])
    assert block.rows.shape == (20 * scene.shape[1], scene.shape[2])
    np.testing.assert_array_equal(kept, np.arange(scene.shape[2]))
    assert block.valid.all()
    assert block.brightness.mean() == pytest.approx(300.0, abs=3.0)


def test_channels_come_in_order_of_wavelength_and_bad_ones_not_at_all() -> None:
    scene = planted_scene()
    instrument = scene.instrument
    turned = evolve(
        scene,
        instrument=Instrument("t", instrument.wavelength_um[::-1], instrument.fwhm_um[::-1]),
        good_bands=np.arange(scene.shape[2]) != 5,
    )
    turned = with_radiance(turned, radiance_of(scene)[..., ::-1])
    block, kept = block_of(turned)
    assert (np.diff(block.wavelength_um) > 0).all()
    assert 5 not in kept
    straight, _ = block_of(
        evolve(scene, good_bands=np.arange(scene.shape[2]) != scene.shape[2] - 6)
    )
    np.testing.assert_allclose(block.rows, straight.rows, atol=1e-3)


def test_channels_outside_the_regime_are_not_chosen() -> None:
    scene = planted_scene()
    assert len(channels_of_regime(scene, "solar")) == 0
    mixed = Instrument("m", np.linspace(1.0, 13.0, scene.shape[2]), scene.instrument.fwhm_um)
    chosen = channels_of_regime(evolve(scene, instrument=mixed), "thermal")
    assert mixed.wavelength_um[chosen].min() > 6.0


def test_a_dead_column_is_left_out_and_marked() -> None:
    scene = planted_scene()
    radiance = radiance_of(scene)
    dead = radiance[:, 20].mean(0) * np.random.default_rng(0).uniform(0.0, 3.0, scene.shape[2])
    radiance[:, 20] = dead
    block, _ = block_of(with_radiance(scene, radiance))
    assert (block.quality[:, 20] & BAD_COLUMN).all()
    valid = block.valid.reshape(block.shape)
    assert not valid[:, 20].any()
    assert valid[:, 21:].all()
    assert np.isfinite(block.rows).all()


def test_a_hot_element_is_bridged_without_losing_its_column() -> None:
    scene = planted_scene()
    clean, _ = block_of(scene)
    radiance = radiance_of(scene)
    radiance[:, 30, 17] *= 1.3
    block, _ = block_of(with_radiance(scene, radiance))
    assert block.valid.all()
    cube, truth = (b.rows.reshape(*b.shape, -1) for b in (block, clean))
    np.testing.assert_allclose(cube[:, 30, 17], truth[:, 30, 17], atol=0.8)


def test_fill_and_nan_never_reach_the_rows() -> None:
    scene = planted_scene()
    radiance = radiance_of(scene)
    radiance[:10, :15] = np.nan
    radiance[12, 12, 5] = np.nan
    block, _ = block_of(with_radiance(scene, radiance))
    assert np.isfinite(block.rows).all()
    assert (~block.valid).sum() == 151


@pytest.mark.parametrize(
    "spoil",
    [
        lambda radiance: np.zeros_like(radiance),
        lambda radiance: np.full_like(radiance, 7.0),
        lambda radiance: np.full_like(radiance, np.nan),
        lambda radiance: radiance[:1, :40],
    ],
    ids=["all zero", "constant", "all missing", "too few pixels"],
)
def test_a_scene_without_statistics_is_refused_in_one_paragraph(spoil) -> None:
    scene = planted_scene()
    scene = with_radiance(scene, spoil(radiance_of(scene)))
    with pytest.raises(StatisticsError) as caught:
        block_of(scene)
    message = str(caught.value)
    assert message.startswith("planted: ")
    assert "expected" in message
    assert "\n" not in message
