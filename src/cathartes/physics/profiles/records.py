"""What kinds of facility emit: gases, rates, rhythms, as published."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen


@frozen(kw_only=True)
class ProfileGas:
    """One gas of a kind of facility.

    Attributes
    ----------
    name : str
        A name of the gas library.
    presence : float
        Share of such facilities that emit it, 0 to 1.
    rate_kg_per_h : float
        Median over such facilities while they emit, kg/h.
    rate_factor : float
        Spread between facilities: one standard deviation of the natural logarithm is
        ``ln(rate_factor)``.
    """

    name: str
    presence: float
    rate_kg_per_h: float
    rate_factor: float


@frozen(kw_only=True)
class Rhythm:
    """When a kind of facility emits.

    Attributes
    ----------
    duty : float
        Share of time in which it emits, 0 to 1.
    spell_h : float
        Mean length of an unbroken spell of emission, hours.
    night_share : float
        Share of the emitting time that falls between 20 and 6 o'clock local solar time; 10/24
        where night and day are alike.
    """

    duty: float
    spell_h: float
    night_share: float


@frozen(kw_only=True)
class FacilityProfile:
    """A kind of facility.

    Attributes
    ----------
    name : str
        Identifier, in snake case.
    title : str
        For people, to stand after "may be": ``"a dry cleaner"``.
    is_clandestine : bool
        Whether it is a profile that is searched for; all others are innocent explanations.
    abundance : float
        Relative number of such emitters in a mixed landscape; only ratios count.
    permitted_share : float
        Share of such facilities that a register of permits has, 0 to 1.
    gases : tuple of ProfileGas
    rhythm : Rhythm
    references : tuple of str
        Keys of ``docs/references.bib``.
    remark : str
        What is assumed rather than published.
    """

    name: str
    title: str
    is_clandestine: bool
    abundance: float
    permitted_share: float
    gases: tuple[ProfileGas, ...]
    rhythm: Rhythm
    references: tuple[str, ...] = ()
    remark: str = ""


def _in_order(profiles: Iterable[FacilityProfile]) -> tuple[FacilityProfile, ...]:
    return tuple(profiles)


@frozen(kw_only=True)
class ProfileTable:
    """All profiles of one version.

    Attributes
    ----------
    version : str
    profiles : tuple of FacilityProfile
    """

    version: str
    profiles: tuple[FacilityProfile, ...] = field(converter=_in_order)

    def __getitem__(self, name: str) -> FacilityProfile:
        for profile in self.profiles:
            if profile.name == name:
                return profile
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names, in the order of the table."""
        return tuple(profile.name for profile in self.profiles)
