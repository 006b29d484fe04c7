"""What clean air holds of a gas: the background that no source adds to."""

from __future__ import annotations

from attrs import frozen


@frozen
class CleanAir:
    """Mole fraction of a gas in clean air near the ground, and how far a place is from it.

    Attributes
    ----------
    mole_fraction_ppm, std_ppm : float
    """

    mole_fraction_ppm: float
    std_ppm: float


_KNOWN = {
    # Surface values of the northern hemisphere, 2015 to 2025 (Lan et al. 2023); the spread is
    # that of continental air with no source near, calibration included.
    "methane": CleanAir(1.97, 0.1),
    "carbon dioxide": CleanAir(420.0, 15.0),
    "nitrous oxide": CleanAir(0.335, 0.006),
}
_ALSO_CALLED = {
    "ch4": "methane",
    "co2": "carbon dioxide",
    "carbon_dioxide": "carbon dioxide",
    "n2o": "nitrous oxide",
    "nitrous_oxide": "nitrous oxide",
}


def clean_air_of(gas_name: str) -> CleanAir | None:
    """Return what clean air holds of a gas, or None where it holds next to nothing."""
    name = gas_name.strip().lower()
    return _KNOWN.get(_ALSO_CALLED.get(name, name))
