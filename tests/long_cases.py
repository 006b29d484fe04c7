"""Cases with as many rows as a season of sampling gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.formats.cases.conftest import Case, as_csv, made_rows, made_wind

PER_MINUTE = 20


def write_long_case(folder: Path, n_rows: int) -> Path:
    """Write twenty samplers of a reading each minute, and the wind of each minute."""
    case = Case(folder)
    minute = np.arange(n_rows) // PER_MINUTE
    day = np.datetime64("2020-05-01T00:00", "m") + minute.astype("timedelta64[m]")
    stamps = np.datetime_as_string(day, "s", timezone="UTC")
    header = as_csv(made_rows()).split("\n", 1)[0]
    rows = [
        f"{stamp},n{k % 20},point,{k % 20},{2 * (k % 20)},1.5,,,,{2 + (k % 97) / 500:.4f},ppm,,60"
        for k, stamp in enumerate(stamps)
    ]
    case.put("observations.csv", header + "\n" + "\n".join(rows) + "\n")
    winds = [f"{stamp},3.1,{k % 360},288,101000,60" for k, stamp in enumerate(stamps[::PER_MINUTE])]
    case.put("wind.csv", ",".join(made_wind()[0]) + "\n" + "\n".join(winds) + "\n")
    return case.write()
