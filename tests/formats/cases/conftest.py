"""A small case as files, and what the tests change in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HEADER = (
    "time,sensor_id,kind,easting_m,northing_m,height_m,easting2_m,northing2_m,height2_m,"
    "value,unit,value_std,averaging_s"
)
MINUTES = 12


def made_rows() -> list[dict[str, str]]:
    """Return two samplers and a beam over twelve minutes, in the words of the contract."""
    rng = np.random.default_rng(3)
    rows = []
    for minute in range(MINUTES):
        for name, place in (("a", (10.0, 20.0)), ("b", (30.0, 25.0)), ("beam", (5.0, 5.0))):
            far = ("45.0", "35.0", "1.6") if name == "beam" else ("", "", "")
            rows.append(
                {
                    "time": f"2020-05-01T10:{minute:02d}:00Z",
                    "sensor_id": name,
                    "kind": "path" if name == "beam" else "point",
                    "easting_m": f"{place[0]}",
                    "northing_m": f"{place[1]}",
                    "height_m": "1.5",
                    "easting2_m": far[0],
                    "northing2_m": far[1],
                    "height2_m": far[2],
                    "value": f"{2.0 + 0.2 * rng.random():.4f}",
                    "unit": "ppm",
                    "value_std": "0.01",
                    "averaging_s": "60",
                }
            )
    return rows


def made_wind() -> list[dict[str, str]]:
    """Return a wind for each of the twelve minutes."""
    return [
        {
            "time": f"2020-05-01T10:{minute:02d}:00Z",
            "speed_m_s": f"{3.0 + 0.1 * minute:.2f}",
            "from_direction_deg": f"{260 + minute}",
            "temperature_k": "288.15",
            "pressure_pa": "101325",
            "averaging_s": "60",
        }
        for minute in range(MINUTES)
    ]


FACTS: dict[str, Any] = {
    "name": "made",
    "gas": "CH4",
    "molar_mass_g_per_mol": 16.043,
    "crs": "local east-north metres",
    "search_area": [0, 0, 100, 80],
    "release_height_m_hint": None,
}


def as_csv(rows: list[dict[str, str]]) -> str:
    """Return rows as CSV text."""
    lines = [",".join(rows[0])] + [",".join(row.values()) for row in rows]
    return "\n".join(lines) + "\n"


class Case:
    """A folder of a case: change what it holds, then read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows, self.wind, self.facts = made_rows(), made_wind(), dict(FACTS)

    def write(self) -> Path:
        """Write the three files; a file that lies there already is kept."""
        contents = {
            "observations.csv": as_csv(self.rows),
            "wind.csv": as_csv(self.wind),
            "case.json": json.dumps(self.facts),
        }
        for name, text in contents.items():
            if not any(self.folder.glob(f"{Path(name).stem}.*")):
                (self.folder / name).write_text(text)
        return self.folder

    def put(self, name: str, content: bytes | str) -> Path:
        """Write a file of its own."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Return a case in a folder of its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    return Case(folder)
