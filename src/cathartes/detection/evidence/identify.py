"""Which gases are in a blob: Bayesian averaging over subsets of the library.

The rivals, for one mean spectrum ``r`` of a blob minus its surroundings:

* clutter: ``r ~ t(0, S)``, S from the same blob laid at many other places;
* a strange surface: clutter plus a random smooth or class-to-class shape;
* gases of a subset of the library: clutter plus ``sum_g a_g A_g tau`` of one common sign;
* a gas of no library: clutter plus one band or two at unknown places, or a random spectrum.

In the thermal infrared each is weighed for two contrasts of the plume, one half each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.special import logsumexp

from cathartes.detection.evidence.blob import BlobSpectrum
from cathartes.detection.evidence.likelihood import (
    band_log_evidence,
    log_mean_exp,
    shape_log_evidence,
    signal_log_evidence,
    student_log_density,
)
from cathartes.detection.evidence.shapes import FreeShapes
from cathartes.kernels.statistics.shrinkage import student_scatter

Array = NDArray[np.float64]
Subset = tuple[int, ...]
N_LEADING = 10
N_FOLLOWING = 6
SIZE_PRIOR = {1: 0.5, 2: 0.28, 3: 0.13, 4: 0.05, 5: 0.03, 6: 0.01}
"""One emitter often lets go several vapours: solvents come in mixtures."""
HOPELESS = 7.0
"""Log odds against a larger subset from which on still larger ones are not tried."""
N_EXTENDED = 3
"""Best subsets of each size from two on that a further gas is tried in."""
UNKNOWN_PRIOR = 0.1
SHAPE_ERROR = 0.08
"""Share of the signal by which signatures are wrong, correlated over neighbouring channels."""
MOST_DEGREES = 12.0
"""Clutter is taken to have tails at least this heavy: 160 places cannot show that it has not."""
LEAST_OF_ITS_OWN = 0.2
"""A second gas must have this share of its signature to itself when the signal is sketched."""
WHITE_ERROR = 0.3
CORRELATION_CHANNELS = 3.0
SECOND_BAND = 0.6
STRONG_POSITIONS = 4


@frozen(eq=False)
class BlobView:
    """A blob's spectrum as it was weighed.

    Attributes
    ----------
    whitener : (coordinate, wavelength) float64
        By the clutter of the blob.
    whitened : (coordinate,) float64
    log_determinant, degrees : float
    nothing : float
        Log evidence of no gas.
    """

    whitener: Array
    whitened: Array
    log_determinant: float
    degrees: float
    nothing: float


@frozen(eq=False)
class Identification:
    """What a blob's spectrum says.

    Attributes
    ----------
    log_odds : float
        Log evidence of gas (known or not, prior over which included) over no gas.
    gas_probability : (gas,) float64
        Marginal probability of each gas, given that it is gas.
    unknown_probability : float
        Given that it is gas.
    surface_probability : float
        Probability of a strange surface rather than common clutter, given that it is no gas.
    best : tuple of int
        The best-supported subset of known gases.
    amplitudes : (len(best),) float64
        Fitted strengths, in ppm m K (thermal) or ppm m (solar).
    amplitude_covariance : (len(best), len(best)) float64
        Clutter and shape error included.
    view : BlobView
    """

    log_odds: float
    gas_probability: Array
    unknown_probability: float
    surface_probability: float
    best: Subset
    amplitudes: Array
    amplitude_covariance: Array
    view: BlobView

    @property
    def known_log_odds(self) -> float:
        """Log evidence of a gas of the library over no gas."""
        known = 1.0 - min(self.unknown_probability, 1.0 - 1e-12)
        return self.log_odds + float(np.log(known))


def identify(blob: BlobSpectrum, shapes: FreeShapes) -> Identification:
    """Weigh every explanation of a blob's spectrum.

    Parameters
    ----------
    blob : BlobSpectrum
    shapes : FreeShapes

    Notes
    -----
    Signatures are wrong in proportion to themselves, so the error of shape follows the gas
    that fits best, not the spectrum: most of a blob's spectrum is often ground.
    """
    scatter, degrees = student_scatter(blob.elsewhere)
    degrees = min(degrees, MOST_DEGREES)
    models = [_weigh_gases(one, shapes, scatter, degrees) for one in _contrasts(blob)]
    n_gases = len(blob.signatures)
    explanations = [
        (subset, model, value + _log_prior(len(subset), n_gases))
        for model in models
        for subset, value in model.evidence.items()
    ]
    unknown = [model.unknown + np.log(UNKNOWN_PRIOR) for model in models]
    weights = np.array([weight for _, _, weight in explanations] + unknown) - np.log(len(models))
    total = float(logsumexp(weights))
    share = np.exp(weights - total)
    marginal = np.zeros(n_gases)
    for (subset, _, _), probability in zip(explanations, share, strict=False):
        marginal[list(subset)] += probability
    best, model, _ = max(explanations, key=lambda one: one[2])
    chosen = list(best)
    size = model.size[chosen]
    covariance = np.linalg.pinv(model.gram[np.ix_(chosen, chosen)])
    surface = log_mean_exp(np.array([one.surface for one in models]))
    nothing = log_mean_exp(np.array([np.logaddexp(one.clutter, one.surface) for one in models]))
    return Identification(
        log_odds=total - nothing,
        gas_probability=np.minimum(marginal, 1.0),
        unknown_probability=float(share[len(explanations) :].sum()),
        surface_probability=float(np.exp(surface - nothing)),
        best=best,
        amplitudes=model.strengths[best] / size,
        amplitude_covariance=covariance / np.outer(size, size),
        view=BlobView(
            solve_triangular(model.factor, blob.whitener, lower=True),
            model.x,
            model.log_determinant,
            degrees,
            float(np.logaddexp(model.clutter, model.surface)),
        ),
    )


def _contrasts(blob: BlobSpectrum) -> list[BlobSpectrum]:
    """Return the blob with the signatures of each contrast that the plume may have.

    Notes
    -----
    At ``T_p`` a gas adds ``A c (T_p - y)``: over ground ``y`` with features its signature has
    them too, turned over, as much as they are beside the mean contrast. How large that is nobody
    knows before: either what the scene and the air make probable, or far larger.
    """
    if blob.plain_signatures is None or blob.whitened_plain_signatures is None:  # in sunlight
        return [blob]
    plain = evolve(
        blob,
        signatures=blob.plain_signatures,
        whitened_signatures=blob.whitened_plain_signatures,
    )
    return [blob, plain]


@frozen(eq=False)
class _Weighed:
    """Gases weighed over one scatter of what is no gas.

    Attributes
    ----------
    factor : (coordinate, coordinate) float64
        Of the scatter.
    x : (coordinate,) float64
        The spectrum in units of the scatter.
    size : (gas,) float64
        Length of the signatures in these units.
    gram : (gas, gas) float64
        Cosines between them.
    log_determinant : float
    clutter, surface, unknown : float
        Log evidence of common clutter, of a strange surface, and of a gas of no library.
    evidence : dict of subset to float
        Log evidence; strengths of turned signatures in ``strengths``.
    """

    factor: Array
    x: Array
    size: Array
    gram: Array
    log_determinant: float
    clutter: float
    surface: float
    unknown: float
    evidence: dict[Subset, float]
    strengths: dict[Subset, Array]


def _weigh_gases(
    blob: BlobSpectrum, shapes: FreeShapes, scatter: Array, degrees: float
) -> _Weighed:
    """Weigh subsets of the library, and what is none of it."""
    k = len(blob.whitened)
    signal = _sketched_signal(blob, np.linalg.cholesky(scatter))
    factor = np.asarray(
        np.linalg.cholesky(scatter + _shape_error(signal, blob.whitener)), np.float64
    )
    log_determinant = _log_det(factor)
    x = solve_triangular(factor, blob.whitened, lower=True)
    distance = float(x @ x)
    turned = solve_triangular(factor, blob.whitened_signatures.T, lower=True)
    size = np.maximum(np.linalg.norm(turned, axis=0), 1e-300)
    turned = turned / size
    gram, projection = turned.T @ turned, turned.T @ x
    evidence: dict[Subset, float] = {}
    strengths: dict[Subset, Array] = {}

    def weigh(subsets: Sequence[Subset]) -> None:
        new = [s for s in subsets if s not in evidence]
        if not new:
            return
        chosen = np.array(new)
        n = chosen.shape[1]
        inner = gram[chosen[:, :, None], chosen[:, None, :]] + 1e-9 * np.eye(n)
        fits = np.linalg.solve(inner, projection[chosen][..., None])[..., 0]
        explained = np.einsum("sn,sn->s", projection[chosen], fits)
        values = signal_log_evidence(explained, n, distance, log_determinant, degrees, k)
        # One plume has one temperature: its gases all absorb or all emit.
        agree = np.all(fits > 0, axis=1) | np.all(fits < 0, axis=1)
        for subset, fit, value, fine in zip(new, fits, values, agree, strict=True):
            if fine:
                evidence[subset] = float(value)
                strengths[subset] = fit

    n_gases = len(blob.signatures)
    weigh([(g,) for g in range(n_gases)])
    leading = _leading(evidence, gram, projection)
    weigh(list(combinations(sorted(leading), 2)))
    for held in range(2, min(max(SIZE_PRIOR), n_gases)):
        best_of_size = sorted((s for s in evidence if len(s) == held), key=lambda s: -evidence[s])
        larger = {
            tuple(sorted((*subset, g)))
            for subset in best_of_size[:N_EXTENDED]
            for g in _following(subset, gram, projection, leading)
        }
        weigh(sorted(larger))
        gained = [_log_weight(s, evidence, n_gases) for s in larger if s in evidence]
        so_far = max(_log_weight(s, evidence, n_gases) for s in evidence if len(s) <= held)
        if max(gained, default=-np.inf) < so_far - HOPELESS:
            break
    inward = solve_triangular(factor, blob.turn, lower=True)

    def free(covariance: Array) -> float:
        return shape_log_evidence(x, inward @ covariance @ inward.T, log_determinant, degrees)

    bands = inward @ shapes.unknown_bands
    return _Weighed(
        factor=factor,
        x=x,
        size=size,
        gram=gram,
        log_determinant=log_determinant,
        clutter=float(student_log_density(distance, log_determinant, degrees, k)),
        surface=log_mean_exp(np.array([free(one) for one in shapes.surfaces])),
        unknown=_unknown_gas(x, bands, free(shapes.unknown_gas), log_determinant, degrees),
        evidence=evidence,
        strengths=strengths,
    )


def _sketched_signal(blob: BlobSpectrum, factor: NDArray[np.floating]) -> Array:
    """Return roughly what gas adds to a blob, by the two gases that explain most, (wavelength,)."""
    x = solve_triangular(factor, blob.whitened, lower=True)
    turned = solve_triangular(factor, blob.whitened_signatures.T, lower=True)
    size = np.maximum(np.linalg.norm(turned, axis=0), 1e-300)
    first = int(np.argmax(np.abs(turned.T @ x) / size))
    along = turned[:, first] / size[first]
    rest = turned - np.outer(along, along @ turned)
    own = np.maximum(np.linalg.norm(rest, axis=0), LEAST_OF_ITS_OWN * size)
    gain = np.abs(rest.T @ x) / own
    gain[first] = 0.0
    pair = [first, int(np.argmax(gain))]
    strengths = np.linalg.lstsq(turned[:, pair] / size[pair], x, rcond=None)[0] / size[pair]
    return np.asarray(strengths @ blob.signatures[pair])


def _unknown_gas(
    x: Array, bands: Array, anything: float, log_determinant: float, degrees: float
) -> float:
    """Return the evidence of a gas of no library: one band, a strong and a weaker one, or any.

    Notes
    -----
    Of pairs only those are weighed whose strong band lies where one band alone explains most:
    the others add next to nothing to the sum.
    """
    bands = bands / np.sqrt((bands**2).sum((1, 2), keepdims=True))
    one = band_log_evidence(x, bands, log_determinant, degrees)
    best = np.argsort(-one)[:STRONG_POSITIONS]
    strong, weak = np.nonzero(best[:, None] != np.arange(len(bands)))
    pairs = np.concatenate([bands[best[strong]], SECOND_BAND * bands[weak]], axis=2)
    two = band_log_evidence(x, pairs, log_determinant, degrees)
    n_pairs = len(bands) * (len(bands) - 1)
    kinds = [logsumexp(one) - np.log(len(bands)), logsumexp(two) - np.log(n_pairs)]
    return float(logsumexp([*kinds, anything]) - np.log(3.0))


def _leading(evidence: dict[Subset, float], gram: Array, projection: Array) -> list[int]:
    """Gases that explain most alone, and those that explain most of what the first leaves."""
    alone = sorted((s[0] for s in evidence), key=lambda g: -evidence[(g,)])
    first = alone[0]
    left = projection - gram[:, first] * projection[first]
    gain = left**2 / np.maximum(1.0 - gram[:, first] ** 2, 1e-3)
    gain[first] = 0.0
    following = [int(g) for g in np.argsort(-gain)[:N_FOLLOWING]]
    return list(dict.fromkeys(alone[:N_LEADING] + following))


def _following(subset: Subset, gram: Array, projection: Array, leading: list[int]) -> list[int]:
    """Return the leading gases that are not in a subset, and those that explain most beside it."""
    chosen = list(subset)
    inner = gram[np.ix_(chosen, chosen)] + 1e-9 * np.eye(len(chosen))
    shared = np.linalg.solve(inner, gram[chosen])
    left = projection - projection[chosen] @ shared
    own = np.maximum(1.0 - (gram[chosen] * shared).sum(0), 1e-3)
    gain = left**2 / own
    gain[chosen] = 0.0
    following = [int(g) for g in np.argsort(-gain)[:N_FOLLOWING]]
    return [g for g in dict.fromkeys(leading + following) if g not in subset]


def _log_weight(subset: Subset, evidence: dict[Subset, float], n_gases: int) -> float:
    return evidence[subset] + _log_prior(len(subset), n_gases)


def _log_prior(size: int, n_gases: int) -> float:
    return float(np.log(SIZE_PRIOR[size] / max(comb(n_gases, size), 1)))


def _shape_error(signal: Array, whitener: Array) -> Array:
    """Covariance of what wrong signatures leave behind, in proportion to the signal itself."""
    channel = np.arange(len(signal))
    near = np.subtract.outer(channel, channel) / CORRELATION_CHANNELS
    smooth = np.outer(signal, signal) * np.exp(-0.5 * near**2)
    white = (WHITE_ERROR * np.abs(signal).max()) ** 2 * np.eye(len(signal))
    return np.asarray(SHAPE_ERROR**2 * (whitener @ (smooth + white) @ whitener.T))


def _log_det(factor: NDArray[np.floating]) -> float:
    return float(2.0 * np.log(np.diag(factor)).sum())
