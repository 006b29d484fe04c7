"""Numbers out of the bytes of an SPC file: checked for length, scaled by their exponent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import InputError
from cathartes.io.scenes.series.spc_header import FLOAT_EXPONENT


class SpcBytes:
    """The bytes of a file, which may end before its header says.

    Parameters
    ----------
    path : Path
        For messages.
    content : bytes
        The whole file.
    error : type
        What to raise.
    """

    def __init__(self, path: Path, content: bytes, error: type[InputError]) -> None:
        self.path, self.content, self.error = path, content, error

    def take(self, what: str, offset: int, dtype: np.dtype[Any], count: int) -> NDArray[Any]:
        """Return ``count`` values at an offset, or raise where the file ends before."""
        need = offset + count * dtype.itemsize
        if offset < 0 or count < 0 or need > len(self.content):
            raise self.error.about(
                self.path,
                what,
                found=f"{len(self.content)} bytes in the file",
                expected=f"at least {need} bytes, as the header says",
                remedy="The file is truncated or its header damaged; fetch it again.",
            )
        return np.frombuffer(self.content, dtype, count, offset)

    def floats(
        self, what: str, offset: int, exponent: int, count: int, order: str, *, short: bool = False
    ) -> NDArray[np.float64]:
        """Return Y values: floats, or fixed-point fractions times a power of two."""
        if exponent == FLOAT_EXPONENT:
            # Damaged bytes may be signalling NaNs, which are told of as values later.
            with np.errstate(invalid="ignore"):
                return self.take(what, offset, np.dtype(f"{order}f4"), count).astype(np.float64)
        bits = 16 if short else 32
        whole = self.take(what, offset, np.dtype(f"{order}i{bits // 8}"), count)
        return scaled(whole.astype(np.float64), exponent - bits)


def scaled(whole: NDArray[np.float64], power: int) -> NDArray[np.float64]:
    """Return ``whole * 2**power``; an absurd power gives zero or infinity, not an exception."""
    with np.errstate(over="ignore", under="ignore"):
        scaled_up: NDArray[np.float64] = np.ldexp(whole, power)
    return scaled_up
