"""Sites as columns: place, spread and members."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.fusion.columns import LEAST_STD_M, EstimateColumns, scene_numbers
from cathartes.fusion.options import FusionOptions
from cathartes.kernels.flight.local_plane import geocentric

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@frozen(eq=False)
class SiteColumns:
    """Sites, each with at least one estimate.

    Attributes
    ----------
    offsets : (site + 1,) int
    members : (entry,) int
        Rows of the estimates of site ``s``, ascending, from ``offsets[s]`` on.
    longitude, latitude : (site,) degrees
    position_m : (site, 3) m
        Geocentric.
    position_std_m : (site,) m
        Along one axis.
    scatter : (site,)
        Chi-square of members about the site.
    freedom : (site,)
        Its degrees of freedom: two for each scene but the first.
    """

    offsets: Ints
    members: Ints
    longitude: Floats
    latitude: Floats
    position_m: Floats
    position_std_m: Floats
    scatter: Floats
    freedom: Floats

    @property
    def counts(self) -> Ints:
        """Estimates of each site."""
        return np.diff(self.offsets)

    @property
    def site_of_member(self) -> Ints:
        """Site of each entry of ``members``."""
        return np.repeat(np.arange(len(self.longitude)), self.counts)


def site_columns(columns: EstimateColumns, label: Ints, options: FusionOptions) -> SiteColumns:
    """Return sites 0 and up from the label of each estimate, -1 for none.

    Notes
    -----
    The place is the mean weighed by one over variance; estimates of one scene share their errors
    and count as one. Where members scatter more than their spreads say, the spread of the site
    grows by the same factor.
    """
    count = int(label.max(initial=-1)) + 1
    members = np.flatnonzero(label >= 0)
    members = members[np.argsort(label[members], kind="stable")]
    site = label[members]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=count))]).astype(np.int64)
    std = np.maximum(columns.position_std_m[members], LEAST_STD_M)
    share = _share_of_scene(site, scene_numbers(columns, options.same_scene_s)[members])
    weight = share / (std**2 + options.position_floor_m**2)
    precision = np.bincount(site, weight, count)
    first = members[offsets[:-1]] if count else np.empty(0, np.int64)

    def mean(values: Floats, turn: float) -> Floats:
        offset = values[members] - values[first][site]
        offset = (offset + turn / 2.0) % turn - turn / 2.0
        return values[first] + np.bincount(site, weight * offset, count) / precision

    longitude = (mean(columns.longitude, 360.0) + 180.0) % 360.0 - 180.0
    latitude = mean(columns.latitude, 1e9)
    position = np.ascontiguousarray(geocentric(longitude, latitude).T)
    squared = np.sum((columns.position_m[members] - position[site]) ** 2, axis=1)
    scatter = np.bincount(site, weight * squared, count).astype(np.float64)
    freedom = 2.0 * np.maximum(np.bincount(site, share, count) - 1.0, 0.0)
    excess = np.maximum(scatter / np.maximum(freedom, 1.0), 1.0)
    variance = excess / precision + options.site_floor_m**2
    return SiteColumns(
        offsets, members, longitude, latitude, position, np.sqrt(variance), scatter, freedom
    )


def _share_of_scene(site: Ints, scene: Ints) -> Floats:
    """Return one over the members of a site that were sensed at once, (member,)."""
    alone = np.where(scene < 0, -1 - np.arange(len(scene)), scene)
    _, which, counts = np.unique(
        np.column_stack([site, alone]), axis=0, return_inverse=True, return_counts=True
    )
    share: Floats = 1.0 / counts[which.ravel()]
    return share
