"""What a spectrum file may leave unsaid, as a person can say it."""

from __future__ import annotations

from attrs import frozen


@frozen
class Sample:
    """The gas in the cell; None where the file shall say it.

    Attributes
    ----------
    name : str or None
        Name of the gas in the library.
    partial_pressure_hpa : float or None
        Of the gas itself.
    path_length_m : float or None
        Of the cell.
    column_ppm_m : float or None
        Instead of pressure and path: the column the spectrum was taken with, at 296 K, 1 atm.
    temperature_k : float or None
        Of the gas.
    pressure_hpa : float or None
        Total pressure.
    """

    name: str | None = None
    partial_pressure_hpa: float | None = None
    path_length_m: float | None = None
    column_ppm_m: float | None = None
    temperature_k: float | None = None
    pressure_hpa: float | None = None


AS_IN_THE_FILE = Sample()
"""Nothing is said beside the file."""
