"""Scenes of a simulated campaign: where emitters are in them, and what spoils them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from attrs import evolve
from pyproj import Transformer

from cathartes.io.scenes.readers import read_scene
from cathartes.simulate.bundled_spectra import bent_spectra
from cathartes.simulate.campaign.air.weather import Moment
from cathartes.simulate.campaign.flights.scene_tasks import SceneTask
from cathartes.simulate.campaign.flights.scenes import make_scene, write_task
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter
from cathartes.simulate.campaign.ground.frame import EPSG, Frame
from cathartes.simulate.campaign.settings import PATROL

TIME = 1_780_400_000.0
FRAME = Frame.of_size(500.0, 500.0)
SPECTRA = bent_spectra(["ammonia", "methane", "acetone"], np.random.default_rng(0))


def made_emitter(east_m: float, north_m: float, **changes) -> CampaignEmitter:
    easting, northing = FRAME.west_m + east_m, FRAME.south_m + north_m
    longitude, latitude = FRAME.place(easting, northing)
    emitter = CampaignEmitter(
        emitter_id="E001", profile="livestock", is_clandestine=False, is_look_alike=True,
        easting_m=easting, northing_m=northing, longitude=longitude, latitude=latitude,
        rate_kg_per_h={"ammonia": 30.0}, rate_factor=1.0, added_gases=(), missing_gases=(),
        is_permitted=True, is_listed=True, on_periods=((TIME - 5000.0, TIME + 5000.0),),
        radius_m=1.0, release_height_m=3.0, temperature_excess_k=2.0,
    )  # fmt: skip
    return evolve(emitter, **changes)


def made_task(*emitters: CampaignEmitter, **changes) -> SceneTask:
    moment = Moment(
        wind_speed_m_s=3.0, wind_from_direction_deg=270.0, air_temperature_k=295.0, sun=0.8,
        sun_zenith_deg=30.0, turbulence=0.2, water_g_cm2=1.6,
    )  # fmt: skip
    task = SceneTask(
        name="P01_L01_S01", folder="P01", flight="P01", line="L01", imager=PATROL, pixels=64,
        west_m=FRAME.west_m, north_m=FRAME.south_m + 320.0, placed_off_m=(0.0, 0.0),
        time_s=TIME, stated_time_s=TIME, altitude_m=2380.0, ground_m=350.0, moment=moment,
        emitters=emitters, fault="", seed=(1, 2, 3),
    )  # fmt: skip
    return evolve(task, **changes)


def test_an_emitter_is_where_its_longitude_and_latitude_say(tmp_path):
    emitter = made_emitter(100.0, 200.0)
    simulated = make_scene(made_task(emitter), SPECTRA, 1.0)
    (truth,) = simulated.truth.emitters
    write_task(made_task(emitter), SPECTRA, 1.0, tmp_path)
    scene = read_scene(tmp_path / "P01" / "P01_L01_S01.hdr")
    assert scene.georeference is not None
    assert scene.georeference.affine is not None
    a, b, c, d, e, f = scene.georeference.affine
    project = Transformer.from_crs(EPSG, 4326, always_xy=True)
    column, row = truth.sample + 0.5, truth.line + 0.5
    place = project.transform(a * column + b * row + c, d * column + e * row + f)
    np.testing.assert_allclose(place, (emitter.longitude, emitter.latitude), rtol=0, atol=1e-7)
    strongest = np.unravel_index(truth.snr.argmax(), truth.snr.shape)
    assert np.hypot(strongest[0] - truth.line, strongest[1] - truth.sample) < 12.0


def test_gas_of_an_emitter_outside_blows_into_the_scene():
    outside = made_emitter(-60.0, 160.0)
    simulated = make_scene(made_task(outside), SPECTRA, 1.0)
    (truth,) = simulated.truth.emitters
    assert truth.sample < 0.0
    assert truth.snr.max() > 1.0


def test_a_gas_without_a_thermal_band_is_not_planted_and_is_no_error():
    emitter = made_emitter(100.0, 200.0, rate_kg_per_h={"methane": 100.0})
    assert make_scene(made_task(emitter), SPECTRA, 1.0).truth.emitters == ()


def test_clouds_are_colder_than_the_air_and_hide_what_is_below(tmp_path):
    emitter = made_emitter(100.0, 200.0)
    clear = make_scene(made_task(emitter), SPECTRA, 1.0)
    cloudy = make_scene(made_task(emitter, fault="cloudy"), SPECTRA, 1.0)
    hidden = np.isnan(cloudy.truth.surface_temperature_k)
    assert 0.1 < hidden.mean() < 0.9
    channel = int(np.argmin(np.abs(clear.scene.instrument.wavelength_um - 10.5)))
    below = clear.scene.source.read(0, 64)[..., channel]
    above = cloudy.scene.source.read(0, 64)[..., channel]
    assert above[hidden].mean() < below[hidden].mean()
    assert above[hidden].std() < below[hidden].std()
    open_ground = ~hidden & (above == below)
    assert open_ground.mean() > 0.05
    outcome = write_task(made_task(emitter, fault="cloudy"), SPECTRA, 1.0, tmp_path)
    assert outcome.clear_share == pytest.approx(1.0 - hidden.mean())


def test_a_corrupt_scene_has_lost_a_part_and_says_so_when_it_is_read(tmp_path):
    from cathartes.errors import SceneError

    outcome = write_task(made_task(fault="corrupt"), SPECTRA, 1.0, tmp_path)
    assert outcome.clear_share == 0.0
    with pytest.raises(SceneError, match="file size"):
        read_scene(tmp_path / "P01" / "P01_L01_S01.hdr")


def test_a_scene_delivered_twice_is_the_same_twice(tmp_path):
    write_task(made_task(fault="delivered twice"), SPECTRA, 1.0, tmp_path)
    one, other = (
        (tmp_path / folder / "P01_L01_S01.img").read_bytes() for folder in ("P01", "P01_again")
    )
    assert one == other


def test_saturation_flattens_what_is_hot():
    clear = make_scene(made_task(), SPECTRA, 1.0).scene.source.read(0, 64)
    saturated = make_scene(made_task(fault="saturated"), SPECTRA, 1.0).scene.source.read(0, 64)
    assert saturated.max() < clear.max()


def test_a_scene_states_its_clock_its_height_and_no_truth(tmp_path):
    task = made_task(made_emitter(100.0, 200.0), stated_time_s=TIME + 5400.0)
    write_task(task, SPECTRA, 1.0, tmp_path)
    told = json.loads((tmp_path / "P01" / "P01_L01_S01.scene.json").read_text())
    assert told["acquired_at"].startswith("2026-06-02T")
    assert told["platform_altitude_m"] == 2380.0
    assert told["ground_elevation_m"] == 350.0
    assert "wind" not in told
    assert not list(tmp_path.rglob("*truth*"))
    assert "simulated" in (tmp_path / "P01" / "P01_L01_S01.hdr").read_text()


def test_a_weak_source_has_less_chance_to_be_found_than_a_strong_one(tmp_path):
    outcome = write_task(made_task(made_emitter(100.0, 200.0)), SPECTRA, 1.0, tmp_path)
    assert outcome.strengths["E001"] > 5.0
    assert 0.0 < outcome.limits_kg_per_h["ammonia"] < 30.0
    assert "methane" not in outcome.limits_kg_per_h
