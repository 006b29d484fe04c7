"""An ENVI file larger than the memory it may be read with, written block by block."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from benchmarks.cubes.speed_cubes import lwir_cube

BLOCK_LINES = 800


def write_large_envi(folder: Path, size_gb: float) -> Path:
    """Write a band-interleaved-by-line float32 LWIR file of about ``size_gb`` 1e9 bytes.

    One cluttered block with plumes is written again and again, each time shifted sideways and
    a little warmer or colder, so that no two blocks are equal. Returns the header's path.
    """
    subject = lwir_cube(lines=BLOCK_LINES)
    lines, samples, channels = subject.cube.shape
    n_blocks = max(1, round(size_gb * 1e9 / subject.cube.nbytes))
    rng = np.random.default_rng(5)
    data = folder / f"large_{size_gb:g}gb.img"
    with data.open("wb") as file:
        for _ in range(n_blocks):
            block = np.roll(subject.cube, int(rng.integers(samples)), axis=1)
            block *= np.float32(rng.normal(1.0, 0.004))
            file.write(np.ascontiguousarray(block.transpose(0, 2, 1)).tobytes())
    instrument = subject.scene.instrument
    wavelengths = ", ".join(f"{one:.5f}" for one in instrument.wavelength_um)
    widths = ", ".join(f"{one:.5f}" for one in instrument.fwhm_um)
    header = data.with_suffix(".hdr")
    header.write_text(
        "ENVI\n"
        f"samples = {samples}\nlines = {n_blocks * lines}\nbands = {channels}\n"
        "header offset = 0\nfile type = ENVI Standard\ndata type = 4\ninterleave = bil\n"
        "byte order = 0\nwavelength units = Micrometers\n"
        f"wavelength = {{{wavelengths}}}\nfwhm = {{{widths}}}\n",
        encoding="ascii",
    )
    sidecar = {"sensor": "speed LWIR", "radiance_unit": "W m-2 sr-1 um-1"}
    data.with_suffix(".scene.json").write_text(json.dumps(sidecar), encoding="utf-8")
    return header
