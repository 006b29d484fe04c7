"""Winds from airport reports."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from cathartes.errors import CaseError
from cathartes.io.cases import read_case
from cathartes.io.cases.wind.reports.metar import REPORT, parse_metar

KNOT = 1852.0 / 3600.0


def parse(text):
    return parse_metar(REPORT.search(text))


@pytest.mark.parametrize(
    ("text", "speed_m_s", "direction"),
    [
        ("METAR EGDM 011020Z 26006KT 9999 SCT030 15/09 Q1013=", 6 * KNOT, 260),
        ("SPECI UUEE 011020Z 18003MPS CAVOK M05/M12 Q1030 NOSIG", 3.0, 180),
        ("KSCK 011055Z AUTO 31012G22KT 10SM CLR 28/12 A2992 RMK AO2 T02830122", 12 * KNOT, 310),
        ("EGDM 011020Z 36010KT", 10 * KNOT, 0),
        ("METAR COR LOWW 011020Z 09015KT 060V120 CAVOK 20/10 Q1015", 15 * KNOT, 90),
        ("EGDM 011020Z VRB02KT CAVOK", 2 * KNOT, None),
        ("EGDM 011020Z 00000KT CAVOK", 0.0, None),
        ("EGDM 011020Z 240P99KT CAVOK", 99 * KNOT, 240),
        ("ZBAA 011000Z 05036KMH CAVOK", 10.0, 50),
        ("EGDM 011020Z /////KT CAVOK", None, None),
        ("EGDM 011020Z 260//KT CAVOK", None, None),
        # The trend tells another wind: it is a forecast, not the report.
        ("EGDM 011020Z 26006KT CAVOK BECMG 30020KT", 6 * KNOT, 260),
    ],
)
def test_the_group_of_wind_is_read(text, speed_m_s, direction):
    report = parse(text)
    for found, true in ((report.speed_m_s, speed_m_s), (report.from_direction_deg, direction)):
        assert np.isnan(found) if true is None else found == pytest.approx(true)


@pytest.mark.parametrize(
    ("groups", "temperature_k", "pressure_pa"),
    [
        ("26006KT 15/09 Q1013", 288.15, 101300),
        ("26006KT M05/M12 Q0998", 268.15, 99800),
        ("26006KT 10SM CLR 28/12 A2992 RMK T02830122", 301.45, 29.92 * 3386.389),
        ("26006KT M01/ Q1001 RMK T10060011", 272.55, 100100),
        ("26006KT 1/2SM R26/0600 M00/M01", 273.15, np.nan),
        ("26006KT CAVOK", np.nan, np.nan),
    ],
)
def test_temperature_and_pressure_are_read(groups, temperature_k, pressure_pa):
    report = parse("EGDM 011020Z " + groups)
    np.testing.assert_allclose(report.temperature_k, temperature_k)
    np.testing.assert_allclose(report.pressure_pa, pressure_pa, rtol=1e-6)


def test_a_sector_of_directions_becomes_a_spread_also_across_north(case):
    case.put("wind.txt", "EGDM 011020Z 35010KT 320V020 15/09 Q1013")
    wind = read_case(case.write()).wind
    assert wind.direction_std_deg[0] == pytest.approx(60.0 / np.sqrt(12.0))


def test_twenty_minute_reports_serve_one_minute_observations(case):
    case.put(
        "wind.metar",
        "METAR EGDM 010950Z 24004KT CAVOK 14/09 Q1013=\nMETAR EGDM 011010Z 28008KT CAVOK 15/09 "
        "Q1013=\nMETAR EGDM 011030Z 28008KT CAVOK\n",
    )
    found = read_case(case.write())
    wind = found.wind
    assert wind.kind == "metar"
    assert found.observations.size == 36
    assert np.all(np.diff(wind.time_s) > 0)
    middle = found.observations.time_s + 30.0
    row = np.searchsorted(wind.time_s, middle, side="right") - 1
    assert np.all(middle < wind.time_s[row] + wind.averaging_s[row] + 1.0)
    # The observations of 10:00 to 10:10 lie in the ten minutes that the report of 10:10 is of.
    assert set(wind.speed_m_s[row[:30]]) == {8 * KNOT}
    assert set(wind.from_direction_deg[row[:30]]) == {280.0}
    assert set(wind.position_m[:, 2]) == {10.0}
    assert set(wind.speed_log_std) == {0.35}
    assert any("no month" in told for told in found.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "2020-05-01 10:20 EGDM 011020Z 26006KT CAVOK",
        "202005011020 METAR EGDM 011020Z 26006KT CAVOK=",
        "2020/05/01 10:20\nEGDM 011020Z 26006KT CAVOK\n",
        "station,valid,metar\nEGDM,2020-05-01 10:20,EGDM 011020Z 26006KT CAVOK\n",
        "\ufeffEGDM 011020Z 26006KT CAVOK\r\n",
    ],
)
def test_a_report_is_of_its_own_date_however_it_was_downloaded(case, text):
    case.put("wind.txt", text)
    wind = read_case(case.write()).wind
    ends = wind.time_s + wind.averaging_s
    assert datetime(2020, 5, 1, 10, 20, tzinfo=UTC).timestamp() in ends


def test_the_month_is_that_of_the_observations_also_over_its_end(case):
    for row in case.rows:
        row["time"] = row["time"].replace("05-01T10", "05-01T00")
    case.put("wind.txt", "EGDM 302350Z 26006KT CAVOK\nEGDM 010020Z 27006KT CAVOK")
    wind = read_case(case.write()).wind
    assert wind.from_direction_deg[0] != wind.from_direction_deg[-1]
    assert wind.time_s[0] > datetime(2020, 4, 30, 23, tzinfo=UTC).timestamp()


def test_calm_and_variable_winds_may_be_from_anywhere(case):
    case.put("wind.txt", "EGDM 011000Z 00000KT\nEGDM 011010Z VRB02KT\nEGDM 011020Z VRB01KT")
    found = read_case(case.write())
    assert found.wind.from_direction_error_deg.min() > 100.0
    assert found.wind.speed_m_s.min() > 0.0
    told = " ".join(found.warnings)
    assert "1 of 3 reports say calm" in told
    assert "2 of 3 reports have a wind of variable direction" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EGDM 011020Z /////KT CAVOK 15/09 Q1013", "1 reports, none with a wind"),
        ("EGDM 011020Z 26006KT\nEGLL 011020Z 27006KT", "reports of EGDM, EGLL; expected"),
        ("EGDM 991020Z 26006KT", "991020Z; expected a day"),
        ("EGDM 011080Z 26006KT", "011080Z; expected a day"),
        ("2020-99-01 10:20 EGDM 011020Z 26006KT", "2020-99-1; expected a date"),
        ("2019-05-01 10:20 EGDM 011020Z 26006KT", "wind that reaches from 2019-05-01"),
        ("Dear colleague", "begins with 'Dear colleague'"),
        ("Dear colleague, it was windy.", "a header alone"),
    ],
)
def test_what_is_no_report_is_refused(case, text, words):
    case.put("wind.txt", text)
    with pytest.raises(CaseError, match=words) as caught:
        read_case(case.write())
    assert "wind.txt" in str(caught.value)


def test_the_kind_may_be_said_by_the_person_instead(case):
    case.put("wind.txt", "EGDM 011020Z 26006KT CAVOK")
    case.facts["wind_kind"] = "mast"
    wind = read_case(case.write()).wind
    assert wind.kind == "mast"
    assert wind.speed_log_std.min() == pytest.approx(0.15)
