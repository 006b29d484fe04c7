"""The figures: what they must show, read from the drawn objects and from the pixels."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from attrs import evolve
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from cathartes.model import ArraySource, Detection, Instrument, PlumeSpectrum, Scene, Wind
from cathartes.plot.close_up import draw_close_up, window_around
from cathartes.plot.picture import draw_picture
from cathartes.plot.scene_frame import frame_scene, shrink
from cathartes.plot.series import draw_series, is_series
from cathartes.plot.spectrum import draw_spectrum, smooth_baseline
from cathartes.plot.style import GAS_COLOURS, gas_colours, png_bytes, readable_unit
from tests.made_detections import WAVELENGTH_UM, make_detection, utm_georeference


@pytest.fixture(scope="module")
def detection() -> Detection:
    return make_detection()


def scene_of(detection: Detection) -> Scene:
    lines, samples = detection.shape
    channels = WAVELENGTH_UM.size
    return Scene(
        name=detection.scene_name,
        source=ArraySource(np.zeros((lines, samples, channels), np.float32)),
        instrument=Instrument("made", WAVELENGTH_UM, np.full(channels, 0.05)),
        good_bands=np.ones(channels, bool),
        georeference=utm_georeference(),
        pixel_size_m=2.0,
        wind=Wind(4.0, 270.0),
    )


def texts_of(figure: Figure) -> set[str]:
    from matplotlib.text import Text

    figure.canvas.draw()
    return {one.get_text() for one in figure.findobj(Text) if one.get_text()}


def pixels_of(figure: Figure) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png_bytes(figure, dots_per_inch=80))).convert("RGB"))


def test_the_picture_names_every_plume_and_every_gas(detection: Detection) -> None:
    texts = texts_of(draw_picture(detection, scene_of(detection)))
    assert {"1", "2", "3", "4", "ethyl acetate", "acetone", "SF6", "gas in no library"} <= texts
    assert {"N", "wind 4 m/s", "50 m"} <= texts


def test_the_picture_claims_no_scale_and_no_north_it_does_not_know(detection: Detection) -> None:
    texts = texts_of(draw_picture(detection))
    assert "N" not in texts
    assert not any(text.endswith(" m") for text in texts)


def test_outlines_have_the_colour_of_their_gas_in_the_pixels(detection: Detection) -> None:
    pixels = pixels_of(draw_picture(detection)).astype(int)
    for colour in GAS_COLOURS[:3]:
        wanted = np.rint(255 * np.array(to_rgb(colour))).astype(int)
        assert (np.abs(pixels - wanted).max(axis=2) < 12).sum() > 60


def test_gas_colours_stay_apart_for_colour_blind_eyes() -> None:
    """Simulated after Machado et al. 2009, severity 1: protanopia and deuteranopia."""
    protan = [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]
    deutan = [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    encoded = np.array([to_rgb(colour) for colour in GAS_COLOURS[:6]])
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    for matrix in (np.eye(3), np.array(protan), np.array(deutan)):
        seen = np.clip(linear @ np.asarray(matrix).T, 0, 1) ** (1 / 2.2)
        apart = np.linalg.norm(seen[:, None] - seen[None], axis=2)
        assert apart[~np.eye(len(seen), dtype=bool)].min() > 0.1


@pytest.mark.parametrize(
    ("shape", "turned", "rows"),
    [((100, 400), False, 2), ((400, 100), True, 2), ((100, 110), False, 1), ((9000, 10), True, 20)],
)
def test_long_strips_are_turned_and_folded(shape: tuple[int, int], turned: bool, rows: int) -> None:
    frame = frame_scene(shape)
    assert (frame.turned, len(frame.rows)) == (turned, rows)
    long = max(shape)
    assert frame.rows[0][0] == 0
    assert frame.rows[-1][1] >= long
    assert all(a[1] == b[0] for a, b in zip(frame.rows, frame.rows[1:], strict=False))


@pytest.mark.parametrize("shape", [(9000, 300), (300, 9000), (700, 90), (60, 50)])
def test_each_row_shows_its_own_part_of_the_scene_in_its_place(shape: tuple[int, int]) -> None:
    frame = frame_scene(shape)
    axis = 0 if frame.turned else 1
    ramp = np.arange(shape[axis], dtype=np.float64)
    image = np.broadcast_to(ramp[:, None] if axis == 0 else ramp, shape)
    figure = Figure()
    small = shrink(image, len(frame.rows))
    for row, axes in enumerate(figure.subplots(len(frame.rows), 1, squeeze=False)[:, 0]):
        frame.lay(axes, small, row)
        (shown,) = axes.images
        first, last = shown.get_extent()[:2]
        along = shown.get_array().mean(axis=0)
        middle = first + (np.arange(along.size) + 0.5) * (last - first) / along.size
        assert first <= frame.rows[row][0]
        assert last >= min(frame.rows[row][1], shape[axis]) - 1e-6
        np.testing.assert_allclose(along + 0.5, middle, atol=1.0 + 0.005 * shape[axis])
        assert axes.get_xlim() == frame.rows[row]


def test_line_numbers_of_a_long_strip_have_room_beside_a_close_up(detection: Detection) -> None:
    long = evolve(
        detection,
        shape=(99_000, detection.shape[1]),
        picture=np.broadcast_to(np.float32(0.5), (99_000, detection.shape[1], 3)),
        score={},
        column={},
    )
    plume = detection.plumes[0]
    moved = evolve(
        plume,
        pixel_polygon=plume.pixel_polygon + np.array([0.0, 98_000.0]),
        head_line=plume.head_line + 98_000.0,
    )
    figure = draw_close_up(long, moved, gas_colours([plume.gas]))
    figure.canvas.draw()
    labels = [one for axes in figure.axes for one in axes.get_yticklabels() if one.get_text()]
    assert any(len(one.get_text()) == 5 for one in labels)
    assert min(one.get_window_extent().x0 for one in labels) >= 0.0


def test_turning_is_a_rotation_and_never_a_mirror() -> None:
    for shape in ((400, 100), (100, 110)):
        frame = frame_scene(shape)
        right = frame.direction_on_paper(np.array([1.0, 0.0]))
        down = frame.direction_on_paper(np.array([0.0, 1.0]))
        assert right[0] * down[1] - right[1] * down[0] == pytest.approx(-1.0)


def test_shrinking_keeps_means_and_narrow_sides() -> None:
    image = np.arange(5000.0 * 3).reshape(5000, 3)
    small = shrink(image)
    assert small.shape == (1666, 1)
    assert small.mean() == pytest.approx(image[:4998].mean(), rel=1e-5)
    assert shrink(np.ones((9000, 1, 3))).shape == (2250, 1, 3)
    assert shrink(np.ones((1, 9000))).shape == (1, 2250)
    assert shrink(image[:100]) == pytest.approx(image[:100])


def test_an_empty_scene_is_drawn_and_says_that_no_plume_was_found() -> None:
    assert "no plume found" in texts_of(draw_picture(make_detection(n_plumes=0)))


def test_hundreds_of_plumes_are_outlined_but_not_all_numbered(detection: Detection) -> None:
    many = tuple(evolve(detection.plumes[0], plume_id=k) for k in range(1, 301))
    texts = texts_of(draw_picture(evolve(detection, plumes=many)))
    assert "60" in texts
    assert "61" not in texts


def test_the_spectrum_shows_each_gas_their_sum_and_the_spread(detection: Detection) -> None:
    spectrum = detection.plumes[1].spectrum
    figure = draw_spectrum(spectrum, gas_colours(spectrum.fitted))
    texts = texts_of(figure)
    assert {"acetone", "toluene", "together", "± 1 standard deviation"} <= texts
    assert {"W m⁻² sr⁻¹ µm⁻¹", "wavenumber, cm⁻¹"} <= texts
    drawn = {line.get_label(): np.asarray(line.get_ydata()) for line in figure.axes[0].get_lines()}
    baseline = drawn["acetone"] - spectrum.fitted["acetone"]
    np.testing.assert_allclose(drawn["together"] - baseline, sum(spectrum.fitted.values()))


def test_gases_are_drawn_on_the_slow_difference_between_grounds() -> None:
    """A plume over ground 0.3 K cooler than beside it: the band, not the offset, is compared."""
    wavelength = np.linspace(7.8, 13.4, 128)
    band = 0.2 * np.exp(-0.5 * ((wavelength - 10.55) / 0.06) ** 2)
    slow = -0.3 + 0.05 * (wavelength - 10.0)
    narrow = 0.4 * (np.abs(wavelength - 8.5) < 0.05)
    spread = np.full(128, 0.05)
    found = smooth_baseline(wavelength, slow + narrow, spread)
    np.testing.assert_allclose(found, slow, atol=1e-6)
    figure = draw_spectrum(PlumeSpectrum(wavelength, slow + band, spread, {"SF6": band}), {})
    drawn = {line.get_label(): np.asarray(line.get_ydata()) for line in figure.axes[0].get_lines()}
    np.testing.assert_allclose(drawn["SF6"], slow + band, atol=1e-6)
    left_over = np.asarray(figure.axes[1].get_lines()[-1].get_ydata())
    np.testing.assert_allclose(left_over, 0.0, atol=1e-4)


def test_detectors_that_overlap_are_drawn_in_order_and_gaps_are_left_open() -> None:
    wavelength = np.r_[np.linspace(1.0, 1.3, 31), np.linspace(2.0, 2.5, 51)][::-1]
    flat = np.ones(wavelength.size)
    figure = draw_spectrum(PlumeSpectrum(wavelength, flat, flat, {}), {})
    line = next(one for one in figure.axes[0].get_lines() if "plume" in str(one.get_label()))
    along = np.asarray(line.get_xdata(), float)
    assert np.isnan(along).sum() == 1
    assert (np.diff(along[np.isfinite(along)]) > 0).all()
    assert "wavenumber, cm⁻¹" not in texts_of(figure)


def test_a_plume_without_a_spread_or_without_channels_is_drawn_too() -> None:
    nothing = np.zeros(0)
    png_bytes(draw_spectrum(PlumeSpectrum(nothing, nothing, nothing, {}), {}))
    wavelength, zeros = np.linspace(8, 12, 20), np.zeros(20)
    png_bytes(draw_spectrum(PlumeSpectrum(wavelength, zeros, zeros, {"SF6": zeros}), {}))


def test_the_close_up_shows_the_column_only_where_one_is_stated(detection: Detection) -> None:
    colours = gas_colours(plume.gas for plume in detection.plumes)
    stated = texts_of(draw_close_up(detection, detection.plumes[0], colours))
    assert {"score, ethyl acetate", "column of ethyl acetate, ppm m"} <= stated
    silent = texts_of(draw_close_up(detection, detection.plumes[3], colours))
    assert not any("column" in text for text in silent)


def test_the_window_holds_the_whole_plume_and_stays_in_the_scene(detection: Detection) -> None:
    for plume in detection.plumes:
        (top, bottom), (left, right) = window_around(plume, detection.shape)
        assert 0 <= top <= plume.pixel_polygon[:, 1].min()
        assert plume.pixel_polygon[:, 1].max() <= bottom <= detection.shape[0]
        assert 0 <= left <= plume.pixel_polygon[:, 0].min()
        assert plume.pixel_polygon[:, 0].max() <= right <= detection.shape[1]


def test_a_series_is_drawn_as_curves_along_its_lines() -> None:
    shape = (140, 1)
    assert is_series(shape)
    assert not is_series((140, 100))
    score = {"SO2": np.linspace(0, 9, 140, dtype=np.float32)[:, None]}
    score["SO2"][5] = np.nan
    series = evolve(
        make_detection(n_plumes=0),
        shape=shape,
        score=score,
        plume_id=(score["SO2"] > 6).astype(np.int32),
    )
    figure = draw_series(series)
    assert {"SO2", "line", "plume"} <= texts_of(figure)
    curve = next(line for line in figure.axes[0].get_lines() if line.get_label() == "SO2")
    assert np.nanmax(curve.get_ydata()) == pytest.approx(9.0)


def test_the_same_figure_gives_the_same_bytes(detection: Detection) -> None:
    first, second = (png_bytes(draw_picture(detection), dots_per_inch=60) for _ in range(2))
    assert first == second


def test_units_are_written_with_raised_exponents() -> None:
    assert readable_unit("W m-2 sr-1 um-1") == "W m⁻² sr⁻¹ µm⁻¹"
    assert readable_unit("arbitrary") == "arbitrary"
    assert readable_unit("1 (log radiance)") == "log radiance"
    assert readable_unit("K (brightness temperature)") == "K (brightness temperature)"
    assert readable_unit("1") == "1"


def test_drawing_never_loads_pyplot() -> None:
    program = (
        "import sys, cathartes.plot.picture, cathartes.plot.spectrum, cathartes.plot.close_up, "
        "cathartes.plot.series; print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
