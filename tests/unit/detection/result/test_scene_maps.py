"""Maps of the whole scene, filled block by block."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from cathartes.detection.result.describe import ColumnResult
from cathartes.detection.result.scene_maps import SceneMaps
from tests.made_detections import make_detection


def column_of(members: np.ndarray, value: float) -> ColumnResult:
    pixels = np.full(len(members), value)
    return ColumnResult(0, value, 1.0, pixels, 0.1 * pixels, "")


def square(line: int, sample: int) -> np.ndarray:
    return np.argwhere(np.ones((3, 3), bool)) + np.array([line, sample])


def test_a_plume_is_marked_and_its_column_written_where_it_is() -> None:
    maps = SceneMaps.empty((20, 30))
    members = square(4, 6)
    maps.add_plume(1, members, {"SF6": column_of(members, 5.0)})
    assert (maps.plume_id == 1).sum() == 9
    assert (maps.column["SF6"][4:7, 6:9] == 5.0).all()
    assert np.isnan(maps.column["SF6"]).sum() == 20 * 30 - 9
    np.testing.assert_allclose(maps.column_std["SF6"][5, 7], 0.5, rtol=1e-6)


def test_renumbering_follows_the_order_and_drops_what_is_left_out() -> None:
    maps = SceneMaps.empty((20, 30))
    for number, place in enumerate([(1, 1), (8, 8), (14, 20)], start=1):
        maps.add_plume(number, square(*place), {})
    record = make_detection().plumes[0]
    kept = maps.renumber([evolve(record, plume_id=3), evolve(record, plume_id=1)])
    assert [plume.plume_id for plume in kept] == [1, 2]
    assert (maps.plume_id[14:17, 20:23] == 1).all()
    assert (maps.plume_id[1:4, 1:4] == 2).all()
    assert (maps.plume_id[8:11, 8:11] == 0).all()


def test_a_scene_without_plumes_renumbers_to_nothing() -> None:
    maps = SceneMaps.empty((5, 5))
    assert maps.renumber([]) == []
    assert not maps.plume_id.any()
