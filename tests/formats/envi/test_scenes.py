"""What an ENVI header means for the scene."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.reader import open_scene, recognises
from cathartes.io.scenes.readers import read_scene
from cathartes.kernels.planck import planck_radiance

THERMAL_UM = np.linspace(7.6, 12.9, 24)


def test_radiance_comes_out_in_the_canonical_unit(write, thermal_cube):
    for unit, factor in (
        ("uW/cm^2/sr/nm", 10.0),
        ("W m-2 sr-1 um-1", 1.0),
        ("Microwatts/(cm^2*sr*um)", 0.01),
    ):
        image = write(thermal_cube / factor, extra={"data units": unit})
        lines = read_scene(image).source.read(2, 5)
        np.testing.assert_allclose(lines, thermal_cube[2:5], rtol=1e-6)


def test_radiance_per_wavenumber_is_turned_into_radiance_per_wavelength(write, thermal_cube):
    wavenumber = 1e4 / THERMAL_UM
    image = write(
        thermal_cube * 1e4 / wavenumber**2 * 1e5, extra={"data units": "nW/(cm^2 sr cm^-1)"}
    )
    np.testing.assert_allclose(read_scene(image).source.read(0, 11), thermal_cube, rtol=1e-5)


def test_image_or_header_may_be_given(write):
    image = write()
    by_image, by_header = read_scene(image), read_scene(image.with_suffix(".hdr"))
    assert by_image.shape == by_header.shape
    assert by_image.name == by_header.name == "scene"
    assert [one.name for one in by_image.inputs] == ["scene.img", "scene.hdr"]


def test_a_header_named_after_the_whole_image_name_is_found(write):
    image = write()
    image.with_suffix(".hdr").rename(image.with_name("scene.img.hdr"))
    assert read_scene(image).shape == (11, 13, 24)
    assert read_scene(image.with_name("scene.img.hdr")).name == "scene"


def test_an_image_without_any_ending_is_found(write):
    image = write(name="flightline")
    assert image.with_name("flightline.hdr").is_file()
    assert read_scene(image.with_name("flightline.hdr")).name == "flightline"


def test_of_several_files_the_one_with_the_right_size_belongs_to_the_header(write):
    image = write()
    image.with_name("scene.dat").write_bytes(b"not the image")
    image.with_name("scene.txt").write_bytes(b"a note")
    assert read_scene(image.with_suffix(".hdr")).inputs[0].name == "scene.img"


def test_which_image_is_meant_must_be_clear(write):
    image = write()
    image.with_name("scene.dat").write_bytes(image.read_bytes())
    with pytest.raises(SceneError, match=r"scene\.dat, scene\.img.*Give the image itself"):
        read_scene(image.with_suffix(".hdr"))
    assert read_scene(image).shape == (11, 13, 24)


def test_a_format_is_told_by_content_and_not_by_name(tmp_path, write):
    image = write(name="holiday.jpg")
    assert recognises(image)
    pretender = tmp_path / "other.img"
    pretender.write_bytes(b"12345678")
    pretender.with_suffix(".hdr").write_text("SIMPLE = T\n")
    assert not recognises(pretender)
    assert not recognises(tmp_path)
    with pytest.raises(SceneError, match=r"none that is known.*ENVI.*NAME\.hdr"):
        read_scene(pretender)


@pytest.mark.parametrize(
    ("unit", "per_um"), [("Nanometers", 1e3), ("Micrometers", 1.0), ("um", 1.0)]
)
def test_wavelengths_and_widths_come_out_in_micrometres(write, edit_header, unit, per_um):
    image = write()
    edit_header(
        image,
        {
            "wavelength": "{" + ",\n ".join(str(w * per_um) for w in THERMAL_UM) + "}",
            "fwhm": "{" + ", ".join(str(0.04 * per_um) for _ in THERMAL_UM) + ",}",
            "wavelength units": unit,
        },
    )
    instrument = read_scene(image).instrument
    np.testing.assert_allclose(instrument.wavelength_um, THERMAL_UM)
    np.testing.assert_allclose(instrument.fwhm_um, 0.04)


def test_wavenumbers_are_an_axis_too(write, edit_header):
    image = write()
    edit_header(
        image,
        {
            "wavelength": "{" + ", ".join(str(1e4 / w) for w in THERMAL_UM) + "}",
            "fwhm": "{" + ", ".join("4" for _ in THERMAL_UM) + "}",
            "wavelength units": "Wavenumber",
        },
    )
    instrument = read_scene(image).instrument
    np.testing.assert_allclose(instrument.wavelength_um, THERMAL_UM)
    np.testing.assert_allclose(instrument.fwhm_um, 4.0 * THERMAL_UM**2 / 1e4)


@pytest.mark.parametrize("scale", [1.0, 1e3])
def test_a_missing_wavelength_unit_is_guessed_and_told(write, edit_header, scale):
    image = write()
    numbers = "{" + ", ".join(str(w * scale) for w in THERMAL_UM) + "}"
    edit_header(image, {"wavelength": numbers, "wavelength units": None})
    scene = read_scene(image)
    np.testing.assert_allclose(scene.instrument.wavelength_um, THERMAL_UM)
    assert any("does not name the unit of its wavelengths" in remark for remark in scene.remarks)


def test_missing_widths_are_taken_from_the_spacing_and_told(write):
    scene = read_scene(write())
    np.testing.assert_allclose(scene.instrument.fwhm_um, np.diff(THERMAL_UM)[0])
    assert any("no channel widths" in remark for remark in scene.remarks)


def test_widths_in_another_unit_than_the_wavelengths_are_put_right_and_told(write):
    scene = read_scene(write(fwhm_um=np.full(24, 230.0)))
    np.testing.assert_allclose(scene.instrument.fwhm_um, 0.23)
    assert any("another unit" in remark for remark in scene.remarks)


def test_wavelengths_may_descend_and_overlap_where_detectors_meet(write, thermal_cube):
    order = np.r_[np.arange(12, 24), np.arange(14, 2, -1)]
    image = write(thermal_cube[:, :, order], wavelength_um=THERMAL_UM[order])
    scene = read_scene(image)
    np.testing.assert_allclose(scene.instrument.wavelength_um, THERMAL_UM[order])
    assert (scene.instrument.fwhm_um < 1.0).all()


def test_bands_the_file_calls_bad_are_marked(write):
    flags = [0] * 3 + [1] * 21
    scene = read_scene(write(extra={"data units": "W m-2 sr-1 um-1", "bbl": flags}))
    np.testing.assert_array_equal(scene.good_bands, np.array(flags, bool))


def test_fill_is_nan_whether_or_not_the_header_names_it(write, thermal_cube):
    thermal_cube[:4, :5] = -9999.0
    unit = {"data units": "W m-2 sr-1 um-1"}
    named = read_scene(write(thermal_cube, extra={**unit, "data ignore value": -9999}))
    unnamed = read_scene(write(thermal_cube, "forgotten.img", extra=unit))
    for scene in (named, unnamed):
        np.testing.assert_array_equal(
            np.isnan(scene.source.read(0, 11)).all(axis=2), thermal_cube[:, :, 0] == -9999.0
        )
    assert any("no data ignore value" in remark for remark in unnamed.remarks)


def test_gains_and_offsets_turn_counts_into_envi_s_radiance(write, thermal_cube):
    gain, offset = np.linspace(1e-3, 2e-3, 24), np.linspace(-1, 1, 24)
    counts = np.round((thermal_cube - offset) / gain)
    image = write(
        counts,
        dtype=np.uint16,
        extra={"data gain values": list(gain), "data offset values": list(offset)},
    )
    scene = read_scene(image)
    np.testing.assert_allclose(scene.source.read(0, 11), thermal_cube, atol=2e-3)
    assert scene.radiance_unit_in_file == "W m-2 sr-1 um-1"
    assert any("No radiance unit is named" in remark for remark in scene.remarks)


def test_gains_in_another_unit_than_envi_s_are_noticed(write, thermal_cube):
    image = write(np.round(thermal_cube * 1e3), dtype=np.uint16, extra={"data gain values": [1e-6]})
    scene = read_scene(image)
    assert scene.radiance_unit_in_file == "W m-2 sr-1 nm-1"
    np.testing.assert_allclose(scene.source.read(0, 11), thermal_cube, atol=1e-3)


def test_gains_of_one_do_not_make_counts_radiance(write, thermal_cube):
    image = write(thermal_cube * 700, dtype=np.uint16, extra={"data gain values": [1.0] * 24})
    with pytest.raises(SceneError, match="raw counts"):
        read_scene(image)


@pytest.mark.parametrize(
    ("key", "stored", "number"),
    [
        ("reflectance scale factor", 100.0, 100),
        ("scale factor", 100.0, 0.01),
        ("scale factor", 100.0, 100),
    ],
)
def test_scale_factors_are_applied_and_told(write, thermal_cube, key, stored, number):
    image = write(
        np.round(thermal_cube * stored),
        dtype=np.int16,
        extra={"data units": "W m-2 sr-1 um-1", key: number},
    )
    scene = read_scene(image)
    np.testing.assert_allclose(scene.source.read(0, 11), thermal_cube, atol=0.006)
    assert any(key in remark for remark in scene.remarks)


def test_a_unit_in_the_plot_titles_or_the_description_is_found(write, thermal_cube):
    titles = {"z plot titles": ["Wavelength (Micrometers)", "Radiance (uW cm-2 sr-1 nm-1)"]}
    prose = {"description": ["Calibrated radiance in uW/cm2/sr/nm. Made by hand"]}
    for extra in (titles, prose):
        scene = read_scene(write(thermal_cube / 10.0, extra=extra))
        assert scene.radiance_unit_in_file == "uW cm-2 sr-1 nm-1"


def test_an_unnamed_unit_is_worked_out_from_the_temperature_it_implies(write, thermal_cube):
    scene = read_scene(write(thermal_cube / 10.0, extra={}))
    assert scene.radiance_unit_in_file == "uW cm-2 sr-1 nm-1"
    np.testing.assert_allclose(scene.source.read(0, 11), thermal_cube, rtol=1e-6)
    assert any("brightness temperature of 29" in remark for remark in scene.remarks)


def test_raw_counts_are_refused_until_someone_says_what_they_are(write, thermal_cube):
    image = write(thermal_cube * 700, dtype=np.uint16, extra={})
    with pytest.raises(SceneError, match=r"raw counts.*data gain values.*radiance_unit.*counts"):
        read_scene(image)
    image.with_name("scene.scene.json").write_text(json.dumps({"radiance_unit": "counts"}))
    scene = read_scene(image)
    assert scene.quantity == "single_beam"
    np.testing.assert_allclose(
        scene.source.read(0, 2), (thermal_cube[:2] * 700).astype(np.uint16), rtol=1e-6
    )


def test_the_sidecar_s_unit_goes_before_the_header_s(write, thermal_cube):
    image = write(thermal_cube / 10.0)
    with pytest.raises(SceneError, match=r"radiance unit.*brightness temperature of 198 K"):
        read_scene(image)
    sidecar = image.with_name("scene.scene.json")
    sidecar.write_text(json.dumps({"radiance_unit": "uW/cm2/sr/nm"}))
    scene = read_scene(image)
    np.testing.assert_allclose(scene.source.read(0, 11), thermal_cube, rtol=1e-6)
    assert any("header itself says" in remark for remark in scene.remarks)
    assert "scene.scene.json" in [one.name for one in scene.inputs]


def test_header_says_sensor_and_time(write):
    extra = {
        "data units": "W m-2 sr-1 um-1",
        "sensor type": "HyTES",
        "acquisition time": "2023-07-01T18:30:00Z",
    }
    scene = read_scene(write(extra=extra))
    assert scene.instrument.name == "HyTES"
    assert scene.acquired_at is not None
    assert scene.acquired_at.isoformat() == "2023-07-01T18:30:00+00:00"


def test_nothing_of_the_cube_is_held_in_memory(write):
    scene = open_scene(write())
    assert not any(
        isinstance(getattr(scene.source, name), np.ndarray)
        and getattr(scene.source, name).size > 24
        for name in ("gain", "offset")
    )


def test_comments_and_odd_blanks_in_headers_do_no_harm(write):
    image = write()
    header = image.with_suffix(".hdr")
    text = header.read_text().replace("\n", "\r\n")
    text = text.replace("ENVI\r\n", "ENVI\r\n; a comment = {with a brace\r\n\r\nstray words\r\n")
    header.write_bytes(text.replace("samples = ", "Samples   =   ").encode())
    assert read_scene(image).shape == (11, 13, 24)


def test_a_hot_target_does_not_make_a_scene_implausible(write, thermal_cube):
    thermal_cube[:2, :2] = planck_radiance(THERMAL_UM, 900.0)
    assert read_scene(write(thermal_cube)).quantity == "radiance"


def test_a_note_with_the_name_of_the_scene_is_not_taken_for_the_image(write):
    image = write()
    image.with_name("scene").write_text("a note without an ending")
    assert read_scene(image.with_suffix(".hdr")).inputs[0].name == "scene.img"


def test_numbers_beyond_single_precision_do_no_harm(write, thermal_cube):
    thermal_cube[0, 0] = 1e300
    scene = read_scene(write(thermal_cube, dtype=np.float64))
    assert np.isnan(scene.source.read(0, 1)[0, 0]).all()
