"""A drone or an aircraft with a sampler of air, flown across the plumes of a site."""

from cathartes.simulate.insitu.flights.flight import simulate_flight
from cathartes.simulate.insitu.flights.settings import (
    AIRCRAFT,
    DRONE,
    CarrierSettings,
    FlightSettings,
)

__all__ = ["AIRCRAFT", "DRONE", "CarrierSettings", "FlightSettings", "simulate_flight"]
