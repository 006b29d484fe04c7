"""Some channels of some lines, without ever holding all channels of all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.scene import RadianceSource

SLAB_BYTES = 16 * 2**20
"""Of all channels, read at a time while a few of them are kept."""


def read_channels(
    source: RadianceSource, first_line: int, last_line: int, channels: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return chosen channels of lines ``first_line:last_line``, in the order asked for.

    Returns
    -------
    (line, sample, channel) float32
        C order; the caller may overwrite it.

    Notes
    -----
    A sunlit instrument has hundreds of channels and methane needs some fifty of them: read
    whole, a block would weigh six times what is worked on.
    """
    _, samples, n_channels = source.shape
    if len(channels) == n_channels and bool(np.all(np.diff(channels) == 1)):
        return np.ascontiguousarray(source.read(first_line, last_line))
    kept = np.empty((last_line - first_line, samples, len(channels)), np.float32)
    step = max(1, SLAB_BYTES // max(1, samples * n_channels * 4))
    for line in range(first_line, last_line, step):
        end = min(line + step, last_line)
        slab = source.read(line, end)
        # Any other mode than "raise" writes without a copy in between; the channels do exist.
        np.take(slab, channels, 2, out=kept[line - first_line : end - first_line], mode="clip")
    return kept


def forget_lines(source: RadianceSource) -> None:
    """Let a source that keeps decompressed lines for the next reading let go of them.

    They weigh as much as half a block, and the next reading is a block of work away.
    """
    forget = getattr(source, "forget", None)
    if forget is not None:
        forget()
