"""Files that are no tables, no folders, or not what their place asks for."""

from __future__ import annotations

import json
import sys
import zipfile

import numpy as np
import pytest

from cathartes.cli import app as command_line
from cathartes.errors import CaseError
from cathartes.io.cases import read_case
from tests.formats.cases.conftest import as_csv, made_rows, made_wind
from tests.long_cases import write_long_case

LINES = as_csv(made_rows())
TEXTS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "an empty file"),
    "blank lines": (b"\n\n  \n", "rows: found none"),
    "a header alone": (LINES.split("\n")[0].encode(), "a header alone"),
    "semicolons": (LINES.replace(",", ";").encode(), "fields parted by ';'"),
    "tabs": (LINES.replace(",", "\t").encode(), "fields parted by"),
    "UTF-16": (LINES.encode("utf-16"), "text in UTF-16"),
    "Latin-1": (LINES.replace("beam", "Weiß").encode("latin-1"), "CSV table in UTF-8"),
    "garbage": (np.random.default_rng(1).bytes(5000), "found "),
    "zeros": (bytes(4096), "bytes that are no text"),
    "a PDF": (b"%PDF-1.7\n%...", "a PDF document"),
    "a gzip": (b"\x1f\x8b\x08\x00rest", "a gzip archive"),
    "a cut SQLite": (b"SQLite format 3\x00" + bytes(100), "expected a GeoPackage"),
    "a cut HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(100), "a NetCDF file that can be read"),
    "a cut NetCDF 3": (b"CDF\x01" + bytes(9), "a NetCDF file that can be read"),
    "GRIB": (b"GRIB....", "GRIB can hold the wind"),
    "one field too many": (LINES.replace("b,point", "b,x,point", 1).encode(), "line 3: number of"),
    "a column twice": (LINES.replace("value_std", "value", 1).encode(), "more than one column"),
    "an open quote": (LINES.replace("a,point", '"a,point', 1).encode(), "found "),
}


@pytest.mark.parametrize(("content", "words"), TEXTS.values(), ids=TEXTS.keys())
def test_what_is_no_table_is_refused_in_one_paragraph(case, content, words):
    case.put("observations.csv", content)
    with pytest.raises(CaseError, match=words) as caught:
        read_case(case.write())
    told = str(caught.value)
    assert "observations.csv" in told
    assert "\n" not in told
    assert len(told) < 900


def test_a_workbook_is_told_to_be_one(case):
    with zipfile.ZipFile(case.folder / "observations.csv", "w") as workbook:
        workbook.writestr("xl/worksheets/sheet1.xml", "<x/>")
    with pytest.raises(CaseError, match=r"an office workbook.*comma-separated"):
        read_case(case.write())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace(",", " , "),
        lambda text: text.rstrip("\n"),
        lambda text: "\n".join(f'"{line}"'.replace(",", '","') for line in text.splitlines()),
    ],
    ids=["BOM", "CRLF", "blank lines", "blanks", "no last newline", "quotes"],
)
def test_how_programs_write_csv_makes_no_difference(case, tmp_path, change):
    plain = read_case(case.write()).observations
    case.put("observations.csv", change(LINES))
    case.put("wind.csv", change(as_csv(made_wind())))
    seen = read_case(case.folder).observations
    np.testing.assert_array_equal(seen.value, plain.value)
    assert seen.sensor_names == plain.sensor_names


def test_a_line_is_counted_as_an_editor_counts_it(case):
    case.put("observations.csv", LINES.replace("\n", "\n\n", 3).replace("1.6", "x", 1))
    with pytest.raises(CaseError, match="line 7: height2_m"):
        read_case(case.write())


@pytest.mark.parametrize("name", ["observations.csv", "wind.csv", "case.json"])
@pytest.mark.parametrize("instead", ["nothing", "a folder"])
def test_a_missing_file_is_named(case, name, instead):
    folder = case.write()
    (folder / name).unlink()
    if instead == "a folder":
        (folder / name).mkdir()
    with pytest.raises(CaseError, match=name.replace(".", r"\.")):
        read_case(folder)


def test_a_folder_that_is_none_is_told_so(case, tmp_path):
    with pytest.raises(CaseError, match="no such folder"):
        read_case(tmp_path / "nowhere")
    with pytest.raises(CaseError, match="a file, not a folder"):
        read_case(case.write() / "wind.csv")


FACTS: dict[str, tuple[object, str]] = {
    "no JSON": ("{", "JSON in UTF-8"),
    "a list": ("[1]", "one JSON object"),
    "a gas that is no name": ({"gas": ["CH4"]}, r"gas: found \['CH4'\]"),
    "no gas": ({"gas": None}, "gas: found nothing"),
    "no area": ({"search_area": None}, "search_area: found nothing"),
    "an area that is a line": ({"search_area": [0, 40, 100, 40.001]}, "a metre each way at least"),
    "gases that are a list": ({"gases": ["CH4"]}, "gas"),
    "one gas twice": ({"gases": {"CH4": 16.0, "ch4": 16.0}}, "different names"),
    "a mass of nothing": ({"molar_mass_g_per_mol": 0}, "molar mass of CH4"),
    "a mass in kg": ({"molar_mass_g_per_mol": 0.016}, "g/mol, between 1 and 1000"),
    "a mass that is no number": ({"molar_mass_g_per_mol": float("nan")}, "molar mass"),
    "corners exchanged": ({"search_area": [100, 0, 0, 80]}, "lower left"),
    "an area without end": ({"search_area": [0, 0, float("inf"), 80]}, "search_area"),
    "an area of three numbers": ({"search_area": [0, 0, 100]}, "search_area"),
    "an area in degrees": (
        {"search_area": [-1.44, 51.144, -1.43, 51.145]}, "less than a metre across"
    ),
    "a wind of no kind": ({"wind_kind": "guess"}, "wind_kind: found 'guess'"),
    "a wind of many kinds": ({"wind_kind": ["sonic"]}, "wind_kind"),
    "a slope in per cent": ({"terrain_slope": 12}, "terrain_slope: found 12; expected a number"),
    "a hint below ground": ({"release_height_m_hint": -2}, "release_height_m_hint"),
    "an unknown coordinate system": ({"crs": "EPSG:1"}, "crs: found 'EPSG:1'"),
    "a coordinate system in degrees": ({"crs": "EPSG:4326"}, "whose unit is the degree"),
    "a coordinate system in feet": ({"crs": "EPSG:2263"}, "whose unit is the US survey foot"),
    "a coordinate system of the Earth's centre": ({"crs": "EPSG:4978"}, "in metres"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), FACTS.values(), ids=FACTS.keys())
def test_a_case_file_that_is_wrong_is_refused(case, change, words):
    text = change if isinstance(change, str) else json.dumps({**case.facts, **change})
    case.put("case.json", text)
    with pytest.raises(CaseError, match=words) as caught:
        read_case(case.write())
    assert "case.json" in str(caught.value)


def test_two_files_of_one_meaning_are_refused_and_csv_goes_first(case):
    case.put("wind.txt", "EGDM 011020Z 26006KT 10SM 15/09 Q1013")
    case.put("wind.nc", b"CDF\x01")
    folder = case.write()
    with pytest.raises(CaseError, match=r"wind\.txt and wind\.nc; expected one of them"):
        read_case(folder)
    case.put("wind.csv", as_csv(made_wind()))
    assert read_case(folder).wind.kind == "sonic"


def calls_of(work):
    """Return what the work gives, and how many functions written in Python it called."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        found = work()
    finally:
        sys.setprofile(None)
    return found, calls


def test_a_row_more_costs_few_calls_of_functions(tmp_path):
    calls = {}
    for n in (2_000, 200_000):
        (tmp_path / str(n)).mkdir()
        folder = write_long_case(tmp_path / str(n), n)
        found, calls[n] = calls_of(lambda folder=folder: read_case(folder))
        assert found.observations.size == n
        assert found.wind.size == n // 20
    # Lines are split and trimmed one by one; what numbers they hold is read by column. Rows read
    # field by field would be thirteen calls each and more.
    assert calls[200_000] - calls[2_000] < 2.5 * 198_000


@pytest.mark.parametrize("what", ["text", "folder", "binary", "empty"])
@pytest.mark.parametrize("name", ["observations.csv", "wind.csv"])
def test_the_command_ends_with_an_error_and_writes_nothing(
    case, tmp_path, capsys, monkeypatch, name, what
):
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)
    folder = case.write()
    (folder / name).unlink()
    if what == "folder":
        (folder / name).mkdir()
    else:
        case.put(name, {"text": b"no table", "binary": bytes(range(256)), "empty": b""}[what])
    files = ["--observations", str(folder / "observations.csv"), "--wind", str(folder / "wind.csv")]
    for arguments in ([str(folder)], [*files, "--gas", "methane"]):
        with pytest.raises(SystemExit) as ended:
            command_line.main(["locate", *arguments, "--out", str(tmp_path / "out")])
        assert ended.value.code == 1
        told = capsys.readouterr().err
        assert told.startswith("error: ")
        assert name in told
        assert "Traceback" not in told
        assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
