"""Profiles of facilities, which fusion, simulation, tasking and network all read."""

from cathartes.physics.profiles.load import load_profiles, profiles_from_yaml
from cathartes.physics.profiles.records import (
    FacilityProfile,
    ProfileGas,
    ProfileTable,
    Rhythm,
)

__all__ = [
    "FacilityProfile",
    "ProfileGas",
    "ProfileTable",
    "Rhythm",
    "load_profiles",
    "profiles_from_yaml",
]
