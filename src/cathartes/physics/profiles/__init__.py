"""Profiles of facilities, which fusion, simulation, tasking and network all read."""

from cathartes.physics.profiles.records import (
    FacilityProfile,
    ProfileGas,
    ProfileTable,
    Rhythm,
)

__all__ = ["FacilityProfile", "ProfileGas", "ProfileTable", "Rhythm"]
