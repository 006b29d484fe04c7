"""Deliveries with what their files say: what is matched to plans."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.model.campaign.area import Ring
from cathartes.model.collection.delivery import Delivery
from cathartes.model.flight.track import Track


@frozen(kw_only=True)
class DeliveredScene:
    """A scene as it came back.

    Attributes
    ----------
    delivery : Delivery
    label : str
        Short name of the scene.
    is_simulated : bool
    instrument : str
    shape : (line, sample, wavelength)
    footprint : tuple of (longitude, latitude)
        Empty where the file does not say where it is.
    begins_at : datetime or None
        None where the file does not say when it was taken, or not in which zone.
    platform_altitude_m, ground_elevation_m : float or None
        Above mean sea level.
    flags : tuple of str
        What its spectra show: "cloud", "saturated".
    remarks : tuple of str
        What its reader had to say, for a message on a scene that cannot be placed.
    """

    delivery: Delivery
    label: str
    is_simulated: bool
    instrument: str = ""
    shape: tuple[int, int, int] = (0, 0, 0)
    footprint: Ring = ()
    begins_at: datetime | None = None
    platform_altitude_m: float | None = None
    ground_elevation_m: float | None = None
    flags: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@frozen(kw_only=True, eq=False)
class DeliveredTrack:
    """A track as it came back."""

    delivery: Delivery
    track: Track


@frozen(kw_only=True, eq=False)
class DeliveredCase:
    """What a sampler sensed along its way, as it came back.

    Attributes
    ----------
    delivery : Delivery
    label : str
    is_simulated : bool
    time_s : (observation,) float64
        Seconds since 1970-01-01 UTC; middle of each interval.
    longitude, latitude : (observation,) float64
        Empty where the case has local metres only.
    gases : tuple of str
    """

    delivery: Delivery
    label: str
    is_simulated: bool
    time_s: NDArray[np.float64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    gases: tuple[str, ...] = ()
