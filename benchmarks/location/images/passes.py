"""Held-out simulated passes, and what is right and wrong about an answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from attrs import frozen

from cathartes.location.images import ImageOptions, locate_plume_image
from cathartes.location.images.evidence import find_evidence
from cathartes.location.images.wind.belief import believe_wind
from cathartes.model.location.plume_image import kg_m2_per_ppm_m
from cathartes.model.location.source import SourceEstimate, SourceLocation
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import bundled_image_calibration
from cathartes.simulate.passes import (
    PassSettings,
    SimulatedPass,
    draw_pass,
    draw_settings,
    give_wind,
)

HELD_OUT = 870_000
"""First number of the seeds; development has others."""


@frozen
class Judged:
    """One source against its truth.

    Attributes
    ----------
    camera : str
    pixel_size_m, speed_m_s, true_rate_kg_per_h : float
    error_pixels : float
    in_region_50, in_region_90 : bool
    region_90_pixels : float
        Its area over that of a pixel.
    rate_ratio : float
        Stated over true.
    in_interval : bool
    interval_score : float
        Of the 90 % interval, over the true rate.
    upwind_error_pixels : float
        Of the most upwind pixel.
    varon_ratio : float
        Rate by integrated mass enhancement with the published effective wind over the true rate.
    is_warned : bool
        Whether the answer says what made it less sure than others.
    """

    camera: str
    pixel_size_m: float
    speed_m_s: float
    true_rate_kg_per_h: float
    error_pixels: float
    in_region_50: bool
    in_region_90: bool
    region_90_pixels: float
    rate_ratio: float
    in_interval: bool
    interval_score: float
    upwind_error_pixels: float
    varon_ratio: float
    is_warned: bool = False


def held_out_pass(
    index: int, *, emitters: int = 1
) -> tuple[PassSettings, SimulatedPass, np.random.Generator]:
    """Return one pass of the benchmark and the generator that goes on from it."""
    rng = np.random.default_rng([HELD_OUT + emitters, index])
    settings = draw_settings(rng, emitters=emitters)
    return settings, draw_pass(settings, rng)[0], rng


def judge(
    found: SourceEstimate,
    flown: SimulatedPass,
    emitter: int,
    settings: PassSettings,
    baseline: tuple[float, float] = (np.nan, np.nan),
    true_rate: float | None = None,
) -> Judged:
    """Compare one source with one emitter of a pass."""
    image = flown.image
    east, north = image.ground(flown.line[emitter], flown.sample[emitter])
    rate = float(flown.emission_rate_kg_per_h[emitter]) if true_rate is None else true_rate
    point = shapely.Point(float(east), float(north))
    regions = [
        shapely.union_all([shapely.Polygon(ring) for ring in rings])
        for rings in (found.region_50, found.region_90)
    ]
    low, high = found.emission_rate_q05 / rate, found.emission_rate_q95 / rate
    score = high - low + 20.0 * (max(low - 1.0, 0.0) + max(1.0 - high, 0.0))
    pixel = image.pixel_size_m
    return Judged(
        camera=settings.camera.name,
        pixel_size_m=pixel,
        speed_m_s=settings.weather.speed_m_s,
        true_rate_kg_per_h=rate,
        error_pixels=float(np.hypot(found.easting_m - east, found.northing_m - north)) / pixel,
        in_region_50=bool(regions[0].intersects(point)),
        in_region_90=bool(regions[1].intersects(point)),
        region_90_pixels=float(regions[1].area) / pixel**2,
        rate_ratio=found.emission_rate_kg_per_h / rate,
        in_interval=bool(low <= 1.0 <= high),
        interval_score=float(score),
        upwind_error_pixels=baseline[0],
        varon_ratio=baseline[1] / rate,
    )


def baselines(flown: SimulatedPass, wind: Wind, kind: str) -> tuple[float, float]:
    """Return the most upwind pixel's error in pixels, and the plain rate in kg/h.

    The mask is ours in both; the rate is U_eff IME / L with L the root of the plume's area and
    U_eff = 0.33 U10 + 0.45 m/s [varon2018].
    """
    image = flown.image
    belief = believe_wind(wind, kind)
    toward = np.radians(belief.toward_deg)
    down = np.array([-np.cos(toward), np.sin(toward)])
    table = bundled_image_calibration()
    evidence = find_evidence([image], down, ImageOptions(), table.gas_weights)
    if evidence.count == 0:
        return np.nan, np.nan
    members = np.argwhere(evidence.label == 1)
    head = members[int(np.argmin(members @ down))]
    error = float(np.hypot(head[0] - flown.line[0], head[1] - flown.sample[0]))
    mass = float(image.column_ppm_m[evidence.label == 1].sum())
    mass *= kg_m2_per_ppm_m(image.molar_mass_g_per_mol) * image.pixel_size_m**2
    length = float(np.sqrt(len(members))) * image.pixel_size_m
    return error, (0.33 * wind.speed_m_s + 0.45) * mass / length * 3600.0


def judge_passes(indices: Sequence[int], kinds: Sequence[str]) -> dict[str, list[Judged]]:
    """Judge single passes with the wind of several kinds; a pass not found is not in a list."""
    judged: dict[str, list[Judged]] = {kind: [] for kind in kinds}
    for index in indices:
        settings, flown, rng = held_out_pass(index)
        for kind in kinds:
            wind = give_wind(settings.weather, kind, rng)
            located = locate_plume_image(flown.image, wind, wind_kind=kind)
            if not located.sources:
                continue
            best = nearest(located, flown, 0)
            judged[kind].append(judge(best, flown, 0, settings, baselines(flown, wind, kind)))
    return judged


def nearest(located: SourceLocation, flown: SimulatedPass, emitter: int) -> SourceEstimate:
    """Return the source nearest to an emitter."""
    east, north = flown.image.ground(flown.line[emitter], flown.sample[emitter])
    return min(
        located.sources, key=lambda one: np.hypot(one.easting_m - east, one.northing_m - north)
    )


def judge_blanks(indices: Sequence[int]) -> list[int]:
    """Return the number of sources that blank passes are said to have."""
    numbers = []
    for index in indices:
        settings, flown, rng = held_out_pass(index, emitters=0)
        wind = give_wind(settings.weather, "mast", rng)
        numbers.append(len(locate_plume_image(flown.image, wind).sources))
    return numbers


def judge_pairs(indices: Sequence[int]) -> tuple[list[int], list[Judged]]:
    """Return numbers of sources in scenes of two emitters, and each against its nearest."""
    numbers, judged = [], []
    for index in indices:
        settings, flown, rng = held_out_pass(index, emitters=2)
        wind = give_wind(settings.weather, "mast", rng)
        located = locate_plume_image(flown.image, wind)
        numbers.append(len(located.sources))
        if len(located.sources) == 2:
            judged += [
                judge(nearest(located, flown, emitter), flown, emitter, settings)
                for emitter in (0, 1)
            ]
    return numbers, judged


def judge_drift(indices: Sequence[int]) -> list[tuple[float, float, bool]]:
    """Return, for pairs of passes, wind by drift over true wind, degrees off, and found or not."""
    from cathartes.location.images import wind_from_drift

    rows = []
    for index in indices:
        rng = np.random.default_rng([HELD_OUT + 60, index])
        settings = draw_settings(rng, strengths=(10.0, 60.0))
        weather = settings.weather
        later = float(rng.uniform(3.0, 8.0)) * settings.pixel_size_m / weather.speed_m_s
        pair = draw_pass(settings, rng, (0.0, max(later, 4.0 / weather.speed_m_s)))
        wind = wind_from_drift([one.image for one in pair])
        if wind is None:
            rows.append((np.nan, np.nan, False))
            continue
        off = (wind.from_direction_deg - weather.from_direction_deg + 180.0) % 360.0 - 180.0
        rows.append((wind.speed_m_s / weather.speed_m_s, off, True))
    return rows
