"""Wrong observations: one clear paragraph, or a warning where the answer is still honest."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cathartes.errors import CaseError
from cathartes.io.cases import read_case

Change = Callable[[list[dict[str, str]]], object]


def each(**fields: str) -> Change:
    return lambda rows: [row.update(fields) for row in rows]


def one(number: int, **fields: str) -> Change:
    return lambda rows: rows[number].update(fields)


def without(name: str) -> Change:
    return lambda rows: [row.pop(name) for row in rows]


def renamed(old: str, new: str) -> Change:
    def change(rows: list[dict[str, str]]) -> None:
        for row in rows:
            items = [(new if key == old else key, value) for key, value in row.items()]
            row.clear()
            row.update(items)

    return change


def degrees(rows: list[dict[str, str]]) -> None:
    for row in rows:
        row["easting_m"] = f"{-1.4367 + 1e-5 * float(row['easting_m']):.6f}"
        row["northing_m"] = f"{51.1445 + 1e-5 * float(row['northing_m']):.6f}"
        if row["kind"] == "path":
            row["easting2_m"], row["northing2_m"] = "-1.43621", "51.14481"


REFUSED: dict[str, tuple[Change, str]] = {
    "no column value": (without("value"), r"column value: found no such column"),
    "a column by another name": (renamed("height_m", "heigth_m"), "the nearest is heigth_m"),
    "no column unit": (without("unit"), "column unit"),
    "an unknown unit": (one(4, unit="furlong"), r"line 6: unit: found 'furlong'"),
    "an empty unit": (one(4, unit=""), r"line 6: unit: found ''"),
    "two kinds of unit": (one(4, unit="mg m-3"), "mole fractions or masses in one table"),
    "an integral at a point": (one(0, unit="ppm m"), "an integral, of a path 0 m long"),
    "a time without a zone": (one(3, time="2020-05-01T10:01:00"), "line 5: time: .*zone"),
    "a time of another form": (one(3, time="01/05/2020 10:01"), "ISO 8601"),
    "an empty time": (one(3, time=""), "line 5: time"),
    "a second value of a sensor": (
        one(3, time="2020-05-01T10:00:00Z", value="2.0001"),
        "a second, different value of a",
    ),
    "degrees as metres": (degrees, "look like degrees"),
    "degrees as metres in one row": (
        lambda rows: (
            [row.update(easting_m="2532.5", northing_m="2442.1") for row in rows],
            rows[7].update(easting_m="-1.43672", northing_m="51.14451"),
        ),
        "line 9: easting_m, northing_m: .*look like degrees",
    ),
    "a missing coordinate": (one(1, northing_m=""), "line 3: position"),
    "a path without a far end": (one(2, easting2_m=""), "line 4: position"),
    "a height above the sea": (one(1, height_m="-31.5"), "above ground"),
    "an unknown kind": (one(1, kind="cloud"), "'cloud'; expected point or path"),
    "a mark of nothing": (one(5, value="-9999"), "line 7: value: found '-9999'"),
    "a small mark of nothing": (one(5, value="-9"), "an empty field where there is no value"),
    "a far too negative value": (one(5, value="-55.5"), "further below zero"),
    "more than pure gas": (one(5, value="9.97e36"), "no more than pure gas"),
    "text for a number": (one(5, value="n/a"), "line 7: value: found 'n/a'"),
    "NaN as text": (one(5, value="NaN"), "line 7: value: found 'NaN'"),
    "infinity as text": (one(5, value="inf"), "line 7: value: found 'inf'"),
    "a negative spread": (one(5, value_std="-0.1"), "line 7: value_std"),
    "a negative interval": (one(5, averaging_s="-60"), "line 7: averaging_s"),
    "too few values": (lambda rows: rows.__delitem__(slice(2, None)), "found 2 values"),
    "all the same": (each(value="2.0"), "value: found 36 times the same of CH4, 2 ppm"),
    "all nothing": (each(value="0"), "36 times the same of CH4, 0 ppm"),
    "no values": (each(value=""), "found 0 values"),
    "all nothing but one": (
        lambda rows: ([row.update(value="0") for row in rows], rows[7].update(value="0.001")),
        "35 of 36 values of CH4 that are 0 ppm, and another one",
    ),
    "a beam of no length": (
        one(2, easting2_m="5.0", northing2_m="5.0", height2_m="1.5"),
        "line 4: easting2_m, northing2_m, height2_m: found a path with both ends at 5, 5",
    ),
}


@pytest.mark.parametrize(("change", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_right_is_refused_with_file_line_and_remedy(case, change, words):
    change(case.rows)
    with pytest.raises(CaseError, match=words) as caught:
        read_case(case.write())
    told = str(caught.value)
    assert "observations.csv" in told
    assert "; expected " in told
    assert "\n" not in told
    assert told.rstrip().endswith(".")


WARNED: dict[str, tuple[Change, str]] = {
    "rows out of order": (lambda rows: rows.reverse(), "not in the order of time"),
    "a row twice": (lambda rows: rows.append(dict(rows[4])), "1 row was there twice"),
    "values below zero": (
        lambda rows: [
            row.update(value=f"{float(row['value']) - 2.1:.4f}") for row in rows
        ],
        "values are below zero, the lowest is",
    ),
    "a perfect instrument": (each(value_std="0"), "value_std is 0 in 36 rows"),
    "no averaging": (without("averaging_s"), "not stated for 36 values; 60 s"),
    "averaging of nothing": (each(averaging_s="0"), r"\(0 counts as not stated\)"),
    "running means": (each(averaging_s="600"), "running means"),
    "a point with a far end": (
        one(0, easting2_m="50", northing2_m="50", height2_m="1.5"), "1 rows of kind point have"
    ),
    "a misspelt option": (renamed("value_std", "value_sdt"), "value_sdt was not used; if"),
    "a value far off the rest": (one(5, value="5000"), "one value of CH4, 5000 ppm, lies more"),
    "a sensor far away": (
        one(0, sensor_id="lost", easting_m="20000"), "lost stand further than 3 times"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), WARNED.values(), ids=WARNED.keys())
def test_what_leaves_an_honest_answer_is_told(case, change, words):
    change(case.rows)
    found = read_case(case.write())
    assert [told for told in found.warnings if re.search(words, told)], found.warnings
    assert found.observations.size >= 35


def test_a_plain_case_warns_of_nothing(case):
    assert read_case(case.write()).warnings == ()


def test_a_missing_value_is_left_out_and_zero_is_a_value(case):
    case.rows[0]["value"], case.rows[1]["value"] = "", "0"
    seen = read_case(case.write()).observations
    assert seen.size == 35
    assert 0.0 in seen.value


def test_an_interval_of_nothing_becomes_the_step_of_the_sensor(case):
    for row in case.rows:
        row["averaging_s"] = ""
    assert set(read_case(case.write()).observations.averaging_s) == {60.0}


def test_exchanged_columns_are_refused(case):
    case.facts["search_area"] = [0, 200, 60, 300]
    for row in case.rows:
        for end in ("", "2"):
            if row[f"easting{end}_m"]:
                row[f"easting{end}_m"] = f"{float(row[f'easting{end}_m']) + 220:.1f}"
    with pytest.raises(CaseError, match="inside with the two exchanged"):
        read_case(case.write())


def test_metres_outside_of_their_coordinate_system_are_questioned(case):
    case.facts.update(crs="EPSG:32630", search_area=[5666900, 499900, 5667100, 500100])
    for row in case.rows:
        row.update(easting_m="5667000", northing_m="500000")
        if row["kind"] == "path":
            row.update(easting2_m="5667040", northing2_m="500030")
    assert any("EPSG:32630 is meant" in told for told in read_case(case.write()).warnings)


def test_response_times_are_read_and_none_is_zero(case):
    for row in case.rows:
        row["response_s"] = "12.5" if row["sensor_id"] == "a" else ""
    seen = read_case(case.write()).observations
    is_a = [seen.sensor_names[k] == "a" for k in seen.sensor]
    assert [12.5 if a else 0.0 for a in is_a] == seen.response_s.tolist()


def test_a_negative_response_time_is_refused(case):
    for row in case.rows:
        row["response_s"] = "-1"
    with pytest.raises(CaseError, match="line 2: response_s"):
        read_case(case.write())


def test_units_are_read_as_people_write_them(case):
    for row, unit in zip(case.rows, ("ppmv", "ppbv", "nmol mol-1", "µmol/mol"), strict=False):
        scale = 1000.0 if unit in ("ppbv", "nmol mol-1") else 1.0
        row.update(unit=unit, value=f"{2.0 * scale}")
    assert read_case(case.write()).observations.value[:4].tolist() == pytest.approx([2.0] * 4)


def test_degrees_in_columns_of_degrees_are_projected(case):
    degrees(case.rows)
    for row in case.rows:
        for end in ("", "2"):
            row[f"longitude{end}"] = row.pop(f"easting{end}_m")
            row[f"latitude{end}"] = row.pop(f"northing{end}_m")
    case.facts.update(crs="EPSG:32630", search_area=[609300, 5667000, 609500, 5667200])
    found = read_case(case.write())
    assert found.crs == "EPSG:32630"
    place = found.observations.begin_m[found.observations.sensor == 0][0]
    assert 609300 < place[0] < 609500
    assert 5667000 < place[1] < 5667200
    assert not any("further" in told for told in found.warnings)


@pytest.mark.parametrize("where", ["gases", "column"])
def test_a_gas_nobody_named_is_refused(case, where):
    case.facts.update(gases={"CH4": 16.043, "C2H6": 30.07})
    for row in case.rows:
        row["gas"] = "CH4"
    case.rows[3]["gas"] = "SO2" if where == "column" else ""
    with pytest.raises(CaseError, match=r"line 5: gas: found '(SO2)?'; expected one of CH4, C2H6"):
        read_case(case.write())


def test_gases_are_told_apart_by_their_column_whatever_the_case_of_letters(case):
    case.facts.update(gases={"CH4": 16.043, "C2H6": 30.07})
    for number, row in enumerate(case.rows):
        row["gas"] = "ch4" if number % 2 else "C2H6"
    found = read_case(case.write())
    assert [gas.name for gas in found.gases] == ["CH4", "C2H6"]
    mass = found.observations.kg_m3_per_unit
    assert mass[found.observations.gas == 1][0] / mass[found.observations.gas == 0][
        0
    ] == pytest.approx(30.07 / 16.043)


def test_a_gas_without_values_is_told_and_left_out(case):
    case.facts.update(gases={"SO2": 64.07, "CH4": 16.043})
    for row in case.rows:
        row["gas"] = "CH4"
    found = read_case(case.write())
    assert [gas.name for gas in found.gases] == ["CH4"]
    assert set(found.observations.gas) == {0}
    assert any("no value of SO2" in told for told in found.warnings)


def test_nothing_is_changed_in_the_folder_of_the_case(case: object, tmp_path: Path) -> None:
    folder = case.write()  # type: ignore[attr-defined]
    before = sorted((path.name, path.read_bytes()) for path in folder.iterdir())
    read_case(folder)
    assert sorted((path.name, path.read_bytes()) for path in folder.iterdir()) == before
