"""source.json, source.geojson and posterior.nc say what was found, and give it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from attrs import evolve
from shapely.geometry import Point, shape

from cathartes.errors import CaseError, InputError, OutputError
from cathartes.io.results.location import (
    read_location,
    read_posterior,
    read_source_json,
    write_posterior,
    write_source_geojson,
    write_source_json,
)
from cathartes.io.results.location.source_geojson import source_features
from cathartes.model.location.source import SourceLocation
from tests.made_locations import make_case, make_location

UTM = "EPSG:32613"


def strict(text: str) -> Any:
    """Read JSON as strangers do: NaN and Infinity are no JSON."""

    def refuse(word: str) -> Any:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def written(location: SourceLocation, folder: Path) -> dict[str, Any]:
    write_source_json(folder / "source.json", location)
    values = strict((folder / "source.json").read_text("utf-8"))
    assert isinstance(values, dict)
    return values


def same_sources(one: Any, other: Any, *, within_m: float = 0.0) -> None:
    assert len(one.sources) == len(other.sources)
    for left, right in zip(one.sources, other.sources, strict=True):
        assert (left.gas, left.emitter) == (right.gas, right.emitter)
        for name in ("easting_m", "northing_m", "height_m"):
            assert getattr(left, name) == pytest.approx(getattr(right, name), abs=within_m)
        assert left.emission_rate_kg_per_h == right.emission_rate_kg_per_h
        assert left.emission_rate_q05 == right.emission_rate_q05
        assert left.emission_rate_q95 == right.emission_rate_q95
        assert left.emission_rate_std_kg_per_h == right.emission_rate_std_kg_per_h
        assert left.probability == right.probability
        for mine, theirs in zip(left.region_90, right.region_90, strict=True):
            np.testing.assert_allclose(mine, theirs, atol=within_m)


def test_source_json_has_exactly_the_members_that_were_agreed(tmp_path: Path) -> None:
    values = written(make_location(), tmp_path)
    assert set(values) >= {
        "sources", "p_number_of_sources", "p_scheme", "wind", "warnings", "provenance",
    }  # fmt: skip
    assert set(values["sources"][0]) == {
        "easting_m", "northing_m", "height_m", "longitude", "latitude", "region_50", "region_90",
        "emission_rate_kg_per_h", "emission_rate_std_kg_per_h", "emission_rate_q05",
        "emission_rate_q95", "gas", "emitter", "probability",
    }  # fmt: skip
    assert set(values["p_number_of_sources"]) == {"0", "1", "2", "3"}
    assert sum(values["p_number_of_sources"].values()) == pytest.approx(1.0)
    ring = values["sources"][0]["region_90"][0]
    assert ring[0] == ring[-1]
    assert all(len(corner) == 2 for corner in ring)


def test_the_fitted_wind_is_the_given_one_changed_by_factor_and_offset(tmp_path: Path) -> None:
    location = make_location()
    wind = written(
        evolve(location, wind=evolve(location.wind, given_from_direction_deg=2.0)), tmp_path
    )["wind"]
    assert wind["fitted_speed_m_s"] == pytest.approx(3.0 * 1.06)
    assert wind["fitted_from_direction_deg"] == pytest.approx(358.6)


def test_sources_come_back_as_they_were_written(tmp_path: Path) -> None:
    location = make_location(n_sources=2, gases=("CH4", "C2H6"))
    written(location, tmp_path)
    back = read_source_json(tmp_path / "source.json")
    same_sources(back, location, within_m=0.001)
    assert back.p_number_of_sources == dict(location.p_number_of_sources)
    assert back.p_scheme == dict(location.p_scheme)
    assert back.wind == location.wind
    assert back.provenance == location.provenance
    assert back.crs == location.crs


def test_two_gases_of_one_emitter_are_two_entries_with_one_region(tmp_path: Path) -> None:
    entries = written(make_location(gases=("CH4", "C2H6")), tmp_path)["sources"]
    assert [one["gas"] for one in entries] == ["CH4", "C2H6"]
    for name in ("easting_m", "northing_m", "region_50", "region_90", "emitter"):
        assert entries[0][name] == entries[1][name]
    assert entries[0]["emission_rate_kg_per_h"] != entries[1]["emission_rate_kg_per_h"]


def test_local_metres_have_no_longitude_and_say_so(tmp_path: Path) -> None:
    location = make_location()
    values = written(location, tmp_path)
    assert values["sources"][0]["longitude"] is None
    assert values["sources"][0]["latitude"] is None
    write_source_geojson(tmp_path / "source.geojson", location)
    collection = strict((tmp_path / "source.geojson").read_text("utf-8"))
    assert collection["georeferenced"] is False
    assert "local" in collection["coordinates_are"]
    point = next(f for f in collection["features"] if f["geometry"]["type"] == "Point")
    assert point["geometry"]["coordinates"] == pytest.approx(
        [location.sources[0].easting_m, location.sources[0].northing_m], abs=1e-3
    )


def test_a_coordinate_system_gives_longitude_and_latitude(tmp_path: Path) -> None:
    location = make_location(make_case(crs=UTM))
    entry = written(location, tmp_path)["sources"][0]
    # Zone 13 has its middle at 105 degrees west; a kilometre east of it is 0.0117 degrees.
    metres = entry["easting_m"] - 500_000.0
    radius_m = 6_378_137.0 / np.sqrt(1.0 - 0.00669438 * np.sin(np.radians(entry["latitude"])) ** 2)
    east = np.degrees(metres / 0.9996 / (radius_m * np.cos(np.radians(entry["latitude"]))))
    assert entry["longitude"] == pytest.approx(-105.0 + east, abs=1e-7)
    assert entry["latitude"] == pytest.approx(39.75, abs=0.05)


def test_a_region_on_the_map_holds_its_source_and_is_as_large_as_in_metres(tmp_path: Path) -> None:
    location = make_location(make_case(crs=UTM), n_sources=2, gases=("CH4", "C2H6"))
    write_source_geojson(tmp_path / "source.geojson", location)
    collection = strict((tmp_path / "source.geojson").read_text("utf-8"))
    assert collection["georeferenced"] is True
    kinds = [one["properties"]["kind"] for one in collection["features"]]
    assert kinds == ["region"] * 4 + ["source"] * 4
    points = {
        one["properties"]["emitter"]: Point(one["geometry"]["coordinates"])
        for one in collection["features"]
        if one["properties"]["kind"] == "source"
    }
    for one in collection["features"][:4]:
        outline = shape(one["geometry"])
        assert outline.is_valid
        assert outline.contains(points[one["properties"]["emitter"]])
        metres_per_degree = 6_371_000.0 * np.pi / 180.0
        area = outline.area * metres_per_degree**2 * np.cos(np.radians(39.75))
        assert area == pytest.approx(one["properties"]["area_m2"], rel=0.01)


def test_a_blank_case_has_files_without_sources(tmp_path: Path) -> None:
    location = make_location(n_sources=0)
    assert written(location, tmp_path)["sources"] == []
    write_source_geojson(tmp_path / "source.geojson", location)
    assert strict((tmp_path / "source.geojson").read_text("utf-8"))["features"] == []
    write_posterior(tmp_path / "posterior.nc", location, make_case())
    assert read_location(tmp_path / "posterior.nc").sources == ()


def test_a_result_whose_draws_have_no_room_for_a_source_can_be_written(tmp_path: Path) -> None:
    location = make_location(n_sources=0)
    bare = {name: np.zeros((400, 0)) for name in ("easting_m", "northing_m", "height_m")}
    posterior = evolve(
        location.posterior,
        **bare,
        emission_rate_kg_per_h=np.zeros((400, 0, 0)),
        emitter=np.zeros((400, 0), np.int32),
        gas_names=(),
    )
    write_posterior(tmp_path / "posterior.nc", evolve(location, posterior=posterior))
    back = read_posterior(tmp_path / "posterior.nc")
    assert back.n_draws == 400
    assert back.easting_m.shape == (400, 0)
    assert back.emission_rate_kg_per_h.shape == (400, 0, 0)
    assert back.gas_names == ()
    with xr.open_dataset(tmp_path / "posterior.nc", engine="h5netcdf") as data:
        assert data.sizes["draw"] == 400


def test_what_is_not_known_is_null_and_comes_back_as_not_a_number(tmp_path: Path) -> None:
    location = make_location()
    unsure = evolve(
        location.sources[0],
        emission_rate_kg_per_h=np.nan,
        emission_rate_std_kg_per_h=np.nan,
        emission_rate_q95=np.inf,
    )
    entry = written(evolve(location, sources=(unsure,)), tmp_path)["sources"][0]
    assert entry["emission_rate_kg_per_h"] is None
    assert entry["emission_rate_q95"] is None
    back = read_source_json(tmp_path / "source.json").sources[0]
    assert np.isnan(back.emission_rate_kg_per_h)


def test_the_draws_come_back_number_for_number(tmp_path: Path) -> None:
    case = make_case(crs=UTM)
    location = make_location(case, n_sources=2, gases=("CH4", "C2H6"))
    write_posterior(tmp_path / "posterior.nc", location, case)
    for back in (read_posterior(tmp_path / "posterior.nc"),
                 read_location(tmp_path / "posterior.nc").posterior):  # fmt: skip
        for name in (
            "number_of_sources", "easting_m", "northing_m", "height_m", "emission_rate_kg_per_h",
            "emitter", "scheme", "direction_offset_deg", "log_speed_factor", "log_sigma_y_factor",
            "log_sigma_z_factor",
        ):  # fmt: skip
            np.testing.assert_array_equal(getattr(back, name), getattr(location.posterior, name))
        assert back.scheme_names == location.posterior.scheme_names
        assert back.gas_names == location.posterior.gas_names


def test_the_posterior_alone_gives_the_whole_result_back(tmp_path: Path) -> None:
    case = make_case()
    location = evolve(make_location(case), warnings=("The wind is light.",))
    write_posterior(tmp_path / "posterior.nc", location, case)
    back = read_location(tmp_path / "posterior.nc")
    same_sources(back, location, within_m=0.001)
    np.testing.assert_array_equal(back.fit.std, location.fit.std)
    np.testing.assert_array_equal(back.fit.background, location.fit.background)
    np.testing.assert_array_equal(back.fit.from_sources, location.fit.from_sources)
    assert back.warnings == location.warnings
    assert back.provenance == location.provenance


def test_the_posterior_opens_in_xarray_with_units_names_and_times(tmp_path: Path) -> None:
    case = make_case(crs=UTM)
    location = make_location(case, n_sources=2)
    write_posterior(tmp_path / "posterior.nc", location, case)
    with xr.open_dataset(tmp_path / "posterior.nc", engine="h5netcdf") as data:
        assert data["emission_rate_kg_per_h"].dims == ("draw", "source", "gas")
        assert list(data["gas"].values) == ["CH4"]
        assert data.attrs["Conventions"] == "CF-1.11"
        for name, variable in data.data_vars.items():
            if name in ("crs", "summary", "provenance"):
                continue
            assert variable.attrs["long_name"], name
            if variable.dtype.kind in "fi":
                assert "units" in variable.attrs or "units" in variable.encoding, name
        assert data["value"].sizes["observation"] == case.observations.size
        assert data["time"].dtype.kind == "M"
        assert data["time"].values[0] == np.datetime64(int(case.observations.time_s[0]), "s")
        # A median over draws is what a person would take first: it is the stated position.
        middle = float(data["easting_m"].median("draw")[0])
        assert middle == pytest.approx(location.sources[0].easting_m, abs=1e-6)
        assert json.loads(str(data["provenance"].item()))["options"] == {"rng_seed": 0}
        assert "32613" in data["crs"].attrs["spatial_ref"]


@pytest.mark.parametrize("crs", ["EPSG:1", "somewhere"])
def test_an_unknown_coordinate_system_is_told_by_its_name(tmp_path: Path, crs: str) -> None:
    location = evolve(make_location(), crs=crs)
    with pytest.raises(CaseError, match=f"crs: found '{crs}'"):
        write_source_json(tmp_path / "source.json", location)
    assert list(tmp_path.iterdir()) == []


def test_places_that_a_coordinate_system_does_not_reach_have_no_geometry() -> None:
    location = make_location()
    far = evolve(location.sources[0], easting_m=1e12, northing_m=1e12)
    far = evolve(far, region_50=(far.region_50[0] + 1e12,), region_90=())
    features = source_features(evolve(location, sources=(far,), crs=UTM))
    assert [one["geometry"] for one in features] == [None, None]


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"sources": [{}]}', "\x00"])
def test_a_file_that_is_none_of_ours_is_refused_in_a_paragraph(
    tmp_path: Path, content: str
) -> None:
    for name, read in (("source.json", read_source_json), ("posterior.nc", read_posterior),
                       ("posterior.nc", read_location)):  # fmt: skip
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(InputError, match=f"{name}.*cathartes locate"):
            read(path)
    with pytest.raises(InputError, match=r"none\.json"):
        read_source_json(tmp_path / "none.json")


def test_a_refused_write_leaves_the_older_file(tmp_path: Path) -> None:
    location = make_location()
    write_source_json(tmp_path / "source.json", location)
    before = (tmp_path / "source.json").read_bytes()
    bad = evolve(location, warnings=("\ud800",))
    with pytest.raises(UnicodeEncodeError):
        write_source_json(tmp_path / "source.json", bad)
    assert (tmp_path / "source.json").read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["source.json"]
    (tmp_path / "folder").write_text("in the way")
    with pytest.raises(OutputError):
        write_posterior(tmp_path / "folder" / "posterior.nc", location)
