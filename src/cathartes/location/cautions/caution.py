"""A caution: a sentence, and what it does to the answer as numbers."""

from __future__ import annotations

from attrs import field, frozen, validators


@frozen
class Caution:
    """Something about a case that makes its answer less sure than the inference knows.

    Attributes
    ----------
    sentence : str
        What was noticed and what it does to the answer.
    widen_position : float
        Factor on the size of the regions, at least 1.
    widen_rate : float
        Factor on the spread of the logarithm of the rate, at least 1.
    """

    sentence: str
    widen_position: float = field(default=1.0, validator=validators.ge(1.0))
    widen_rate: float = field(default=1.0, validator=validators.ge(1.0))
