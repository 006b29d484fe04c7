"""Plumes into radiance, scaled to a stated strength, with their true signal-to-noise ratio."""

from __future__ import annotations

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from cathartes.errors import OptionError
from cathartes.simulate.plume.emission import GasPlume
from cathartes.simulate.radiance.model import RadianceModel

STRONGEST = 50
"""A plume's strength is the mean over this many pixels."""
LEAST_EFFECT = 0.02
"""Columns that would change no channel by this share of its noise, at the least contrast of
the model, are dropped."""
LEAST_DEPTH_PER_PPM_M = 1e-9
"""Of a gas that can be seen at all: one part in a thousand takes 1e6 ppm m, pure gas over 1 m."""
MOST_DEPTH = 3.0
"""Largest optical depth in a channel that scaling may ask for."""


@frozen(eq=False)
class PlantedPlume:
    """One plume as it changes the radiance.

    Attributes
    ----------
    scale : float
        Factor that was put on the columns and the rates.
    column_ppm_m : (gas, line, sample) float32
    line, sample : (pixel,) int
        Pixels with gas.
    difference : (pixel, channel) float32
    snr : (pixel,) float64
    gas_snr : (gas,) float64
        Mean SNR of each gas alone over the strongest pixels.
    """

    scale: float
    column_ppm_m: NDArray[np.float32]
    line: NDArray[np.intp]
    sample: NDArray[np.intp]
    difference: NDArray[np.float32]
    snr: NDArray[np.float64]
    gas_snr: NDArray[np.float64]


@define(eq=False)
class PlumePlanter:
    """Plants plumes into one clear scene.

    Attributes
    ----------
    model : RadianceModel
    clear : (line, sample, channel) float32
        Radiance without plumes.
    noise : (channel,) float64
        Standard deviation of one sample.
    """

    model: RadianceModel
    clear: NDArray[np.float32]
    noise: NDArray[np.float64]

    def snr(self, difference: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return sqrt(dL' Sigma_noise^-1 dL), (pixel,)."""
        whitened = difference / self.noise.astype(np.float32)
        return np.asarray(np.sqrt(np.einsum("pc,pc->p", whitened, whitened, dtype=np.float64)))

    def plant(
        self,
        plume: GasPlume,
        depth_per_ppm_m: NDArray[np.float64],
        target_snr: float | None,
    ) -> PlantedPlume:
        """Work out the radiance difference of one plume alone.

        Parameters
        ----------
        plume : GasPlume
        depth_per_ppm_m : (gas, wavenumber) float64
            On the model's grid, in the plume's order of gases.
        target_snr : float or None
            Mean SNR of the strongest pixels to scale to; None keeps the emission rate. A plume
            without contrast is not scaled beyond optical depth 3: its strength is then less.

        Raises
        ------
        OptionError
            A strength is wanted of gases without a band in the instrument's channels.
        """
        response = self.model.optics.responses(self.clear.shape[1] // 2)
        depth = np.asarray(response @ depth_per_ppm_m.T).T
        scale = 1.0
        if target_snr is not None:
            if depth.max() < LEAST_DEPTH_PER_PPM_M:
                raise OptionError.about(
                    "emitter",
                    "gases",
                    found=" + ".join(plume.names),
                    expected="a gas with a band in the channels of the instrument",
                    remedy="Choose another gas or another instrument: no amount of this one "
                    "would reach the strength that is asked for.",
                )
            scale = self._scale_to(plume, depth_per_ppm_m, depth, target_snr)
        column = scale * plume.column_ppm_m
        mean = self.clear[::8, ::8].mean(axis=(0, 1))
        brightness = self.model.least_contrast * mean / self.noise
        effect = np.zeros(column.shape[1:])
        for gas in range(column.shape[0]):
            effect += column[gas] * float(np.max(depth[gas] * brightness))
        column[:, effect < LEAST_EFFECT] = 0.0
        line, sample = np.nonzero(effect >= LEAST_EFFECT)
        difference = self.model.plume_difference(
            line,
            sample,
            depth_per_ppm_m,
            column[:, line, sample].T,
            plume.temperature_k[line, sample],
        )
        snr = self.snr(difference)
        strongest = np.argsort(-snr)[:STRONGEST]
        gas_snr = np.zeros(column.shape[0])
        for gas in range(column.shape[0]):
            at = line[strongest], sample[strongest]
            alone = self.model.plume_difference(
                *at,
                depth_per_ppm_m[gas : gas + 1],
                column[gas : gas + 1, at[0], at[1]].T,
                plume.temperature_k[at],
            )
            gas_snr[gas] = float(np.mean(self.snr(alone))) if alone.size else 0.0
        return PlantedPlume(
            scale, column.astype(np.float32), line, sample, difference, snr, gas_snr
        )

    def _scale_to(
        self,
        plume: GasPlume,
        fine_depth: NDArray[np.float64],
        depth: NDArray[np.float64],
        target_snr: float,
    ) -> float:
        column = plume.column_ppm_m
        total = column.sum(axis=0)
        line, sample = np.nonzero(total > 0.002 * total.max())
        if line.size == 0:
            return 1.0
        temperature = plume.temperature_k[line, sample]
        thin = self.model.thin_difference(self.clear[line, sample], sample, temperature)
        thin *= (column[:, line, sample].T @ depth).astype(np.float32)
        strength = self.snr(thin)
        # Saturation can reorder pixels a little: keep more than are averaged.
        keep = np.argsort(-strength)[: 3 * STRONGEST]
        line, sample, temperature = line[keep], sample[keep], temperature[keep]
        columns = column[:, line, sample].T
        most = MOST_DEPTH / max(float(np.max(columns @ depth)), 1e-30)
        scale = min(target_snr / max(float(np.mean(strength[keep][:STRONGEST])), 1e-30), most)
        for _ in range(6):
            difference = self.model.plume_difference(
                line, sample, fine_depth, scale * columns, temperature
            )
            reached = float(np.mean(np.sort(self.snr(difference))[-STRONGEST:]))
            if abs(reached / target_snr - 1.0) < 0.005:
                break
            scale = min(scale * (target_snr / max(reached, 1e-30)) ** 1.1, most)
        return scale
