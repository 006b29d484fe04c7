"""Refuse scenes that hold nothing, or nothing that their unit allows."""

from __future__ import annotations

import math

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import SceneError, StatisticsError
from cathartes.io.scenes.plausibility.implied import implied
from cathartes.io.scenes.plausibility.sample import has_variation, sample_spectra
from cathartes.io.scenes.plausibility.unit_guess import describe
from cathartes.model import Scene

COLDEST_K, HOTTEST_K = 215.0, 430.0
"""A wrong factor of ten gives 203 K or 561 K for a scene of 300 K at 10 um."""
DARKEST, BRIGHTEST = 1e-4, 1.3
"""Of the sunlight; the lower limit leaves room for water under a low sun."""
FEWEST_PIXELS_PER_CHANNEL = 2
FEWEST_PIXELS = 100


def judge_scene(scene: Scene) -> Scene:
    """Check that a scene can be what it says, and return it with remarks on what is odd.

    Raises
    ------
    SceneError
        If the scene holds no number, the same number everywhere, or radiance that implies
        an impossible temperature or more light than the sun gives.
    """
    spectra = sample_spectra(scene.source)
    lines, samples, _ = scene.shape
    if lines * samples > 1 and not has_variation(spectra):
        _refuse_emptiness(scene, spectra)
    spectra = spectra[:, scene.good_bands]
    valid = np.isfinite(spectra)
    if scene.quantity != "radiance":
        return _with_remarks(scene)
    wavelength_um = scene.instrument.wavelength_um[scene.good_bands]
    result = implied(spectra, wavelength_um)
    kelvin, share = result.temperature_k, result.reflectance
    wrong_heat = math.isfinite(kelvin) and not COLDEST_K <= kelvin <= HOTTEST_K
    wrong_light = math.isfinite(share) and not DARKEST <= share <= BRIGHTEST
    if wrong_heat or wrong_light:
        raise SceneError.about(
            _where(scene),
            "radiance unit",
            found=f"{scene.radiance_unit_in_file}, which implies {describe(result)}",
            expected=f"{COLDEST_K:.0f} to {HOTTEST_K:.0f} K"
            if wrong_heat
            else f"{100 * DARKEST:g} to {100 * BRIGHTEST:g} % of the sunlight",
            remedy="The unit (or a scale factor) is wrong: correct it in the file's header, or "
            "name the right `radiance_unit` in a NAME.scene.json beside the scene.",
        )
    if not math.isfinite(kelvin) and not math.isfinite(share) and (spectra[valid] <= 0.0).all():
        raise SceneError.about(
            _where(scene),
            "radiance",
            found="no positive number in a sample of the scene",
            expected="radiance",
            remedy="These numbers are no radiance; give the calibrated (level 1) file.",
        )
    return _with_remarks(scene)


def require_enough_pixels(scene: Scene) -> None:
    """Raise where a scene has too few pixels for the statistics of its channels.

    A series of single-beam spectra has an identification path of its own and is let through.

    Raises
    ------
    StatisticsError
        If it has one line or one sample, or fewer pixels than twice its channels.
    """
    if scene.quantity == "single_beam":
        return
    lines, samples, _ = scene.shape
    channels = int(scene.good_bands.sum())
    needed = max(FEWEST_PIXELS, FEWEST_PIXELS_PER_CHANNEL * channels)
    if min(lines, samples) < 2 or lines * samples < needed:
        raise StatisticsError.about(
            _where(scene),
            "lines and samples",
            found=f"{lines} x {samples} pixels",
            expected=f"two lines and two samples or more, and at least {needed} pixels for "
            f"{channels} channels",
            remedy="Give a larger part of the flight line: the background of a plume is learnt "
            "from the scene itself.",
        )


def _where(scene: Scene) -> object:
    return scene.input_paths[0] if scene.input_paths else scene.name


def _with_remarks(scene: Scene) -> Scene:
    try:
        require_enough_pixels(scene)
    except StatisticsError as error:
        return evolve(scene, remarks=(*scene.remarks, f"Too small for detection: {error}"))
    return scene


def _refuse_emptiness(scene: Scene, spectra: NDArray[np.float32]) -> None:
    valid = spectra[np.isfinite(spectra)]
    if valid.size == 0:
        found = "no valid number: all is NaN, Inf or fill"
    elif (valid == 0.0).all():
        found = "zero everywhere"
    else:
        found = "the same spectrum in every pixel"
    raise SceneError.about(
        _where(scene),
        "radiance",
        found=found,
        expected="a scene that varies from place to place",
        remedy="The file is a placeholder or its processing failed; fetch it again.",
    )
