"""SPC files written byte by byte after the published description of the format."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest


def spc_bytes(
    spectra: list[np.ndarray],
    *,
    x: np.ndarray | list[np.ndarray] | None = None,
    first: float = 600.0,
    last: float = 4000.0,
    order: str = "<",
    exponent: int = -128,
    short: bool = False,
    x_type: int = 1,
    y_type: int = 12,
    date: tuple[int, int, int, int, int] = (2021, 8, 11, 1, 52),
    resolution: str = "0.5",
    directory: bool = False,
    log: bytes = b"",
) -> bytes:
    """Return a file of the new format.

    ``x`` None: evenly spaced; one array: XY; a list: XYXY, one for each subfile.
    """
    each = isinstance(x, list)
    multi = len(spectra) > 1 or each
    flags = (1 if short else 0) | (4 if multi else 0)
    flags |= (64 if each else 0) | (128 if x is not None else 0)
    body = b""
    if x is not None and not each:
        body += np.asarray(x, f"{order}f4").tobytes()
    starts = []
    for index, y in enumerate(spectra):
        starts.append(512 + len(body))
        body += struct.pack(
            f"{order}BbHfffiif4x", 0, exponent, index, 1.5 * index, 0, 0, y.size, 4, 0
        )
        if each:
            body += np.asarray(x[index], f"{order}f4").tobytes()
        body += _y_bytes(y, order, exponent, short=short)
    n_points = 0 if each else spectra[0].size
    if directory:
        n_points = 512 + len(body)
        for start in starts:
            body += struct.pack(f"{order}iif", start, 0, 0.0)
    year, month, day, hour, minute = date
    packed = year << 20 | month << 16 | day << 11 | hour << 6 | minute
    header = struct.pack(
        f"{order}BBBbiddiBBBBI9s9sH32x130s30xi",
        flags,
        0x4B if order == "<" else 0x4C,
        4,
        exponent,
        n_points,
        first,
        last,
        len(spectra),
        x_type,
        y_type,
        0,
        0,
        packed,
        resolution.encode(),
        b"MIDAC",
        0,
        b"a volcano",
        512 + len(body) if log else 0,
    )
    return header.ljust(512, b"\0") + body + log


def old_spc_bytes(
    spectra: list[np.ndarray],
    *,
    first: float = 600.0,
    last: float = 4000.0,
    exponent: int = 10,
    short: bool = False,
) -> bytes:
    """Return a file of the old format (0x4D)."""
    flags = (1 if short else 0) | (4 if len(spectra) > 1 else 0)
    header = struct.pack(
        "<BBhfffBBHBBBB8sHH28x130s30x",
        flags,
        0x4D,
        exponent,
        float(spectra[0].size),
        first,
        last,
        1,
        12,
        1994,
        7,
        16,
        13,
        30,
        b"2",
        0,
        16,
        b"an old volcano",
    )
    assert len(header) == 224
    content = header
    for index, y in enumerate(spectra):
        content += struct.pack("<BbHfffiif4x", 0, exponent, index, 2.0 * index, 0, 0, 0, 0, 0)
        if short:
            content += _y_bytes(y, "<", exponent, short=True)
        else:
            whole = np.round(np.ldexp(y, 32 - exponent)).astype("<i4").view("<u2").reshape(-1, 2)
            content += np.ascontiguousarray(whole[:, ::-1]).tobytes()
    return content


def _y_bytes(y: np.ndarray, order: str, exponent: int, *, short: bool) -> bytes:
    if exponent == -128:
        return y.astype(f"{order}f4").tobytes()
    bits = 16 if short else 32
    return np.round(np.ldexp(y, bits - exponent)).astype(f"{order}i{bits // 8}").tobytes()


@pytest.fixture
def spc() -> Callable[..., bytes]:
    """Return the writer of new SPC files."""
    return spc_bytes


@pytest.fixture
def old_spc() -> Callable[..., bytes]:
    """Return the writer of old SPC files."""
    return old_spc_bytes


@pytest.fixture(scope="session")
def spc_writers() -> tuple[Callable[..., bytes], Callable[..., bytes]]:
    """Return the writers of new and old SPC files, for fixtures of a wider scope."""
    return spc_bytes, old_spc_bytes


@pytest.fixture
def spectra() -> list[np.ndarray]:
    """Return three spectra of 50 points whose every number is different."""
    return [100.0 + np.arange(50.0) + 60.0 * index for index in range(3)]


@pytest.fixture
def write_npz(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of NPZ series; keywords replace or, as None, remove arrays."""

    def write(name: str = "vent.npz", **changes: Any) -> Path:
        wavenumber = np.linspace(500.0, 4500.0, 60)
        arrays = {
            "wn": wavenumber,
            "spec": np.arange(240.0).reshape(4, 60).astype(np.float32) + 10,
            "t_s": np.arange(4.0),
            "self_emission": np.full(60, 3.0),
        }
        arrays.update(changes)
        path = tmp_path / name
        with path.open("wb") as stream:
            np.savez(stream, **{key: a for key, a in arrays.items() if a is not None})
        return path

    return write
