"""Lines of an ENVI image on demand, in bounded memory, from any interleave and type.

BIP and BIL lines are consecutive in the file: windows of a few of these lines are mapped into
memory one after the other, and scaled and put in order piece by piece while the piece is in the
processor's cache (measured for native float32 BIP: half the time of reading into an array first).
A BSQ file has each band elsewhere; there short reads are as fast as hundreds of mappings. No
more than a window is ever mapped: its pages count as memory of this process.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.layout import EnviLayout
from cathartes.io.scenes.line_slabs import check_lines
from cathartes.kernels.cube_order import (
    scale_channels_in_columns,
    scale_channels_in_rows,
    transpose_into,
)
from cathartes.model.arrays import float64_array

WINDOW_BYTES = 2**24
"""Of the file, mapped at a time."""
PIECE_BYTES = 2**19
"""Of the file, in cache at a time."""
BAND_PIECE_BYTES = 2**18
"""Of one band of a BSQ file: short reads from many places are what makes BSQ slow on disks."""
CHANNELS_PER_GROUP = 8
"""Of a BSQ file, turned over at a time: the height of the kernel's blocks (16 is slower)."""


@frozen(eq=False)
class EnviSource:
    """An ENVI image as a :class:`~cathartes.model.RadianceSource`.

    Attributes
    ----------
    path : Path
        The image.
    layout : EnviLayout
        Where each number lies.
    gain, offset : (wavelength,) float64
        ``radiance = gain * number + offset``, W m-2 sr-1 um-1.
    ignored : float
        The number that means "no data"; NaN where there is none.

    Notes
    -----
    Safe to use from several threads and to send to other processes: each reading opens the
    file for itself.
    """

    path: Path
    layout: EnviLayout
    gain: NDArray[np.float64] = field(converter=float64_array)
    offset: NDArray[np.float64] = field(converter=float64_array)
    ignored: float = float("nan")

    @property
    def shape(self) -> tuple[int, int, int]:
        """(line, sample, wavelength)."""
        return self.layout.shape

    def read(self, first_line: int, last_line: int) -> NDArray[np.float32]:
        """Return lines ``first_line:last_line``.

        Returns
        -------
        (line, sample, wavelength) float32
            C order, W m-2 sr-1 um-1, NaN where the file has its fill value, NaN or Inf.

        Raises
        ------
        SceneError
            If there are no such lines, or the file cannot be read or has become shorter.
        """
        check_lines(self.path, first_line, last_line, self.shape[0])
        radiance = np.empty((last_line - first_line, *self.shape[1:]), dtype=np.float32)
        if radiance.size:
            read_pieces = {"bip": self._read_bip, "bil": self._read_bil, "bsq": self._read_bsq}
            with self._opened() as descriptor:
                read_pieces[self.layout.interleave](descriptor, first_line, radiance)
        return radiance

    def read_band(self, band: int) -> NDArray[np.float64]:
        """Return one whole band in full precision (positions need more than float32).

        Returns
        -------
        (line, sample) float64
            NaN where the file has its fill value.

        Raises
        ------
        SceneError
            As :meth:`read`.
        """
        lines, samples, channels = self.shape
        numbers = np.empty((lines, samples), np.float64)
        with self._opened() as descriptor:
            for line in range(lines):
                if self.layout.interleave == "bsq":
                    start = (band * lines + line) * samples
                    numbers[line] = self._mapped(descriptor, start, samples)
                    continue
                piece = self._mapped(descriptor, line * samples * channels, samples * channels)
                if self.layout.interleave == "bil":
                    numbers[line] = piece.reshape(channels, samples)[band]
                else:
                    numbers[line] = piece.reshape(samples, channels)[:, band]
        numbers[numbers == self.ignored] = np.nan
        numbers *= self.gain[band]
        numbers += self.offset[band]
        return numbers

    def check_size(self) -> None:
        """Raise where the file is not as long as its header says.

        Raises
        ------
        SceneError
            If it is shorter, or longer than a header and a trailer could explain.
        """
        try:
            size = self.path.stat().st_size
        except OSError as error:
            raise self._unreadable(error) from error
        expected = self.layout.n_bytes
        if size == expected:
            return
        lines, samples, bands = self.shape
        raise SceneError.about(
            self.path,
            "file size",
            found=f"{size} bytes",
            expected=f"{expected} bytes ({lines} lines x {samples} samples x {bands} bands x "
            f"{self.layout.dtype.itemsize} bytes, from byte {self.layout.offset_bytes})",
            remedy="The image is truncated, or its header belongs to another image or states a "
            "wrong size or data type; fetch both again.",
        )

    def _read_bip(self, descriptor: int, first_line: int, radiance: NDArray[np.float32]) -> None:
        _, samples, channels = self.shape
        gain, offset, ignored = self._scaling()
        step = max(1, PIECE_BYTES // (channels * self.layout.dtype.itemsize))
        for window in self._windows(len(radiance)):
            spectra = radiance[window].reshape(-1, channels)
            start = (first_line + window.start) * samples * channels
            numbers = self._mapped(descriptor, start, spectra.size).reshape(spectra.shape)
            for first in range(0, len(spectra), step):
                piece = self._native(numbers[first : first + step])
                scale_channels_in_columns(
                    piece, gain, offset, ignored, spectra[first : first + step]
                )

    def _read_bil(self, descriptor: int, first_line: int, radiance: NDArray[np.float32]) -> None:
        _, samples, channels = radiance.shape
        scaled = np.empty((channels, samples), np.float32)
        gain, offset, ignored = self._scaling()
        for window in self._windows(len(radiance)):
            lines = radiance[window]
            start = (first_line + window.start) * samples * channels
            numbers = self._mapped(descriptor, start, lines.size)
            for line, lying in enumerate(numbers.reshape(len(lines), channels, samples)):
                scale_channels_in_rows(self._native(lying), gain, offset, ignored, scaled)
                transpose_into(scaled, lines[line])

    def _windows(self, n_lines: int) -> Iterator[slice]:
        _, samples, channels = self.shape
        step = max(1, WINDOW_BYTES // max(1, samples * channels * self.layout.dtype.itemsize))
        for first in range(0, n_lines, step):
            yield slice(first, min(first + step, n_lines))

    def _read_bsq(self, descriptor: int, first_line: int, radiance: NDArray[np.float32]) -> None:
        lines, samples, channels = self.shape
        spectra = radiance.reshape(-1, channels)
        step = min(len(spectra), max(1, BAND_PIECE_BYTES // self.layout.dtype.itemsize))
        raw = np.empty(CHANNELS_PER_GROUP * step, self.layout.dtype)
        scaled = np.empty(CHANNELS_PER_GROUP * step, np.float32)
        gain, offset, ignored = self._scaling()
        for first in range(0, len(spectra), step):
            n_pixels = min(step, len(spectra) - first)
            for channel in range(0, channels, CHANNELS_PER_GROUP):
                group = slice(channel, min(channel + CHANNELS_PER_GROUP, channels))
                shape = (group.stop - channel, n_pixels)
                numbers = raw[: shape[0] * n_pixels].reshape(shape)
                for row, band in enumerate(range(channel, group.stop)):
                    start = (band * lines + first_line) * samples + first
                    self._fill(descriptor, numbers[row], start)
                in_order = scaled[: numbers.size].reshape(shape)
                scale_channels_in_rows(
                    self._native(numbers), gain[group], offset[group], ignored, in_order
                )
                transpose_into(in_order, spectra[first : first + n_pixels, group])

    def _scaling(self) -> tuple[NDArray[Any], NDArray[Any], np.floating]:
        """Return gain, offset and ignored value in the type the numbers are scaled in."""
        kind = self._working_type()
        with np.errstate(over="ignore"):
            # The largest float32 written with too few digits gives Inf, which is no data too.
            ignored = kind(self.ignored)
        return self.gain.astype(kind), self.offset.astype(kind), ignored

    def _working_type(self) -> type[np.float32] | type[np.float64]:
        """float32 where it holds every number of the file exactly."""
        narrow = self.layout.dtype.kind == "f" or self.layout.dtype.itemsize <= 2
        return np.float32 if narrow and self.layout.dtype.itemsize <= 4 else np.float64

    def _native(self, numbers: NDArray[Any]) -> NDArray[Any]:
        aligned = numbers.flags.aligned  # an odd header offset leaves numbers astride of words
        return numbers.astype(self._working_type(), copy=not aligned)

    def _mapped(self, descriptor: int, start: int, n_numbers: int) -> NDArray[Any]:
        """Map consecutive numbers of the file, from the ``start``-th on; never written back."""
        n_bytes = n_numbers * self.layout.dtype.itemsize
        position = self.layout.offset_bytes + start * self.layout.dtype.itemsize
        try:
            size = os.fstat(descriptor).st_size
            if position + n_bytes > size:
                # Touching a page beyond the end would kill the program with a bus error.
                raise self._cut_short(size)
            page = position - position % mmap.ALLOCATIONGRANULARITY
            window = mmap.mmap(
                descriptor, position - page + n_bytes, access=mmap.ACCESS_COPY, offset=page
            )
        except OSError as error:
            raise self._unreadable(error) from error
        return np.frombuffer(window, self.layout.dtype, n_numbers, position - page)

    def _fill(self, descriptor: int, numbers: NDArray[Any], start: int) -> None:
        """Read consecutive numbers of the file, from the ``start``-th on."""
        view = numbers.view(np.uint8).data
        position = self.layout.offset_bytes + start * self.layout.dtype.itemsize
        while view:
            try:
                n_read = os.preadv(descriptor, [view], position)
            except OSError as error:
                raise self._unreadable(error) from error
            if n_read == 0:
                raise self._cut_short(position)
            view = view[n_read:]
            position += n_read

    def _cut_short(self, size: int) -> SceneError:
        return SceneError.about(
            self.path,
            "file size",
            found=f"{size} bytes",
            expected=f"{self.layout.n_bytes} bytes",
            remedy="The file has become shorter since it was opened; fetch it again.",
        )

    @contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except OSError as error:
            raise self._unreadable(error) from error
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _unreadable(self, error: OSError) -> SceneError:
        return SceneError.about(
            self.path,
            "image",
            found=error.strerror or type(error).__name__,
            expected="a readable file",
            remedy="Check the disk, and that you may read the file.",
        )
