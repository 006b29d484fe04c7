"""A whole scene with its truth, from settings and a seed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import InstrumentError
from cathartes.model.gas import Gas
from cathartes.model.instrument import Instrument
from cathartes.model.scene import ArraySource, Georeference, Scene
from cathartes.model.wind import Wind
from cathartes.physics.instruments import InstrumentDesign, find_design
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.atmosphere.solar_air import build_solar_air
from cathartes.simulate.atmosphere.thermal_air import build_thermal_air
from cathartes.simulate.plume.absorption import cross_section_cm2
from cathartes.simulate.plume.planting import PlumePlanter
from cathartes.simulate.plume.scene_plumes import plant_all
from cathartes.simulate.radiance.model import RadianceModel
from cathartes.simulate.radiance.optics import look_down
from cathartes.simulate.radiance.solar import SolarModel
from cathartes.simulate.radiance.thermal import ThermalModel
from cathartes.simulate.sensor.detector_array import read_out
from cathartes.simulate.sensor.response import fine_grid
from cathartes.simulate.settings import SceneSettings
from cathartes.simulate.surface.ground import Ground, mix_ground
from cathartes.simulate.surface.layout import draw_layout
from cathartes.simulate.surface.materials import draw_material
from cathartes.simulate.truth import SceneTruth, SimulatedScene

NOWHERE_EPSG = 32631
NOWHERE_EASTING_M = 500_000.0
_METHANE_NAMES = ("methane", "CH4")
"""Names under which the background's own absorber may be among the spectra."""


def simulate_scene(
    settings: SceneSettings,
    rng: np.random.Generator,
    spectra: Mapping[str, Gas],
    atmosphere: Atmosphere | None = None,
) -> SimulatedScene:
    """Simulate a scene; the same settings and generator state give the same scene.

    Parameters
    ----------
    settings : SceneSettings
    rng : numpy.random.Generator
    spectra : mapping of str to Gas
        Absorption of every gas the emitters name, at the best resolution there is.
    atmosphere : Atmosphere, optional
        Air from a table (:mod:`cathartes.simulate.atmosphere.tables`), on the grid of
        :func:`cathartes.simulate.sensor.response.fine_grid`; drawn from the settings if None.

    Raises
    ------
    InstrumentError
        Unknown instrument, or no channel in the wavelength range.
    OptionError
        Unknown material or gas.
    """
    design = find_design(settings.instrument)
    instrument, channels = _choose_channels(design, settings)
    grid = fine_grid(instrument, settings.step_cm1)
    # Each part has its own generator, so that a change of one leaves the others as they were.
    for_layout, for_materials, for_ground, for_plumes, for_sensor = rng.spawn(5)
    layout = draw_layout(settings, for_layout)
    materials = tuple(
        draw_material(for_materials, name, 1e4 / grid, settings.kind, settings.surface.clutter)
        for name in layout.material_names
    )
    ground = mix_ground(settings, layout, materials, for_ground)
    model, air = _build_model(settings, instrument, grid, ground, spectra, atmosphere)
    radiance = model.clear_radiance()
    mean = radiance.mean(axis=(0, 1), dtype=np.float64)
    # Without noise the truth still states what the instrument's would have been.
    noise = _noise_of(design, channels, mean) * (settings.artefacts.noise or 1.0)
    planter = PlumePlanter(model, radiance, noise)
    emitters, total_snr = plant_all(settings, spectra, grid, planter, for_plumes)
    readout = read_out(
        radiance,
        noise,
        channels,
        design,
        settings.artefacts,
        for_sensor,
    )
    response = model.optics.responses(settings.samples // 2)
    wind = Wind(settings.wind.speed_m_s, settings.wind.from_direction_deg)
    scene = Scene(
        name=settings.name,
        source=ArraySource(readout.radiance),
        instrument=Instrument(instrument.name, instrument.wavelength_um, instrument.fwhm_um, noise),
        good_bands=np.ones(noise.size, np.bool_),
        file_format="simulated",
        georeference=_nowhere(settings),
        pixel_size_m=settings.pixel_size_m,
        acquired_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
        platform_altitude_m=settings.atmosphere.platform_height_m,
        ground_elevation_m=0.0,
        wind=wind,
        air_temperature_k=settings.atmosphere.air_temperature_k,
        remarks=("This scene is simulated; its place, in the Gulf of Guinea, is made up.",),
        is_simulated=True,
    )
    truth = SceneTruth(
        emitters=emitters,
        snr=total_snr,
        surface_temperature_k=ground.temperature_k,
        material_names=layout.material_names,
        material=layout.material,
        wavelength_um=instrument.wavelength_um,
        transmittance=np.asarray(response @ np.exp(-air.optical_depth)),
        path_radiance=np.asarray(response @ air.path_radiance),
        sky_radiance=np.asarray(response @ air.sky_radiance),
        noise_radiance=noise,
        wind=wind,
        air_temperature_k=settings.atmosphere.air_temperature_k,
        dead_columns=readout.dead_columns,
        dead_channels=readout.dead_channels,
    )
    return SimulatedScene(scene, truth, settings)


def _nowhere(settings: SceneSettings) -> Georeference:
    """Put the scene, north up, where the equator meets 3 degrees east: open sea."""
    from pyproj import CRS

    pixel = settings.pixel_size_m
    affine = (pixel, 0.0, NOWHERE_EASTING_M, 0.0, -pixel, pixel * settings.lines)
    return Georeference(crs_wkt=CRS.from_epsg(NOWHERE_EPSG).to_wkt(), affine=affine)


def _choose_channels(
    design: InstrumentDesign, settings: SceneSettings
) -> tuple[Instrument, NDArray[np.intp]]:
    whole = design.as_instrument()
    low, high = settings.wavelength_range_um or (
        (7.0, 14.0) if settings.kind == "lwir" else (2.0, 2.5)
    )
    kept = np.flatnonzero((whole.wavelength_um >= low) & (whole.wavelength_um <= high))
    if kept.size < 4:
        raise InstrumentError.about(
            "scene settings",
            "instrument",
            found=f"{design.name} with {kept.size} channels in {low:g}-{high:g} um",
            expected="at least 4 channels",
            remedy="Choose an instrument of this region, or a wider wavelength_range_um.",
        )
    return Instrument(design.name, whole.wavelength_um[kept], whole.fwhm_um[kept]), kept


def _noise_of(
    design: InstrumentDesign, channels: NDArray[np.intp], mean: NDArray[np.float64]
) -> NDArray[np.float64]:
    everywhere = np.zeros(design.channels)
    everywhere[channels] = mean
    return np.asarray(design.noise_radiance(everywhere)[channels])


def _build_model(
    settings: SceneSettings,
    instrument: Instrument,
    grid: NDArray[np.float64],
    ground: Ground,
    spectra: Mapping[str, Gas],
    atmosphere: Atmosphere | None,
) -> tuple[RadianceModel, Atmosphere]:
    optics = look_down(instrument, grid, settings.samples, settings.artefacts)
    if settings.kind == "lwir":
        air = atmosphere or build_thermal_air(settings.atmosphere, grid)
        return ThermalModel(ground, air, optics, settings.atmosphere.air_temperature_k), air
    methane = next((spectra[name] for name in _METHANE_NAMES if name in spectra), None)
    own = None if methane is None else cross_section_cm2(methane, grid)
    air = atmosphere or build_solar_air(settings.atmosphere, settings.sun, grid, own)
    return SolarModel(ground, air, optics, settings.sun.zenith_deg), air
