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
    least_gas_probability : float
        That a suspected plume is gas, if one scene in eleven has a plume; ground that looks
        like gas is called a source in fewer than one blank scene in a thousand.
    bridged_pixels : float
        Gap over which fragments are one plume.
    georeference_std_pixels : float
        Error of a pass's georeference, each axis, that passes over one place do not share.
    shared_georeference_std_pixels : float
        Error that they share (mounting, terrain model). Both count where passes are combined; the
        region of a single pass is on its own grid.
    n_draws : int
        Draws of the posterior.
    """

    seed_score: float = field(default=4.0, validator=_POSITIVE)
    edge_score: float = field(default=2.2, validator=_POSITIVE)
    least_gas_probability: float = field(default=0.75, validator=[_POSITIVE, validators.lt(1.0)])
    bridged_pixels: float = field(default=8.0, validator=_POSITIVE)
    georeference_std_pixels: float = field(default=0.4, validator=validators.ge(0.0))
    shared_georeference_std_pixels: float = field(default=0.3, validator=validators.ge(0.0))
    n_draws: int = field(default=4000, validator=validators.ge(100))
