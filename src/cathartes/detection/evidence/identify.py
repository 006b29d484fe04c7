"""Which gases are in a blob: Bayesian averaging over subsets of the library.

The rivals, for one mean spectrum ``r`` of a blob minus its surroundings:

* clutter: ``r ~ t(0, S)``, S from the same blob laid at many other places;
* a strange surface: clutter plus a random smooth or class-to-class shape;
* gases of a subset of the library: clutter plus ``sum_g a_g A_g tau`` of one common sign;
* a gas of no library: clutter plus one band or two at unknown places, or a random spectrum.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.special import logsumexp

from cathartes.detection.evidence.blob import BlobSpectrum
from cathartes.detection.evidence.likelihood import (
    band_log_evidence,
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
SIZE_PRIOR = {1: 0.5, 2: 0.3, 3: 0.2}
"""One emitter often lets go several vapours: solvents come in mixtures."""
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
    k = len(blob.whitened)
    signal = _sketched_signal(blob, np.linalg.cholesky(scatter))
    factor = np.linalg.cholesky(scatter + _shape_error(signal, blob.whitener))
    log_determinant = _log_det(factor)
    x = solve_triangular(factor, blob.whitened, lower=True)
    distance = float(x @ x)
    clutter = float(student_log_density(distance, log_determinant, degrees, k))
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
    pairs = sorted((s for s in evidence if len(s) == 2), key=lambda s: -evidence[s])[:3]
    triples = {tuple(sorted((*pair, g))) for pair in pairs for g in leading if g not in pair}
    weigh(sorted(triples))

    inward = solve_triangular(factor, blob.turn, lower=True)

    def free(covariance: Array) -> float:
        return shape_log_evidence(x, inward @ covariance @ inward.T, log_determinant, degrees)

    surface = float(logsumexp([free(c) for c in shapes.surfaces]) - np.log(len(shapes.surfaces)))
    bands = inward @ shapes.unknown_bands
    unknown = _unknown_gas(x, bands, free(shapes.unknown_gas), log_determinant, degrees)
    subsets = list(evidence)
    weights = np.array(
        [evidence[s] + _log_prior(len(s), n_gases) for s in subsets]
        + [unknown + np.log(UNKNOWN_PRIOR)]
    )
    total = float(logsumexp(weights))
    nothing = float(np.logaddexp(clutter, surface))
    share = np.exp(weights - total)
    marginal = np.zeros(n_gases)
    for subset, probability in zip(subsets, share[:-1], strict=True):
        marginal[list(subset)] += probability
    best = subsets[int(np.argmax(weights[:-1]))]
    chosen = list(best)
    covariance = np.linalg.pinv(gram[np.ix_(chosen, chosen)])
    return Identification(
        log_odds=total - nothing,
        gas_probability=np.minimum(marginal, 1.0),
        unknown_probability=float(share[-1]),
        surface_probability=float(np.exp(surface - nothing)),
        best=best,
        amplitudes=strengths[best] / size[chosen],
        amplitude_covariance=covariance / np.outer(size[chosen], size[chosen]),
        view=BlobView(
            solve_triangular(factor, blob.whitener, lower=True),
            x,
            log_determinant,
            degrees,
            nothing,
        ),
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


def _log_prior(size: int, n_gases: int) -> float:
    ways = {
        1: n_gases,
        2: n_gases * (n_gases - 1) / 2,
        3: n_gases * (n_gases - 1) * (n_gases - 2) / 6,
    }
    return float(np.log(SIZE_PRIOR[size] / max(ways[size], 1.0)))


def _shape_error(signal: Array, whitener: Array) -> Array:
    """Covariance of what wrong signatures leave behind, in proportion to the signal itself."""
    channel = np.arange(len(signal))
    near = np.subtract.outer(channel, channel) / CORRELATION_CHANNELS
    smooth = np.outer(signal, signal) * np.exp(-0.5 * near**2)
    white = (WHITE_ERROR * np.abs(signal).max()) ** 2 * np.eye(len(signal))
    return np.asarray(SHAPE_ERROR**2 * (whitener @ (smooth + white) @ whitener.T))


def _log_det(factor: NDArray[np.floating]) -> float:
    return float(2.0 * np.log(np.diag(factor)).sum())
