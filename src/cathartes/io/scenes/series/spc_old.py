"""The old SPC format, 0x4D: fewer fields, and 32-bit numbers with their halves swapped."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.io.scenes.series.spc_bytes import SpcBytes, scaled
from cathartes.io.scenes.series.spc_header import (
    FLOAT_EXPONENT,
    MULTI,
    OLD_BYTES,
    OLD_HEADER,
    SUBHEADER,
    SUBHEADER_BYTES,
    X_UNITS,
    Y_16_BIT,
    Y_KINDS,
    date,
    in_order,
    label,
    words,
)
from cathartes.io.scenes.series.spc_record import SpcFile, SpcSpectrum


class OldSpc(SpcBytes):
    """A file of the old format."""

    def read(self) -> SpcFile:
        """Return what the file holds."""
        header = self.take("header", 0, in_order(OLD_HEADER, "<"), 1)[0]
        n_points, exponent = int(header["n_points"]), int(header["exponent"])
        multi = bool(int(header["flags"]) & MULTI)
        short = bool(int(header["flags"]) & Y_16_BIT)
        self.take("Y values", OLD_BYTES, np.dtype("u1"), SUBHEADER_BYTES + 2 * n_points)
        x = np.linspace(float(header["first"]), float(header["last"]), n_points)
        spectra: list[SpcSpectrum] = []
        offset = OLD_BYTES
        while not spectra or (multi and self.content[offset : offset + 512].strip(b"\0")):
            # Old files do not count their subfiles: they go on to the end, or to padding.
            what = f"subfile {len(spectra) + 1}"
            subheader = self.take(what, offset, in_order(SUBHEADER, "<"), 1)[0]
            own = int(subheader["exponent"])
            power = own if multi and own else exponent
            offset += SUBHEADER_BYTES
            if power in (FLOAT_EXPONENT, -FLOAT_EXPONENT):  # one byte, read as two
                y = self.floats(f"{what}, Y values", offset, FLOAT_EXPONENT, n_points, "<")
                offset += 4 * n_points
            elif short:
                y = self.floats(f"{what}, Y values", offset, power, n_points, "<", short=True)
                offset += 2 * n_points
            else:
                y = self._swapped(f"{what}, Y values", offset, power, n_points)
                offset += 4 * n_points
            spectra.append(SpcSpectrum(x, y, float(subheader["time"])))
        return SpcFile(
            spectra=tuple(spectra),
            x_unit=label(X_UNITS, int(header["x_type"])),
            y_kind=label(Y_KINDS, int(header["y_type"])),
            resolution=words(header["resolution"]),
            comment=words(header["comment"]),
            taken_at=date(
                *(int(header[name]) for name in ("year", "month", "day", "hour", "minute"))
            ),
        )

    def _swapped(self, what: str, offset: int, exponent: int, n_points: int) -> NDArray[np.float64]:
        """Return 32-bit fractions whose more significant half comes first."""
        halves = self.take(what, offset, np.dtype("<u2"), 2 * n_points).astype(np.uint32)
        whole = ((halves[0::2] << np.uint32(16)) | halves[1::2]).view(np.int32)
        return scaled(whole.astype(np.float64), exponent - 32)
