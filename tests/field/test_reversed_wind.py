"""Real cases whose wind is turned round on purpose are noticed; as they are they are believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from cathartes.io.cases import read_case
from cathartes.location.cautions import compare_with_reversed_wind


@pytest.mark.field
def test_no_real_wind_is_accused_and_nearly_every_turned_one_is(field_data: Path) -> None:
    folders = sorted((field_data / "locate" / "cases").iterdir())
    folders = [one for one in folders if not one.name.endswith("_all")]
    assert len(folders) == 29
    accused, noticed = [], 0
    for folder in folders:
        case = read_case(folder)
        if compare_with_reversed_wind(case).is_reversed:
            accused.append(folder.name)
        turned = (case.wind.from_direction_deg + 180.0) % 360.0
        wrong = evolve(case, wind=evolve(case.wind, from_direction_deg=turned))
        noticed += compare_with_reversed_wind(wrong).is_reversed
    assert accused == []
    assert noticed >= 28
