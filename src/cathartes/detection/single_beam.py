"""Uncalibrated series of spectra: gases are named, columns never stated.

A single-beam spectrum is source times instrument times transmittance in an arbitrary unit.
Source and instrument are smooth, gases are not: the logarithm is explained as a low polynomial
plus gases of the library, and what no gas explains stays as correlated error.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage
from scipy.special import logsumexp

from cathartes.detection.evidence.likelihood import SIGNAL_GRID
from cathartes.detection.options import DetectionOptions
from cathartes.errors import InstrumentError
from cathartes.model.gas import GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.model.plume import UNKNOWN_GAS, Detection, Plume, PlumeSpectrum, Rejection
from cathartes.model.scene import Scene
from cathartes.physics.gases.channels import channel_library

Array = NDArray[np.float64]
WINDOW_CM1 = (810.0, 1240.0)
"""Between the CO2 wing and the water continuum that blacks out long open paths."""
RESOLUTION_CM1 = 5.0
ENVELOPE_CM1 = 3.0
"""Narrow water lines are bridged by the highest value within this reach."""
BASELINE_DEGREE = 3
ERROR_LENGTHS_CM1 = (8.0, 15.0, 30.0, 60.0, 120.0)
ERROR_WHITE_SHARES = (1e-3, 1e-2, 1e-1)
PRIOR_OF_SIZE = (0.5, 0.35, 0.12, 0.03)
UNKNOWN_SHARE = 0.5
"""A spectrum that no subset explains to this share of its structure may hold an unknown gas."""
N_LEADING = 12
COLUMN_REMARK = (
    "The spectra are uncalibrated (single beam, arbitrary unit): no column can be stated."
)


@frozen(eq=False)
class SeriesModel:
    """A series brought to the library's resolution.

    Attributes
    ----------
    wavenumber_cm1 : (wavelength,) float64
    absorbance : (spectrum, wavelength) float64
        Minus the logarithm of the upper envelope.
    names : tuple of str
    absorption : (gas, wavelength) float64
        Per ppm m.
    invisible : dict of str to str
    """

    wavenumber_cm1: Array
    absorbance: Array
    names: tuple[str, ...]
    absorption: Array
    invisible: dict[str, str]


def detect_in_series(
    scene: Scene,
    library: GasLibrary,
    options: DetectionOptions,
    tell: Callable[[str, float], None],
) -> Detection:
    """Name the gases in a series of uncalibrated spectra.

    Parameters
    ----------
    scene : Scene
        ``quantity == "single_beam"``; a spectrum a line.
    library : GasLibrary
    options : DetectionOptions
    tell : callable
        Progress.

    Raises
    ------
    InstrumentError
        Where the series does not cover the window of 810 to 1240 cm-1.
    """
    tell("reading spectra", 0.0)
    model = prepare_series(scene, library)
    tell("weighing gases", 0.4)
    probability, unknown, fitted, baseline, error = weigh_gases(
        model.absorbance.mean(0), model.absorption, model.wavenumber_cm1
    )
    lines, samples, _ = scene.shape
    shape = (lines, samples)
    order = np.argsort(-probability)
    named = {model.names[g]: float(probability[g]) for g in order if probability[g] >= 0.005}
    named[UNKNOWN_GAS] = unknown
    surest = int(order[0])
    detected = max(float(probability[surest]), unknown)
    scores = {model.names[surest]: series_scores(model, surest).reshape(shape).astype(np.float32)}
    mean = model.absorbance.mean(0)
    spectrum = PlumeSpectrum(
        wavelength_um=1e4 / model.wavenumber_cm1,
        difference=mean - baseline,
        difference_std=np.full(len(mean), error),
        fitted={model.names[g]: a for g, a in fitted.items()},
        unit="1 (absorbance, natural logarithm, baseline removed)",
    )
    outline = np.array([[0, 0], [samples, 0], [samples, lines], [0, lines], [0, 0]], dtype=float)
    plumes: tuple[Plume, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    score = float(np.median(scores[model.names[surest]]))
    if detected >= options.report_probability:
        known = probability[surest] >= unknown
        plumes = (
            Plume(
                plume_id=1,
                gas=model.names[surest] if known else UNKNOWN_GAS,
                group=(model.names[surest] if known else UNKNOWN_GAS,),
                gas_probabilities=named,
                plume_probability=float(1.0 - np.prod(1.0 - probability) * (1.0 - unknown)),
                score=score,
                false_alarm_rate=float(np.clip(1.0 - detected, 1e-12, 1.0)),
                pixel_polygon=outline,
                head_line=(lines - 1) / 2,
                head_sample=(samples - 1) / 2,
                head_std_pixels=lines / np.sqrt(12.0),
                head_std_m=None,
                column_mean_ppm_m=None,
                column_std_ppm_m=None,
                column_max_ppm_m=None,
                n_pixels=lines * samples,
                spectrum=spectrum,
                column_remark=COLUMN_REMARK,
                head_remark="A series of spectra has no place where a plume begins.",
            ),
        )
    else:
        rejections = (
            Rejection(
                gas=model.names[surest],
                score=score,
                pixel_polygon=outline,
                n_pixels=lines * samples,
                reason="Some gas of a library always fits best; none fits well enough to name.",
                plume_probability=detected,
            ),
        )
    grey = np.repeat(_rank(model.absorbance.mean(1)).reshape(*shape, 1), 3, axis=2)
    return Detection(
        scene_name=scene.name,
        shape=shape,
        plumes=plumes,
        rejections=rejections,
        plume_id=np.full(shape, len(plumes), np.int32),
        score=scores,
        column={},
        column_std={},
        quality=np.zeros(shape, np.uint8),
        picture=grey.astype(np.float32),
        picture_caption="Mean absorbance of each spectrum, rank (a series, not an image).",
        invisible=model.invisible,
        groups=tuple((name,) for name in model.names),
        remarks=(*scene.remarks, COLUMN_REMARK),
        acquired_at=scene.acquired_at,
        instrument=scene.instrument.name,
    )


def prepare_series(scene: Scene, library: GasLibrary) -> SeriesModel:
    """Bring the spectra to channels of 5 cm-1 in the window, water lines bridged."""
    wavenumber = 1e4 / scene.instrument.wavelength_um
    order = np.argsort(wavenumber)
    order = order[scene.good_bands[order]]
    nu = wavenumber[order]
    inside = (nu > WINDOW_CM1[0] - 15.0) & (nu < WINDOW_CM1[1] + 15.0)
    if inside.sum() < 60 or nu[inside].min() > 850.0 or nu[inside].max() < 1200.0:
        raise InstrumentError.about(
            scene.name,
            "wavenumber",
            found=f"{nu.min():.0f} to {nu.max():.0f} cm-1, {int(inside.sum())} points inside",
            expected="a single-beam spectrum over 810 to 1240 cm-1 at 7 cm-1 or finer",
            remedy="Give radiance instead, or a series that covers the thermal window.",
        )
    spectra = scene.source.read(0, scene.shape[0])[:, 0, :].astype(np.float64)
    spectra = spectra[:, order][:, inside]
    nu = nu[inside]
    step = float(np.median(np.diff(nu)))
    reach = max(1, round(ENVELOPE_CM1 / step))
    floor = 1e-3 * np.median(np.abs(spectra), axis=1, keepdims=True)
    envelope = ndimage.maximum_filter1d(np.maximum(spectra, floor), reach, axis=1)
    smooth = ndimage.gaussian_filter1d(-np.log(envelope), RESOLUTION_CM1 / 2.3548 / step, axis=1)
    centres = np.arange(WINDOW_CM1[0], WINDOW_CM1[1] + 0.1, RESOLUTION_CM1 / 2)
    absorbance = np.array([np.interp(centres, nu, row) for row in smooth])
    wavelength = 1e4 / centres
    instrument = Instrument("series", wavelength, wavelength**2 * 1e-4 * RESOLUTION_CM1)
    channels = channel_library(library, instrument)
    if not channels.names:
        raise InstrumentError.about(
            scene.name,
            "gases",
            found="no asked gas with a band between 810 and 1240 cm-1",
            expected="at least one",
            remedy=" ".join(dict.fromkeys(channels.invisible.values()))[:500],
        )
    return SeriesModel(
        centres, absorbance, channels.names, channels.absorption_per_ppm_m, dict(channels.invisible)
    )


def weigh_gases(
    absorbance: Array, absorption: Array, wavenumber_cm1: Array
) -> tuple[Array, float, dict[int, Array], Array, float]:
    """Average over subsets of gases with an error of unknown size.

    Returns
    -------
    probability : (gas,) float64
    unknown : float
        Probability of an absorber that no subset explains.
    fitted : dict of int to (wavelength,) float64
        Contribution of each gas of the best subset.
    baseline : (wavelength,) float64
    error : float
        Standard deviation of what is left.

    Notes
    -----
    Generalised least squares with an error of unknown size and unknown smoothness,
    ``C = (1 - w) exp(-|d nu| / l) + w I``: water, ozone and source leave structure that is
    correlated over neighbours, and an error model of white noise would believe that every
    wiggle is worth a gas. Baseline coefficients and the error's size are integrated out, gas
    strengths have Zellner's g-prior; l, w and g are averaged over grids together with subsets:
    ``-1/2 log|C| - 1/2 log|X'C^-1X| - (n - q) / 2 log(y'Py (1 - g R^2 / (1 + g)))
    - n_gas / 2 log(1 + g)``.
    """
    n = len(wavenumber_cm1)
    smooth = np.vander(np.linspace(-1.0, 1.0, n), BASELINE_DEGREE + 1)
    apart = np.abs(np.subtract.outer(wavenumber_cm1, wavenumber_cm1))
    n_gases = len(absorption)
    scale = np.maximum(np.linalg.norm(absorption, axis=1, keepdims=True), 1e-300)
    design = absorption / scale
    g = np.exp(SIGNAL_GRID)
    subsets = _subsets_worth_weighing(absorbance, design, smooth)
    ways = [float(np.prod([(n_gases - i) / (i + 1) for i in range(k)])) for k in range(4)]
    table = []
    for length in ERROR_LENGTHS_CM1:
        for white in ERROR_WHITE_SHARES:
            factor = np.linalg.cholesky((1 - white) * np.exp(-apart / length) + white * np.eye(n))
            base, upper = np.linalg.qr(np.linalg.solve(factor, smooth))
            x = np.linalg.solve(factor, np.vstack([absorbance, design]).T).T
            x = x - (x @ base) @ base.T
            y, rows = x[0], x[1:]
            gram, alone, power = rows @ rows.T, rows @ y, float(y @ y)
            fixed = -np.log(np.diag(factor)).sum() - np.log(np.abs(np.diag(upper))).sum()
            freedom = (n - smooth.shape[1]) / 2
            for subset in subsets:
                chosen = list(subset)
                r2, positive = 0.0, True
                if chosen:
                    inner = gram[np.ix_(chosen, chosen)] + 1e-12 * np.eye(len(chosen))
                    fit = np.linalg.solve(inner, alone[chosen])
                    positive = bool(np.all(fit > 0.0))
                    r2 = float(np.clip(alone[chosen] @ fit / power, 0.0, 1.0 - 1e-12))
                k = len(chosen)
                spread = -freedom * np.log(power * (1 - g / (1 + g) * r2)) - k / 2 * np.log1p(g)
                prior = np.log(PRIOR_OF_SIZE[k] / ways[k])
                total = fixed + logsumexp(spread) - np.log(len(g)) + prior
                table.append((total if positive else -np.inf, subset, length, white, r2))
    weights = np.array([row[0] for row in table])
    share = np.exp(weights - logsumexp(weights))
    probability = np.zeros(n_gases)
    for row, p in zip(table, share, strict=True):
        probability[list(row[1])] += p
    best = list(table[int(np.argmax(weights))][1])
    columns = np.vstack([smooth.T, design[best]])
    fit = np.linalg.lstsq(columns.T, absorbance, rcond=None)[0]
    baseline = fit[: smooth.shape[1]] @ smooth.T
    fitted = {
        gas: strength * design[gas]
        for gas, strength in zip(best, fit[smooth.shape[1] :], strict=True)
    }
    structure = absorbance - baseline
    rest = structure - sum(fitted.values(), np.zeros(n))
    unexplained = float(rest @ rest) / max(float(structure @ structure), 1e-300)
    # Structure is always left over (water, ozone); only when most of it is, does it count.
    unknown = float(np.clip((unexplained - UNKNOWN_SHARE) / (1.0 - UNKNOWN_SHARE), 0.0, 1.0))
    unknown = abs(unknown * float(1.0 - probability.max())) if best else 0.0
    return np.minimum(probability, 1.0), unknown, fitted, baseline, float(rest.std())


def _subsets_worth_weighing(y: Array, design: Array, smooth: Array) -> list[tuple[int, ...]]:
    """No gas, each alone, and sets of up to three of those that explain most."""
    base, _ = np.linalg.qr(smooth)
    y = y - base @ (base.T @ y)
    rows = design - (design @ base) @ base.T
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-300)
    alone = rows @ y
    leading = [int(g) for g in np.argsort(-alone)[:N_LEADING]]
    left = y - rows[leading[0]] * alone[leading[0]]
    leading = list(dict.fromkeys([*leading, *(int(g) for g in np.argsort(-(rows @ left))[:6])]))
    subsets: list[tuple[int, ...]] = [(), *((g,) for g in range(len(design)))]
    for size in (2, 3):
        subsets += combinations(sorted(leading), size)
    return subsets


def series_scores(model: SeriesModel, gas: int) -> Array:
    """Return the partial t statistic of one gas in each spectrum, (spectrum,)."""
    u = np.linspace(-1.0, 1.0, len(model.wavenumber_cm1))
    basis, _ = np.linalg.qr(np.vander(u, BASELINE_DEGREE + 1))
    signature = model.absorption[gas] - (model.absorption[gas] @ basis) @ basis.T
    signature /= max(float(np.linalg.norm(signature)), 1e-300)
    y = model.absorbance - (model.absorbance @ basis) @ basis.T
    strength = y @ signature
    left = y - np.outer(strength, signature)
    independent = _independent_channels(left.mean(0))
    error = np.sqrt((left**2).sum(1) / max(independent - BASELINE_DEGREE - 2, 1.0))
    return np.asarray(strength / np.maximum(error, 1e-300))


def _independent_channels(residual: Array) -> float:
    """Channels divided by the integral of their positive autocorrelation."""
    r = residual - residual.mean()
    power = float(r @ r)
    if power <= 0.0:
        return float(len(r))
    total = 1.0
    for lag in range(1, len(r) // 2):
        correlation = float(r[:-lag] @ r[lag:]) / power
        if correlation < 0.05:
            break
        total += 2.0 * correlation
    return len(r) / total


def _rank(values: Array) -> Array:
    return np.argsort(np.argsort(values)) / max(len(values) - 1, 1)
