"""Choices of locating sources in images."""

from __future__ import annotations

from attrs import field, frozen, validators

_POSITIVE = validators.gt(0.0)


@frozen
class ImageOptions:
    """How plumes are told from noise, and what is handed out.

    Attributes
    ----------
    seed_score : float
        Smoothed score, in standard deviations of the map, that a plume reaches somewhere.
    edge_score : float
        Where it ends.
    least_standing : float
        Peak score times length down the wind in pixels times the root of length over width.
        Set so that one blank development pass in 600 exceeds it.
    over_negative : float
        A plume's sum of scores over that of the largest patch with less gas than none: noise
        makes both.
    bridged_pixels : float
        Gap over which fragments are one plume.
    n_draws : int
        Draws of the posterior.
    """

    seed_score: float = field(default=5.0, validator=_POSITIVE)
    edge_score: float = field(default=2.2, validator=_POSITIVE)
    least_standing: float = field(default=350.0, validator=_POSITIVE)
    over_negative: float = field(default=1.5, validator=_POSITIVE)
    bridged_pixels: float = field(default=8.0, validator=_POSITIVE)
    n_draws: int = field(default=4000, validator=validators.ge(100))
