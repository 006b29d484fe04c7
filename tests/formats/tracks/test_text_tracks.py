"""GPX, NMEA, CSV and JSON tracks, and what is wrong with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.errors import TrackError
from cathartes.io.tracks.csv_columns import meaning_of
from cathartes.io.tracks.readers import is_track, read_track
from cathartes.model.flight.heights import HeightReference
from tests.flight_logs import nmea_log

GPX = (
    '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk>{}'
    "</trk></gpx>"
)


def put(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def point(lat: float, lon: float, time: str = "", ele: str = "") -> str:
    inside = (f"<ele>{ele}</ele>" if ele else "") + (f"<time>{time}</time>" if time else "")
    return f'<trkpt lat="{lat}" lon="{lon}">{inside}</trkpt>'


def segment(*points: str) -> str:
    return "<trkseg>" + "".join(points) + "</trkseg>"


def test_gpx_gives_places_heights_times_with_zone_and_segments(tmp_path):
    text = GPX.format(
        segment(
            point(24.8, -107.4, "2026-11-25T12:00:00Z", "50"),
            point(24.801, -107.4, "2026-11-25T14:00:10+02:00", "51"),
        )
        + segment(point(24.802, -107.4, "2026-11-25T12:00:20Z", "52"))
    )
    track = read_track(put(tmp_path, "a.gpx", text))
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp()
    np.testing.assert_allclose(track.time_utc_s, noon + np.array([0.0, 10.0, 20.0]))
    np.testing.assert_allclose(track.height_m, [50.0, 51.0, 52.0])
    assert track.piece[0] == track.piece[1] != track.piece[2]
    assert track.cautions == ()


def test_gpx_times_without_zone_are_taken_as_utc_and_told(tmp_path):
    text = GPX.format(
        segment(point(1, 2, "2026-11-25T12:00:00"), point(1.001, 2, "2026-11-25T12:00:30"))
    )
    track = read_track(put(tmp_path, "a.gpx", text))
    assert any("2 times have no zone" in one for one in track.cautions)


def test_a_cut_gpx_keeps_the_points_before_the_cut(tmp_path):
    text = GPX.format(segment(*(point(24.8 + k * 1e-4, -107.4) for k in range(20))))
    track = read_track(put(tmp_path, "a.gpx", text[: len(text) // 2]))
    assert 5 < track.n_points < 15
    assert any("broken at line 1" in one for one in track.cautions)


def test_gpx_with_entities_is_refused(tmp_path):
    bomb = '<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><gpx><trk>&b;</trk></gpx>'
    with pytest.raises(TrackError, match="entity a is declared"):
        read_track(put(tmp_path, "a.gpx", bomb))


def test_gpx_of_a_route_alone_is_read_and_told(tmp_path):
    text = '<gpx><rte><rtept lat="1" lon="2"/><rtept lat="1.1" lon="2"/></rte></gpx>'
    track = read_track(put(tmp_path, "a.gpx", text))
    assert track.n_points == 2
    assert any("route" in one for one in track.cautions)


def test_times_within_extensions_are_not_those_of_the_point(tmp_path):
    inner = "<extensions><time>1999-01-01T00:00:00Z</time></extensions>"
    text = GPX.format(
        segment(
            f'<trkpt lat="1" lon="2"><time>2026-11-25T12:00:00Z</time>{inner}</trkpt>',
            f'<trkpt lat="1.001" lon="2"><time>2026-11-25T12:00:30Z</time>{inner}</trkpt>',
        )
    )
    track = read_track(put(tmp_path, "a.gpx", text))
    assert track.time_utc_s[1] - track.time_utc_s[0] == 30.0


def test_nmea_joins_rmc_and_gga_and_rolls_over_midnight(tmp_path):
    before = nmea_log([("235958.00", 24.8, -107.4, 50.0), ("235959.00", 24.8001, -107.4, 51.0)])
    after = nmea_log([("000000.00", 24.8002, -107.4, 52.0)], date="261126")
    track = read_track(put(tmp_path, "a.nmea", before + after))
    start = datetime(2026, 11, 25, 23, 59, 58, tzinfo=UTC).timestamp()
    np.testing.assert_allclose(track.time_utc_s, start + np.arange(3.0))
    np.testing.assert_allclose(track.latitude, [24.8, 24.8001, 24.8002], atol=1e-7)
    np.testing.assert_allclose(track.height_m, [50.0, 51.0, 52.0])
    np.testing.assert_allclose(track.speed_m_s, 10.0 * 1852.0 / 3600.0)


def test_nmea_without_a_date_goes_over_midnight_too_and_says_what_is_missing(tmp_path):
    log = nmea_log([("235959.00", 1.0, 2.0, 5.0), ("000000.00", 1.0001, 2.0, 5.0)], date=None)
    track = read_track(put(tmp_path, "a.nmea", log))
    assert track.time_utc_s is None
    np.testing.assert_allclose(track.time_since_boot_s, [86_399.0, 86_400.0])
    assert any("No RMC sentence gives the date" in one for one in track.cautions)


def test_nmea_sentences_with_wrong_sums_or_without_a_fix_are_counted(tmp_path):
    log = nmea_log([(f"12000{k}.00", 1.0 + k * 1e-4, -2.0, 5.0) for k in range(5)])
    lines = log.splitlines(keepends=True)
    lines[3] = lines[3].replace(",5.0,M", ",6.0,M")
    lines.insert(0, "$GPGGA,115959.00,,,,,0,00,,,M,,M,,\r\n")
    track = read_track(put(tmp_path, "a.nmea", "".join(lines)))
    assert track.n_points == 5
    assert any(one.startswith("1 sentences were broken") for one in track.cautions)
    assert any(one.startswith("1 sentences from before") for one in track.cautions)


def test_a_leap_second_is_the_second_after_it(tmp_path):
    log = nmea_log([("235959.00", 1.0, 2.0, 5.0), ("235960.00", 1.0001, 2.0, 5.0)], date="311216")
    track = read_track(put(tmp_path, "a.nmea", log))
    assert np.diff(track.time_utc_s).tolist() == [1.0]


@pytest.mark.parametrize(
    ("name", "field", "scale"),
    [
        ("Longitude", "longitude", 1.0),
        ("lat_e7", "latitude", 1e-7),
        ("Altitude (ft)", "height", 0.3048),
        ("height_above_ellipsoid_m", "height", 1.0),
        ("time_utc", "time", 1.0),
        ("time_boot_ms", "boot", 1e-3),
        ("speed [km/h]", "speed_m_s", 1 / 3.6),
    ],
)
def test_columns_are_known_by_their_usual_names(name, field, scale):
    meaning = meaning_of(name)
    assert meaning is not None
    assert (meaning.field, pytest.approx(meaning.scale)) == (field, scale)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("hae_m", HeightReference.ELLIPSOID),
        ("altitude_msl_m", HeightReference.MEAN_SEA_LEVEL),
        ("height_above_take_off_m", HeightReference.TAKE_OFF),
        ("agl_m", HeightReference.GROUND),
        ("altitude_m", HeightReference.NOT_STATED),
    ],
)
def test_the_name_of_a_height_says_what_it_is_counted_from(name, reference):
    assert meaning_of(name).reference is reference


def test_csv_gives_what_its_columns_name(tmp_path):
    text = (
        "time_utc,lat,lon,altitude_msl_ft,speed_kt\n"
        "2026-11-25T12:00:00Z,24.8,-107.4,100,10\n2026-11-25T12:00:01Z,24.801,-107.4,200,20\n"
    )
    track = read_track(put(tmp_path, "a.csv", text))
    np.testing.assert_allclose(track.height_m, [30.48, 60.96])
    np.testing.assert_allclose(track.speed_m_s, np.array([10, 20]) * 1852 / 3600)
    assert np.diff(track.time_utc_s) == [1.0]


@given(
    st.lists(
        st.tuples(
            st.floats(0.1, 1.0), st.floats(-1e-4, 1e-4), st.floats(-1e-4, 1e-4), st.floats(-50, 500)
        ),
        min_size=2,
        max_size=30,
    )
)
def test_what_is_written_as_csv_or_json_comes_back(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("round")
    values = np.array(steps)
    time, lat, lon = (
        start + np.cumsum(values[:, k]) for k, start in enumerate((1.79e9, 24.8, -107.4))
    )
    rows = np.stack([time, lat, lon, values[:, 3]], axis=1)
    table = "time,latitude,longitude,height_above_take_off_m\n" + "".join(
        ",".join(map(repr, row)) + "\n" for row in rows.tolist()
    )
    for name, text in (("a.csv", table), ("a.json", json.dumps(rows.tolist()))):
        track = read_track(put(folder, name, text))
        np.testing.assert_array_equal(track.time_utc_s, rows[:, 0])
        np.testing.assert_array_equal(track.latitude, rows[:, 1])
        np.testing.assert_allclose(track.longitude, rows[:, 2], rtol=0, atol=1e-12)
        np.testing.assert_array_equal(track.height_m, rows[:, 3])


def rows_of(*rows: tuple[object, ...]) -> str:
    return "time,latitude,longitude,height_m\n" + "".join(
        ",".join(map(str, row)) + "\n" for row in rows
    )


GOOD = [(1.79e9 + k, 24.8 + 1e-4 * k, -107.4, 50) for k in range(10)]


@pytest.mark.parametrize(
    ("rows", "n_left", "words"),
    [
        ([(1.79e9 - 1, 0, 0, 0), *GOOD], 10, "at 0, 0"),
        ([*GOOD[5:], *GOOD[:5]], 10, "Time runs backward at 1 points, by 9.0 s"),
        ([*GOOD, GOOD[-1]], 10, "of the same time"),
        ([*GOOD, (1.79e9 + 11, "nan", 3, 4)], 10, "no position"),
        ([*GOOD, (1.79e9 + 11, 95, 3, 4)], 10, "no place on the Earth"),
        ([(5.0, 24.8, -107.4, 50), *GOOD], 10, "before the clock was set"),
        ([*GOOD[:4], (1.79e9 + 3.5, 55, 20, 50), *GOOD[4:]], 10, "only faster than"),
        ([*GOOD, (1.79e9 + 900, 24.81, -107.4, 50)], 11, "longest 891 s"),
        ([*GOOD, (1.79e9 + 7 * 3600, 24.81, -107.4, 50)], 11, "two clocks"),
        (
            [(t - (1024 * 7 * 86400 if k < 5 else 0), *rest) for k, (t, *rest) in enumerate(GOOD)],
            10,
            "1,024 weeks",
        ),
    ],
)
def test_points_that_cannot_be_are_dropped_or_mended_and_told(tmp_path, rows, n_left, words):
    track = read_track(put(tmp_path, "a.csv", rows_of(*rows)))
    assert track.n_points == n_left
    assert any(words in one for one in track.cautions), track.cautions
    assert np.all(np.diff(track.time_utc_s) > 0.0)


def test_exchanged_columns_are_found_where_a_latitude_cannot_be(tmp_path):
    rows = [(t, lon, lat, h) for t, lat, lon, h in GOOD]
    with pytest.raises(TrackError, match="seem to be exchanged"):
        read_track(put(tmp_path, "a.csv", rows_of(*rows)))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.gpx", "", "an empty file"),
        ("a.gpx", "<gpx></gpx>", "trkpt, rtept"),
        ("a.nmea", "$GPGSV,1,1,00*79\r\n", "no position"),
        ("a.csv", "time,latitude\n1,2\n", "longitude"),
        ("a.csv", "time,lat,lon\n1,2,3\n1,2\n", "number of fields"),
        ("a.json", "[[1, 2], [3, 4]]", "a list of"),
        ("a.json", "[[1, 2, 3", "a list of"),
        ("a.bin", b"\x00\x01\x02" * 50, "none that is known"),
    ],
)
def test_what_is_no_track_is_told_in_one_paragraph(tmp_path, name, content, words):
    path = put(tmp_path, name, content)
    with pytest.raises(TrackError, match=words) as told:
        read_track(path)
    assert "\n" not in str(told.value)
    assert str(path) in str(told.value)


def test_a_missing_file_is_no_track(tmp_path):
    assert not is_track(tmp_path / "none.gpx")
    with pytest.raises(TrackError, match="No such file"):
        read_track(tmp_path / "none.gpx")
