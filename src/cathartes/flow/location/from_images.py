"""From results of ``cathartes detect`` and a wind to sources: one pass, or several together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from cathartes.errors import CaseError
from cathartes.flow.location.blank_image import nothing_seen
from cathartes.flow.location.located import Located, Tell
from cathartes.flow.location.pass_winds import PassWind, time_in_words
from cathartes.io.results.result_folder import GEOJSON_NAME, NETCDF_NAME
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.provenance import InputFile

SAME_FLIGHT_S = 1800.0
"""A zone that was forgotten is further off than this."""
_TIME_OF_SCENE = (
    "The drift of the plume between passes rests on the times at which the scenes begin. Where a "
    "scene took longer than the seconds between passes, or they were flown in opposite directions, "
    "give with --time when each saw the plume."
)


def is_detection(path: Path) -> bool:
    """Return whether a folder is a result of ``cathartes detect``."""
    return (path / NETCDF_NAME).is_file() and (path / GEOJSON_NAME).is_file()


def locate_passes(
    paths: Sequence[Path],
    winds: Sequence[PassWind],
    tell: Tell,
    *,
    rng_seed: int,
    pixel_size_m: float | None = None,
) -> Located:
    """Locate the emitters that one or several passes show.

    Parameters
    ----------
    paths : sequence of Path
        Results of ``cathartes detect``.
    winds : sequence of PassWind
        One for each pass.
    tell : callable
    rng_seed : int
    pixel_size_m : float, optional
        For scenes without georeference.

    Raises
    ------
    CaseError
        If a result cannot be used.
    """
    from cathartes.location.images import ImagePass, combine_passes, locate_plume_image
    from cathartes.location.images.passes.image_pass import in_order_of_time

    passes: list[ImagePass] = []
    inputs: list[InputFile] = []
    told: list[str] = []
    for number, (path, given) in enumerate(zip(paths, winds, strict=True)):
        tell("reading", 0.3 * number / len(paths))
        images = _read(path, pixel_size_m)
        inputs += _inputs(path)
        if images and given.time_s is not None:
            told += _other_time(path, given.time_s, images[0].time_s)
            images = tuple(evolve(image, time_s=given.time_s) for image in images)
        if images:
            passes.append(ImagePass(images, given.wind, given.kind))
    _check_repeats(paths, inputs)
    options: dict[str, object] = {
        "rng_seed": rng_seed,
        "pixel_size_m": pixel_size_m,
        "winds": [one.in_words() for one in winds],
        "times": [time_in_words(one.time_s) for one in winds],
        "passes": [path.name for path in paths],
    }
    if not passes:
        wind = next((one.wind for one in winds if one.wind is not None), None)
        return Located(nothing_seen(paths[0].name, wind), tuple(inputs), options)
    tell("locating", 0.4)
    only = passes[0]
    if len(passes) == 1 and only.wind is not None:
        location = locate_plume_image(
            only.images, only.wind, wind_kind=only.wind_kind, rng_seed=rng_seed
        )
    else:
        location = combine_passes(passes, rng_seed=rng_seed)
    blank = len(paths) - len(passes)
    if blank:
        told.append(
            f"{blank} of {len(paths)} passes show no plume: rates are means over those that do."
        )
    drifts = any(one.is_used for one in location.wind.drift)
    if drifts and any(one.time_s is None for one in winds):
        told.append(_TIME_OF_SCENE)
    name = location.case_name if len(paths) == 1 else f"{paths[0].name} to {paths[-1].name}"
    location = evolve(location, case_name=name, warnings=(*location.warnings, *told))
    drawn = tuple(one.images[0] for one in in_order_of_time(passes))
    return Located(location, tuple(inputs), options, images=drawn)


def _other_time(path: Path, given_s: float, read_s: float | None) -> list[str]:
    if read_s is None or abs(given_s - read_s) <= SAME_FLIGHT_S:
        return []
    sentence = (
        f"--time says that {path.name} was taken at {time_in_words(given_s)}, its file says "
        f"{time_in_words(read_s)}; what was typed counts."
    )
    return [sentence]


def _check_repeats(paths: Sequence[Path], inputs: Sequence[InputFile]) -> None:
    digests = [one.sha256 for one in inputs if one.name == NETCDF_NAME]
    for number, digest in enumerate(digests):
        if digest in digests[:number]:
            raise CaseError.about(
                paths[number],
                NETCDF_NAME,
                found=f"the same as in {paths[digests.index(digest)]}",
                expected="each pass once",
                remedy="Leave it out: one pass told twice would make the answer too sure.",
            )


def _read(path: Path, pixel_size_m: float | None) -> tuple[PlumeImage, ...]:
    from cathartes.io.plume_images import read_plume_images
    from cathartes.physics.gases import load_library

    masses = {
        gas.name: gas.molar_mass_g_per_mol
        for gas in load_library("bundled").gases.values()
        if gas.molar_mass_g_per_mol
    }
    return read_plume_images(path, molar_mass_g_per_mol=masses, pixel_size_m=pixel_size_m)


def _inputs(path: Path) -> list[InputFile]:
    from cathartes.io.scenes.readers import hash_file

    return [hash_file(path / name) for name in (GEOJSON_NAME, NETCDF_NAME)]
