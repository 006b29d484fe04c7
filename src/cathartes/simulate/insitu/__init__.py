"""Synthetic truth of in-situ sensing: networks, lines of samplers, flights.

The model of dispersion is on purpose none of those that the inference uses: puffs that follow
random velocities, with spreads that depart from theory by random factors.
"""

from cathartes.simulate.insitu.flights import (
    AIRCRAFT,
    DRONE,
    CarrierSettings,
    FlightSettings,
    simulate_flight,
)
from cathartes.simulate.insitu.network import simulate_network
from cathartes.simulate.insitu.samplers import SamplerSettings, simulate_samplers
from cathartes.simulate.insitu.settings import NetworkSettings
from cathartes.simulate.insitu.truth import InsituTruth, SourceTruth

__all__ = [
    "AIRCRAFT",
    "DRONE",
    "CarrierSettings",
    "FlightSettings",
    "InsituTruth",
    "NetworkSettings",
    "SamplerSettings",
    "SourceTruth",
    "simulate_flight",
    "simulate_network",
    "simulate_samplers",
]
