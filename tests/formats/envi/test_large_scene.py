"""A scene much larger than the memory allowed is read, whatever its interleave."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cathartes.io.scenes.envi.writer import format_header
from cathartes.kernels.planck import planck_radiance

SHAPE = (100_000, 400, 128)
"""20.5 GB of float32, as a file with holes that takes a few hundred kB of disk."""
LIMIT_BYTES = 2 * 2**30
WAVELENGTH_UM = np.linspace(7.6, 12.9, SHAPE[2])
LINES = (0, 99_992)
N_LINES = 8

_CHILD = f"""
import json, resource, sys
from pathlib import Path
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
import numpy as np
from cathartes.io.scenes.readers import read_scene
scene = read_scene(Path(sys.argv[1]))
tiles = (scene.source.read(line, line + {N_LINES}) for line in {LINES})
sums = [float(tile.astype(float).sum()) for tile in tiles]
# Not ru_maxrss: a child starts with the largest size of the process that started it.
status = Path("/proc/self/status").read_text()
peak = 1024 * int(status.partition("VmHWM:")[2].split()[0]) if "VmHWM:" in status else 0
print(json.dumps({{"shape": scene.shape, "sums": sums, "peak": peak}}))
"""


def sparse_scene(folder: Path, interleave: str) -> tuple[Path, list[float]]:
    """Write a few groups of lines into a file of 20 GB; the rest are holes, read as zero."""
    lines, samples, channels = SHAPE
    rng = np.random.default_rng(2)
    image, sums = folder / f"{interleave}.img", []
    with image.open("wb") as stream:
        stream.truncate(4 * lines * samples * channels)
        for first in LINES:
            cube = planck_radiance(WAVELENGTH_UM, rng.uniform(285, 305, (N_LINES, samples, 1)))
            cube = cube.astype("<f4")
            sums.append(float(cube.astype(float).sum()))
            if interleave == "bsq":
                for band in range(channels):
                    stream.seek(4 * (band * lines + first) * samples)
                    stream.write(cube[:, :, band].tobytes())
            else:
                stream.seek(4 * first * samples * channels)
                order = (0, 1, 2) if interleave == "bip" else (0, 2, 1)
                stream.write(cube.transpose(order).tobytes())
    fields = {
        "samples": samples,
        "lines": lines,
        "bands": channels,
        "data type": 4,
        "interleave": interleave,
        "byte order": 0,
        "wavelength units": "Micrometers",
        "wavelength": list(map(float, WAVELENGTH_UM)),
        "data units": "W m-2 sr-1 um-1",
    }
    image.with_suffix(".hdr").write_text(format_header(fields))
    return image, sums


@pytest.mark.parametrize("interleave", ["bip", "bil", "bsq"])
def test_twenty_gigabytes_are_read_within_two(tmp_path, interleave):
    image, sums = sparse_scene(tmp_path, interleave)
    assert image.stat().st_size > 20e9
    if image.stat().st_blocks * 512 > 1e9:
        pytest.skip("this file system cannot hold files with holes")
    result = subprocess.run(
        [sys.executable, "-c", _CHILD, str(image), str(LIMIT_BYTES)],
        capture_output=True,
        text=True,
        check=False,
        env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": ""},
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["shape"] == list(SHAPE)
    np.testing.assert_allclose(told["sums"], sums, rtol=1e-5)
    assert told["peak"] < 600e6


def test_the_limit_of_that_test_bites(tmp_path):
    """The same limit stops a program that maps the whole file."""
    image, _ = sparse_scene(tmp_path, "bip")
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    assert soft == resource.RLIM_INFINITY or soft > LIMIT_BYTES
    program = (
        "import resource, sys, numpy as np\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({LIMIT_BYTES}, {LIMIT_BYTES}))\n"
        "np.memmap(sys.argv[1], '<f4', 'r')"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(image)], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
