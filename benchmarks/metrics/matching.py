"""Which reported plume is which true one: the rules by which a plume is called true or false."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

FOOTPRINT_SNR = 1.0
"""A true plume's footprint is where its own true SNR reaches this."""
FOOTPRINT_MARGIN_PIXELS = 1
"""The footprint is widened by this: the point spread blurs both sides."""
LEAST_OVERLAP = 0.3
"""A reported plume is true when this share of its pixels lies on a true footprint."""
N_STRONGEST = 50
"""Pixels by which the strength of an emitter is judged."""
LEAST_STRONGEST_COVERED = 5
"""An emitter is found when a true plume covers this many of its strongest pixels."""
TRACE_SNR = 1.0
"""A gas below this SNR in a plume is a trace: nobody could see it, so nobody is judged by it."""


class TrueEmitter(Protocol):
    """What the rules need of ``cathartes.simulate.EmitterTruth``; the words are explained there."""

    @property
    def gases(self) -> tuple[str, ...]:
        """Names, the strongest first."""
        ...

    @property
    def snr(self) -> NDArray[np.float32]:
        """True SNR of this plume alone, (line, sample)."""
        ...

    @property
    def gas_snr(self) -> Mapping[str, float]:
        """Mean SNR of each gas over the strongest pixels."""
        ...

    @property
    def line(self) -> float:
        """Pixel-centre position of the emitter."""
        ...

    @property
    def sample(self) -> float:
        """Pixel-centre position of the emitter."""
        ...


@frozen
class PlumeMatch:
    """A reported plume against the truth.

    Attributes
    ----------
    emitter : int or None
        Index of the emitter with the most true signal inside the outline; None for a false plume.
    overlap : float
        Share of the plume's pixels on a true footprint.
    held : tuple of str
        Gases that are truly and visibly inside the outline.
    traces : tuple of str
        Gases that are inside, but too thin for anybody to see.
    """

    emitter: int | None
    overlap: float
    held: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()

    @property
    def is_true(self) -> bool:
        """True when there is gas of an emitter under the outline."""
        return self.emitter is not None


def footprint(emitter: TrueEmitter) -> NDArray[np.bool_]:
    """Return where the emitter's plume can be said to be, (line, sample)."""
    core = emitter.snr >= FOOTPRINT_SNR
    return np.asarray(binary_dilation(core, iterations=FOOTPRINT_MARGIN_PIXELS))


def strongest_pixels(emitter: TrueEmitter) -> NDArray[np.bool_]:
    """Return the emitter's strongest pixels, at most ``N_STRONGEST``, (line, sample)."""
    order = np.argsort(emitter.snr, axis=None)[::-1][:N_STRONGEST]
    mask = np.zeros(emitter.snr.size, bool)
    mask[order] = True
    return mask.reshape(emitter.snr.shape) & (emitter.snr > 0)


def match_plume(outline: NDArray[np.bool_], emitters: Sequence[TrueEmitter]) -> PlumeMatch:
    """Match one reported plume.

    Parameters
    ----------
    outline : (line, sample) bool
        The reported plume's pixels.
    emitters : sequence of EmitterTruth
        All true plumes of the scene.
    """
    n_pixels = int(outline.sum())
    if n_pixels == 0 or not emitters:
        return PlumeMatch(None, 0.0)
    footprints = [footprint(one) for one in emitters]
    overlap = float(np.any(footprints, axis=0)[outline].mean())
    if overlap < LEAST_OVERLAP:
        return PlumeMatch(None, overlap)
    # SNR squared adds up like information: a strong core outweighs a wide faint rim.
    signal = [float(np.sum(np.square(one.snr[outline]))) for one in emitters]
    best = int(np.argmax(signal))
    held: set[str] = set()
    traces: set[str] = set()
    for index, emitter in enumerate(emitters):
        n_shared = int((footprints[index] & outline).sum())
        if index != best and n_shared < LEAST_STRONGEST_COVERED:
            continue
        for gas in emitter.gases:
            is_seen = emitter.gas_snr[gas] >= TRACE_SNR
            (held if is_seen else traces).add(gas)
    return PlumeMatch(best, overlap, tuple(sorted(held)), tuple(sorted(traces - held)))


def find_emitters(
    outlines: Sequence[NDArray[np.bool_]],
    matches: Sequence[PlumeMatch],
    emitters: Sequence[TrueEmitter],
) -> list[list[int]]:
    """Return for each emitter the true plumes that found it, by index, in the given order."""
    found: list[list[int]] = []
    for emitter in emitters:
        strongest = strongest_pixels(emitter)
        needed = min(LEAST_STRONGEST_COVERED, max(int(strongest.sum()), 1))
        found.append(
            [
                index
                for index, (outline, match) in enumerate(zip(outlines, matches, strict=True))
                if match.is_true and int((outline & strongest).sum()) >= needed
            ]
        )
    return found


def head_distance_pixels(head_line: float, head_sample: float, emitter: TrueEmitter) -> float:
    """Return how far a reported head lies from the emitter, pixels."""
    return float(np.hypot(head_line - emitter.line, head_sample - emitter.sample))
