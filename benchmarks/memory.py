"""Memory: ``cathartes detect`` on a 5 GB file with a 1 GB limit.

The limit is ``RLIMIT_DATA``: the kernel refuses any private writable memory beyond it, touched
or not, so a program that stays under it cannot have held more than that of the cube.
``RLIMIT_AS`` would count the address space that the BLAS and the compiler reserve and never
use. Pages of a mapped file are not counted by ``RLIMIT_DATA`` (the kernel can drop them), but
they are by the peak resident set (``VmHWM``), which must keep the limit too. Two sizes are run: a
peak that does not grow with the file is bounded by the block. The blocks of the two are not
quite of one length, for a scene is cut into equal ones: that alone makes some 6 %.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from benchmarks.cubes.large_file import write_large_envi
from benchmarks.reporting.tables import Table, publish

LIMIT_BYTES = 1_000_000_000
SIZES_GB = (1.25, 5.0)
QUICK_SIZES_GB = (0.25, 1.0)
LARGEST_GROWTH = 1.15
"""Peak of the larger file over that of the smaller; more than this is not bounded."""


def run_memory(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Measure, print and write ``out/memory.md`` and ``out/memory.json``."""
    table = Table(
        f"Memory of cathartes detect, limit {LIMIT_BYTES / 1e9:.0f} GB of private memory",
        ("file, GB", "exit status", "peak resident, MB", "wall s", "limit kept"),
        notes=((__doc__ or "").split("\n\n", 1)[1].replace("\n", " ").strip(),),
    )
    peaks = []
    with tempfile.TemporaryDirectory(prefix="cathartes-memory-") as name:
        for size_gb in QUICK_SIZES_GB if quick else SIZES_GB:
            scene = write_large_envi(Path(name), size_gb)
            status, peak_mb, seconds, last_words = detect_under_limit(scene, Path(name) / "out")
            if status != 0:
                console.print(last_words, style="red")
            data = scene.with_suffix(".img")
            peaks.append(peak_mb)
            is_kept = status == 0 and peak_mb * 1e6 <= LIMIT_BYTES
            table.rows.append((data.stat().st_size / 1e9, status, peak_mb, seconds, is_kept))
            data.unlink()
    table.rows.append(
        ("peak grows by", None, peaks[-1] / peaks[0], None, peaks[-1] < LARGEST_GROWTH * peaks[0])
    )
    publish("memory", [table], out, console=console)
    return [table]


def detect_under_limit(scene: Path, out: Path) -> tuple[int, float, float, str]:
    """Run ``cathartes detect`` in a child; return its status, peak MB, seconds and last words."""
    command = [str(Path(sys.executable).with_name("cathartes")), "detect", str(scene)]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(
            [*command, "--out", str(out)],
            stdout=words,
            stderr=subprocess.STDOUT,
            preexec_fn=_limit_private_memory,
        )
        peak_mb = 0.0
        while child.poll() is None:
            # The last reading counts: the first may still be of the forked benchmark itself,
            # whose own peak would also be in the child's ``ru_maxrss``.
            peak_mb = _peak_resident_mb(child.pid) or peak_mb
            time.sleep(0.02)
        seconds = time.perf_counter() - start
        words.seek(0)
        last_words = words.read()[-2000:].decode(errors="replace")
    return child.returncode, peak_mb, seconds, last_words


def _peak_resident_mb(process_id: int) -> float:
    """Return the largest resident set so far (``VmHWM``), MB; 0 when the process has ended."""
    try:
        status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return float(line.split()[1]) * 1024 / 1e6
    return 0.0


def _limit_private_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (LIMIT_BYTES, LIMIT_BYTES))
