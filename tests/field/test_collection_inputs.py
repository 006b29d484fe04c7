"""Published tables and a recorded flight as deliveries of a campaign."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from cathartes.errors import InputError
from cathartes.io.deliveries.recognise import kind_of
from cathartes.io.reports.plume_list import read_plume_list

pytestmark = pytest.mark.field
SITE = (-111.786, 32.822)
"""About where the releases of 2022 were; the tables tell no place."""


def test_passes_over_a_known_place_become_plumes_with_the_rates_reported(field_data: Path):
    path = field_data / "locate" / "overpasses" / "stanford2022_overpasses.csv"
    told = read_plume_list(path, place=SITE, is_simulated=False)
    with path.open() as file:
        rows = [row for row in csv.DictReader(file) if row["reported_kg_per_h"]]
    assert len(told.plumes) == len(rows) == len(told.estimates)
    assert told.cautions == ()
    stated = [one.rates["methane"].emission_rate_kg_per_h for one in told.estimates if one.rates]
    expected = [float(row["reported_kg_per_h"]) for row in rows]
    np.testing.assert_allclose(stated, [one for one in expected if one > 0.0])
    assert {one.reported_by.split(",")[0] for one in told.plumes} == {
        row["operator"] for row in rows
    }


def test_intervals_of_reported_rates_hold_the_released_ones_nine_times_in_ten(field_data: Path):
    path = field_data / "locate" / "overpasses" / "stanford2022_overpasses.csv"
    told = read_plume_list(path, place=SITE, is_simulated=False)
    with path.open() as file:
        rows = [row for row in csv.DictReader(file) if row["reported_kg_per_h"]]
    inside = []
    for row, estimate in zip(rows, told.estimates, strict=True):
        if row["passes_qc"] == "True" and estimate.rates and float(row["release_kg_per_h"]) > 0.0:
            rate = estimate.rates["methane"]
            truth = float(row["release_kg_per_h"])
            inside.append(rate.emission_rate_q05 <= truth <= rate.emission_rate_q95)
    assert len(inside) > 200
    assert np.mean(inside) == pytest.approx(0.90, abs=0.03)


def test_without_the_place_the_same_table_is_refused_with_what_it_lacks(field_data: Path):
    path = field_data / "locate" / "overpasses" / "stanford2022_overpasses.csv"
    with pytest.raises(InputError, match="longitude, latitude"):
        read_plume_list(path, is_simulated=False)


def test_a_table_of_another_layout_names_its_columns(field_data: Path):
    path = field_data / "locate" / "overpasses" / "kairos2019_passes.csv"
    with pytest.raises(InputError, match="reported_mcf_per_d_per_mph"):
        read_plume_list(path, place=SITE, is_simulated=False)


def test_outlines_in_metres_that_name_no_coordinate_system_are_refused(field_data: Path):
    path = field_data / "plumes" / "tanager_ch4" / "plumes.geojson"
    with pytest.raises(InputError, match=r"coordinates: found 621510, 3\.91293e\+06"):
        read_plume_list(path, is_simulated=False)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("flight/arduplane_sitl_track.json", "track"),
        ("flight/README.md", "unknown"),
        ("locate/overpasses/stanford2022_overpasses.csv", "plume list"),
        ("plumes/tanager_ch4/plume_mask.tif", "unknown"),
    ],
)
def test_real_files_are_told_apart_by_what_is_inside(field_data: Path, name: str, kind: str):
    assert kind_of(field_data / name) == kind
