"""Draws the result pictures of README and docs from a run of the demo: ``make pictures``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from cathartes.cli.terminal import available_cores
from cathartes.flow.demo import run_demo
from cathartes.flow.settings import detection_options
from cathartes.io.results.detection_reading import read_detection
from cathartes.io.results.result_folder import NETCDF_NAME
from cathartes.io.scenes.readers import read_scene
from cathartes.plot.picture import draw_picture
from cathartes.plot.spectrum import draw_spectrum
from cathartes.plot.style import gas_colours, png_bytes

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
DOTS_PER_INCH = 110


def main() -> None:
    """Run the demo in a folder of its own and draw its map and the surest plume's spectrum."""
    with tempfile.TemporaryDirectory() as folder:
        done = run_demo(Path(folder), detection_options(n_threads=available_cores()))
        if done.outcome.folder is None or not done.outcome.plumes:
            sys.exit("the demo found nothing to draw")
        detection = read_detection(done.outcome.folder / NETCDF_NAME)
        scene = read_scene(next(Path(folder).rglob("*.hdr")))
        pictures = {
            "demo_map.png": draw_picture(detection, scene),
            "demo_spectrum.png": draw_spectrum(
                detection.plumes[0].spectrum, gas_colours(p.gas for p in detection.plumes)
            ),
        }
    for name, figure in pictures.items():
        (IMAGES / name).write_bytes(png_bytes(figure, dots_per_inch=DOTS_PER_INCH))
        print(f"drawn: docs/images/{name}")


if __name__ == "__main__":
    main()
