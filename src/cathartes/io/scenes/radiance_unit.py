"""The many spellings of a radiance unit, read into the few that the program converts."""

from __future__ import annotations

import re

from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

_SPELLINGS = (
    (r"[µμ]", "u"),
    (r"\bmicrons?\b", "um"),
    (r"\(\s*cm\s*\^?-1\s*\)\s*\^?-1", "cm"),
    (r"\bmicro[\s-]?", "u"),
    (r"\bmilli[\s-]?", "m"),
    (r"\bnano[\s-]?(?=w)", "n"),
    (r"watts?", "w"),
    (r"steradians?|\bster\b|\bstr\b", "sr"),
    (r"umeters?|umetres?", "um"),
    (r"nanometers?|nanometres?", "nm"),
    (r"centimeters?|centimetres?", "cm"),
    (r"\bmeters?|\bmetres?", "m"),
    (r"\bsquared?\s+(cm|m)\b", r"\g<1>2"),
    (r"\b(cm|m)\s+squared?\b", r"\g<1>2"),
    (r"\bper\b", "/"),
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻·•", "0123456789-  ")
_TOKEN = re.compile(
    r"(?P<paren>[()/])|(?P<unit>[a-z]+)\s*(?:\^|\*\*)?\s*\{?(?P<power>[+-]?\d+)?\}?"
)
_IGNORED = re.compile(r"[\s.*,_\[\]]+")


def parse_radiance_unit(text: str) -> str | None:
    """Return the key of ``units.RADIANCE_UNITS`` (or its per-wavenumber sibling) for a spelling.

    Parameters
    ----------
    text : str
        Such as ``uW/cm^2/SR/nm``, ``W/(m²·sr·μm)`` or ``microwatts per cm squared nm sr``.

    Returns
    -------
    str or None
        None where the text is no spectral radiance, or one that is not converted.
    """
    factors = _factors(_plain(text))
    if factors is None:
        return None
    for key in (*RADIANCE_UNITS, *RADIANCE_UNITS_PER_WAVENUMBER):
        if factors == _factors(key.lower()):
            return key
    return None


def _plain(text: str) -> str:
    plain = text.strip().translate(_SUPERSCRIPTS).lower()
    for pattern, spelling in _SPELLINGS:
        plain = re.sub(pattern, spelling, plain)
    return plain


def _factors(text: str) -> list[tuple[str, int]] | None:
    """Return (unit, power) pairs in alphabetical order; ``/`` holds for all that follows it.

    ``a/b c`` and ``a/(b c)`` both mean ``a b-1 c-1`` here: no radiance has anything else
    below the bar, and nobody writes the parentheses consistently.
    """
    factors: list[tuple[str, int]] = []
    sign, position = 1, 0
    while position < len(text):
        gap = _IGNORED.match(text, position)
        if gap:
            position = gap.end()
            continue
        token = _TOKEN.match(text, position)
        if token is None:
            return None
        position = token.end()
        if token["paren"] == "/":
            sign = -1
        elif token["unit"]:
            factors.append((token["unit"], sign * int(token["power"] or 1)))
    # "W m-2 sr-1 / cm-1" is per wavenumber: below the bar a power of -1 turns into +1.
    return sorted(factors) if factors else None
