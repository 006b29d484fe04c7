"""What the writer writes is whole, or absent, and other programs read it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import rasterio

from cathartes.errors import OutputError
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.readers import read_scene
from cathartes.kernels.planck import planck_radiance

WAVELENGTH_UM = np.linspace(8.0, 12.0, 9)


@pytest.mark.parametrize("interleave", ["bip", "bil", "bsq"])
@pytest.mark.parametrize("byte_order", ["little", "big"])
def test_gdal_reads_what_was_written(tmp_path, interleave, byte_order):
    cube = np.random.default_rng(1).normal(0, 100, (5, 6, 9))
    for dtype in ("u1", "i2", "u2", "i4", "u4", "f4", "f8"):
        stored = cube.astype(dtype) if dtype[0] != "u" else np.abs(cube).astype(dtype)
        path, _ = write_envi(
            tmp_path / f"{dtype}.img",
            stored,
            wavelength_um=WAVELENGTH_UM,
            interleave=interleave,
            dtype=dtype,
            byte_order=byte_order,
        )
        with rasterio.open(path) as dataset:
            np.testing.assert_array_equal(np.moveaxis(dataset.read(), 0, -1), stored)


@pytest.mark.parametrize("interleave", ["BIP", "BIL", "BSQ"])
def test_what_gdal_wrote_is_read(tmp_path, interleave):
    rng = np.random.default_rng(2)
    cube = planck_radiance(WAVELENGTH_UM, rng.uniform(285, 305, (12, 11, 1))).astype(np.float32)
    image = tmp_path / "gdal.dat"
    with rasterio.open(
        image,
        "w",
        driver="ENVI",
        interleave=interleave,
        height=12,
        width=11,
        count=9,
        dtype="float32",
        crs="EPSG:32613",
        transform=rasterio.Affine(2.0, 0, 5e5, 0, -2.0, 4.4e6),
    ) as dataset:
        dataset.write(np.moveaxis(cube, -1, 0))
    header = image.with_suffix(".hdr")
    centres = ", ".join(map(str, WAVELENGTH_UM))
    with header.open("a") as stream:
        stream.write(f"wavelength units = Micrometers\nwavelength = {{{centres}}}\n")
    scene = read_scene(image)
    np.testing.assert_array_equal(scene.source.read(0, 12), cube)
    assert scene.georeference.affine == (2.0, 0.0, 5e5, 0.0, -2.0, 4.4e6)
    assert scene.pixel_size_m == 2.0
    assert "UTM zone 13N" in scene.georeference.crs_wkt


def test_a_full_disk_leaves_nothing_and_keeps_the_old_scene(tmp_path):
    """The child may write no file above 100 kB: the system refuses, as on a full disk."""
    old = np.random.default_rng(3).random((4, 5, 9))
    image, header = write_envi(tmp_path / "scene.img", old)
    before = image.read_bytes(), header.read_bytes()
    program = (
        "import resource, signal, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from cathartes.io.scenes.envi import write_envi\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "write_envi(Path(sys.argv[1]), np.ones((100, 100, 100)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(image)], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "OutputError" in result.stderr
    assert "Nothing half-written was left behind" in result.stderr
    assert sorted(tmp_path.iterdir()) == sorted([image, header])
    assert (image.read_bytes(), header.read_bytes()) == before


def test_ctrl_c_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("cathartes.io.scenes.envi.writer._write_numbers", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_envi(tmp_path / "scene.img", np.ones((2, 2, 2)))
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="writing the file"):
        write_envi(tmp_path / "file" / "scene.img", np.ones((2, 2, 2)))


def test_missing_folders_are_made(tmp_path):
    image, header = write_envi(tmp_path / "a" / "b" / "scene.img", np.ones((2, 2, 2)))
    assert image.is_file()
    assert header.is_file()


@pytest.mark.parametrize(
    ("cube", "options"),
    [
        (np.ones((2, 2)), {}),
        (np.ones((2, 2, 2)), {"wavelength_um": [1.0, 2.0, 3.0]}),
        (np.ones((2, 2, 2)), {"dtype": np.complex64}),
        (np.ones((2, 2, 2)), {"dtype": np.int8}),
    ],
)
def test_contradictory_arguments_are_refused_before_anything_is_written(tmp_path, cube, options):
    with pytest.raises(ValueError, match=r"shape|data type"):
        write_envi(tmp_path / "scene.img", cube, **options)
    assert not list(tmp_path.iterdir())


def test_numbers_of_numpy_stand_in_the_header_as_plain_numbers(tmp_path):
    extra = {"one": np.float64(0.5), "list": np.array([1.5, 2.5]), "text": "as it is"}
    _, header = write_envi(tmp_path / "scene.img", np.ones((2, 2, 2)), extra=extra)
    assert "one = 0.5\nlist = {1.5, 2.5}\ntext = as it is\n" in header.read_text()
