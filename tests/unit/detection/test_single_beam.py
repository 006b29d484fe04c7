"""Naming gases in uncalibrated spectra."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection import DetectionOptions, detect_plumes
from cathartes.detection.single_beam import prepare_series, series_scores, weigh_gases
from cathartes.errors import InstrumentError
from cathartes.model import Detection, Scene
from cathartes.model.instrument import Instrument
from cathartes.model.scene import ArraySource
from cathartes.physics.gases.channels import channel_absorption
from tests.planted_scenes import library_of

WAVENUMBER = np.arange(760.0, 1300.0, 1.0)
INSTRUMENT = Instrument("bench", 1e4 / WAVENUMBER, 1e4 / WAVENUMBER**2 * 2.0)


def series(columns: dict[str, float], seed: int = 0, spectra: int = 12) -> Scene:
    """Return single-beam spectra of a smooth source seen through gases, ppm m."""
    rng = np.random.default_rng(seed)
    u = np.linspace(-1.0, 1.0, len(WAVENUMBER))
    source = 700.0 * np.exp(0.4 * u - 0.5 * u**2)
    depth = np.zeros(len(WAVENUMBER))
    for name, column in columns.items():
        depth += column * channel_absorption(library_of(name).gases[name], INSTRUMENT)
    share = rng.uniform(0.7, 1.3, (spectra, 1))
    beam = source * np.exp(-share * depth) * (1.0 + 0.003 * rng.normal(size=(spectra, len(u))))
    return Scene(
        name="series",
        source=ArraySource(beam[:, None].astype(np.float32)),
        instrument=INSTRUMENT,
        good_bands=np.ones(len(WAVENUMBER), bool),
        quantity="single_beam",
    )


@pytest.fixture(scope="module")
def found() -> Detection:
    return detect_plumes(series({"ammonia": 60.0}), library_of())


def test_the_gas_in_the_beam_is_named(found: Detection) -> None:
    plume = found.plumes[0]
    assert plume.gas == "ammonia"
    assert plume.gas_probabilities["ammonia"] > 0.95
    assert all(p < 0.5 for gas, p in plume.gas_probabilities.items() if gas != "ammonia")


def test_no_column_is_ever_stated(found: Detection) -> None:
    assert found.column == {}
    for plume in found.plumes:
        assert plume.column_mean_ppm_m is None
        assert "uncalibrated" in plume.column_remark


def test_two_gases_in_one_beam_are_one_plume_of_both() -> None:
    scene = series({"ammonia": 60.0, "SF6": 1.5}, seed=1)
    plumes = detect_plumes(scene, library_of()).plumes
    assert len(plumes) == 1
    assert plumes[0].gas_probabilities["ammonia"] > 0.9
    assert plumes[0].gas_probabilities["SF6"] > 0.9


def test_a_beam_through_clean_air_holds_nothing() -> None:
    found = detect_plumes(series({}, seed=2), library_of())
    assert found.plumes == ()
    assert len(found.rejections) == 1


def test_the_arbitrary_unit_does_not_matter() -> None:
    scene = series({"methanol": 80.0}, seed=3)
    model = prepare_series(scene, library_of())
    from tests.planted_scenes import with_radiance

    louder = prepare_series(with_radiance(scene, 37.0 * scene.source.read(0, 12)), library_of())
    change = louder.absorbance - model.absorbance
    np.testing.assert_allclose(change, change[0, 0], atol=1e-3)
    one, other = (
        weigh_gases(m.absorbance.mean(0), m.absorption, m.wavenumber_cm1)[0]
        for m in (model, louder)
    )
    np.testing.assert_allclose(other, one, atol=1e-3)


def test_the_score_follows_the_gas_from_spectrum_to_spectrum() -> None:
    rng = np.random.default_rng(4)
    parts = [series({"SF6": c}, seed=5, spectra=1).source.read(0, 1) for c in (0.0, 0.5, 1.0, 2.0)]
    scene = series({}, seed=5)
    from tests.planted_scenes import with_radiance

    scene = with_radiance(scene, np.concatenate(parts))
    model = prepare_series(scene, library_of())
    scores = series_scores(model, model.names.index("SF6"))
    assert list(np.argsort(scores)) == [0, 1, 2, 3]
    assert rng is not None


def test_a_series_outside_the_window_is_refused() -> None:
    short = Instrument("short", 1e4 / np.linspace(1300.0, 1800.0, 300), np.full(300, 0.01))
    scene = Scene(
        name="short",
        source=ArraySource(np.ones((3, 1, 300), np.float32)),
        instrument=short,
        good_bands=np.ones(300, bool),
        quantity="single_beam",
    )
    with pytest.raises(InstrumentError, match="1300 to 1800"):
        detect_plumes(scene, library_of())


def test_asking_for_one_gas_names_only_that() -> None:
    options = DetectionOptions(gases=("SF6",))
    found = detect_plumes(series({"ammonia": 60.0}, seed=6), library_of(), options)
    for plume in found.plumes:
        assert plume.gas in {"SF6", "unknown"}
        assert plume.gas_probabilities.get("SF6", 0.0) < 0.5
