"""All plumes of a scene: each alone for its truth, together in the radiance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cathartes.model.gas import Gas
from cathartes.simulate.plume.absorption import depth_per_ppm_m
from cathartes.simulate.plume.emission import GasPlume, emit_plume
from cathartes.simulate.plume.planting import PlantedPlume, PlumePlanter
from cathartes.simulate.settings import SceneSettings
from cathartes.simulate.truth import EmitterTruth


def plant_all(
    settings: SceneSettings,
    spectra: Mapping[str, Gas],
    wavenumber_cm1: NDArray[np.float64],
    planter: PlumePlanter,
    rng: np.random.Generator,
) -> tuple[tuple[EmitterTruth, ...], NDArray[np.float32]]:
    """Plant every plume of the settings into the planter's radiance.

    Parameters
    ----------
    settings : SceneSettings
    spectra : mapping of str to Gas
    wavenumber_cm1 : (wavenumber,) float64
        Grid of the planter's model.
    planter : PlumePlanter
        Its ``clear`` radiance is changed, once all plumes have been worked out.
    rng : numpy.random.Generator

    Returns
    -------
    tuple of EmitterTruth
        Each plume as if it were alone.
    (line, sample) float32
        True SNR of all plumes together.
    """
    shape = planter.clear.shape[:2]
    plumes: list[GasPlume] = []
    planted: list[PlantedPlume] = []
    depths: list[NDArray[np.float64]] = []
    for emitter, own in zip(settings.emitters, rng.spawn(len(settings.emitters)), strict=True):
        taken = [(other.line, other.sample) for other in plumes]
        plume = emit_plume(emitter, settings, spectra, own, taken)
        depth = np.stack([depth_per_ppm_m(spectra[name], wavenumber_cm1) for name in plume.names])
        plumes.append(plume)
        depths.append(depth)
        planted.append(planter.plant(plume, depth, emitter.target_snr))
    snr = np.zeros(shape, np.float32)
    crossings = _differences_where_plumes_cross(planter, plumes, planted, depths)
    for one in planted:
        snr[one.line, one.sample] = one.snr
    line, sample, both = crossings
    snr[line, sample] = planter.snr(both)
    crossed = np.zeros(shape, np.bool_)
    crossed[line, sample] = True
    for one in planted:
        alone = ~crossed[one.line, one.sample]
        planter.clear[one.line[alone], one.sample[alone]] += one.difference[alone]
    planter.clear[line, sample] += both
    truths = tuple(
        _emitter_truth(plume, one, shape) for plume, one in zip(plumes, planted, strict=True)
    )
    return truths, snr


def _differences_where_plumes_cross(
    planter: PlumePlanter,
    plumes: Sequence[GasPlume],
    planted: Sequence[PlantedPlume],
    depths: Sequence[NDArray[np.float64]],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Return pixels with more than one plume and their common radiance difference.

    The gases of all of them form one layer with the mean temperature, weighted by their
    strongest optical depth.
    """
    overlap = np.zeros(planter.clear.shape[:2], np.int16)
    for one in planted:
        overlap[one.line, one.sample] += 1
    line, sample = np.nonzero(overlap > 1)
    if line.size == 0:
        return line, sample, np.empty((0, planter.clear.shape[2]), np.float32)
    columns = np.concatenate([one.column_ppm_m[:, line, sample] for one in planted]).T
    weights = [
        (one.column_ppm_m[:, line, sample] * depth.max(axis=1)[:, None]).sum(axis=0)
        for one, depth in zip(planted, depths, strict=True)
    ]
    temperature = np.average(
        [plume.temperature_k[line, sample] for plume in plumes],
        axis=0,
        weights=np.array(weights) + 1e-12,
    )
    difference = planter.model.plume_difference(
        line, sample, np.concatenate(depths), columns.astype(np.float64), temperature
    )
    return line, sample, difference


def _emitter_truth(plume: GasPlume, planted: PlantedPlume, shape: tuple[int, ...]) -> EmitterTruth:
    order = np.argsort(-planted.gas_snr)
    snr = np.zeros(shape, np.float32)
    snr[planted.line, planted.sample] = planted.snr
    sign = np.zeros(shape, np.int8)
    sign[planted.line, planted.sample] = np.sign(planted.difference.sum(axis=1))
    temperature = np.full(shape, np.nan, np.float32)
    temperature[planted.line, planted.sample] = plume.temperature_k[planted.line, planted.sample]
    rates = planted.scale * plume.gas_rate_kg_per_h
    return EmitterTruth(
        gases=tuple(plume.names[gas] for gas in order),
        column_ppm_m={plume.names[gas]: planted.column_ppm_m[gas] for gas in order},
        line=plume.line,
        sample=plume.sample,
        emission_rate_kg_per_h=float(rates.sum()),
        gas_rate_kg_per_h={plume.names[gas]: float(rates[gas]) for gas in order},
        plume_temperature_k=temperature,
        snr=snr,
        gas_snr={plume.names[gas]: float(planted.gas_snr[gas]) for gas in order},
        contrast_sign=sign,
    )
