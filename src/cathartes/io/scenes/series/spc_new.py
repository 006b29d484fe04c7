"""The new SPC format, 0x4B and 0x4C: the same fields in the two byte orders."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cathartes.io.scenes.series.spc_bytes import SpcBytes
from cathartes.io.scenes.series.spc_header import (
    FLOAT_EXPONENT,
    HEADER,
    HEADER_BYTES,
    MULTI,
    SUBHEADER,
    SUBHEADER_BYTES,
    X_EACH,
    X_UNITS,
    X_VALUES,
    Y_16_BIT,
    Y_KINDS,
    byte_order,
    in_order,
    label,
    packed_date,
    words,
)
from cathartes.io.scenes.series.spc_record import SpcFile, SpcSpectrum


class NewSpc(SpcBytes):
    """A file of the new format."""

    def read(self) -> SpcFile:
        """Return what the file holds."""
        self.order = byte_order(self.content)
        self.header = self.take("header", 0, in_order(HEADER, self.order), 1)[0]
        self.flags = int(self.header["flags"])
        return SpcFile(
            spectra=tuple(self._spectra()),
            x_unit=label(X_UNITS, int(self.header["x_type"])),
            y_kind=label(Y_KINDS, int(self.header["y_type"])),
            resolution=words(self.header["resolution"]),
            instrument=words(self.header["source"]),
            comment=words(self.header["comment"]),
            taken_at=packed_date(int(self.header["date"])),
        )

    def _spectra(self) -> Iterator[SpcSpectrum]:
        n_points = int(self.header["n_points"])
        n_subfiles = max(1, int(self.header["n_subfiles"])) if self.flags & MULTI else 1
        each = bool(self.flags & X_EACH)
        shared_x, offset = (None, HEADER_BYTES) if each else self._shared_x(n_points)
        starts = self._directory(n_points, n_subfiles) if each and n_points > 0 else None
        total = 0
        for index in range(n_subfiles):
            if starts is not None:
                offset = starts[index]
            spectrum, offset = self._subfile(index, offset, shared_x)
            total += spectrum.y.size
            if total > len(self.content):  # a directory may point to one subfile many times
                raise self.error.about(
                    self.path,
                    "subfile directory",
                    found=f"more than {total} points in {len(self.content)} bytes",
                    expected="subfiles that do not overlap",
                    remedy="The directory is damaged; fetch the file again.",
                )
            yield spectrum

    def _shared_x(self, n_points: int) -> tuple[NDArray[np.float64], int]:
        """Return the X values of all subfiles, and where the first subfile begins."""
        if n_points < 1:
            raise self.error.about(
                self.path,
                "number of points",
                found=n_points,
                expected="at least one",
                remedy="The header is damaged; fetch the file again.",
            )
        if self.flags & X_VALUES:
            stored = self.take("X values", HEADER_BYTES, np.dtype(f"{self.order}f4"), n_points)
            return stored.astype(np.float64), HEADER_BYTES + 4 * n_points
        # Computed only once the Y values are known to be there: a header that claims two
        # thousand million points must not fill the memory first.
        self.take("Y values", HEADER_BYTES, np.dtype("u1"), SUBHEADER_BYTES + 2 * n_points)
        ends = float(self.header["first"]), float(self.header["last"])
        return np.linspace(*ends, n_points), HEADER_BYTES

    def _directory(self, offset: int, n_subfiles: int) -> list[int]:
        dtype = in_order([("start", "i4"), ("size", "i4"), ("z", "f4")], self.order)
        entries = self.take("subfile directory", offset, dtype, n_subfiles)
        return [int(start) for start in entries["start"]]

    def _subfile(
        self, index: int, offset: int, shared_x: NDArray[np.float64] | None
    ) -> tuple[SpcSpectrum, int]:
        what = f"subfile {index + 1}"
        dtype = in_order(SUBHEADER, self.order)
        subheader = self.take(f"{what}, header", offset, dtype, 1)[0]
        offset += SUBHEADER_BYTES
        if shared_x is None:
            n_points = int(subheader["n_points"])
            own_x = self.take(f"{what}, X values", offset, np.dtype(f"{self.order}f4"), n_points)
            x = own_x.astype(np.float64)
            offset += 4 * n_points
        else:
            n_points, x = shared_x.size, shared_x
        multi = bool(self.flags & MULTI)
        exponent = int(subheader["exponent"] if multi else self.header["exponent"])
        short = bool(self.flags & Y_16_BIT)
        y = self.floats(f"{what}, Y values", offset, exponent, n_points, self.order, short=short)
        offset += n_points * (2 if short and exponent != FLOAT_EXPONENT else 4)
        return SpcSpectrum(x, y, float(subheader["time"])), offset
