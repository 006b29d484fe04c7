"""From results of ``cathartes detect`` and a wind to sources: one pass, or several together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, frozen

from cathartes.errors import CaseError
from cathartes.flow.location.blank_image import nothing_seen
from cathartes.flow.location.located import Located, Tell
from cathartes.io.results.result_folder import GEOJSON_NAME, NETCDF_NAME
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.provenance import InputFile
from cathartes.model.wind import Wind


@frozen
class PassWind:
    """The wind at the moment of a pass, and where it is from.

    Attributes
    ----------
    wind : Wind
    kind : str
        A key of ``WIND_ERRORS``.
    """

    wind: Wind
    kind: str = "mast"


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

    passes: list[ImagePass] = []
    inputs: list[InputFile] = []
    for number, (path, given) in enumerate(zip(paths, winds, strict=True)):
        tell("reading", 0.3 * number / len(paths))
        images = _read(path, pixel_size_m)
        inputs += _inputs(path)
        if images:
            passes.append(ImagePass(images, given.wind, given.kind))
    options: dict[str, object] = {
        "rng_seed": rng_seed,
        "pixel_size_m": pixel_size_m,
        "winds": [_wind_in_words(one) for one in winds],
        "passes": [path.name for path in paths],
    }
    if not passes:
        return Located(nothing_seen(paths[0].name, winds[0].wind), tuple(inputs), options)
    tell("locating", 0.4)
    if len(passes) == 1:
        only = passes[0]
        location = locate_plume_image(
            only.images, only.wind, wind_kind=only.wind_kind, rng_seed=rng_seed
        )
    else:
        location = combine_passes(passes, rng_seed=rng_seed)
    blank = len(paths) - len(passes)
    if blank:
        sentence = (
            f"{blank} of {len(paths)} passes show no plume: rates are means over those that do."
        )
        location = evolve(location, warnings=(*location.warnings, sentence))
    return Located(location, tuple(inputs), options, images=passes[0].images)


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


def _wind_in_words(given: PassWind) -> str:
    wind = given.wind
    return f"{wind.speed_m_s:g} m/s from {wind.from_direction_deg:g} degrees ({given.kind})"


def winds_of_passes(
    n_passes: int, speed_m_s: Sequence[float], from_direction_deg: Sequence[float], kind: str
) -> list[PassWind]:
    """Return one wind for each pass, from one for all or one for each.

    Raises
    ------
    CaseError
        If there is no wind, or neither one nor one for each.
    """
    counts = {len(speed_m_s), len(from_direction_deg)}
    if counts not in ({1}, {n_passes}):
        raise CaseError.about(
            "the command line",
            "--wind-speed, --wind-from",
            found=f"{len(speed_m_s)} speeds and {len(from_direction_deg)} directions",
            expected=f"one of each, or one of each for each of the {n_passes} images, in order",
            remedy="A plume image alone does not say how fast the gas moves: give the wind at 10 m "
            "at the time of the image.",
        )
    pairs = zip(speed_m_s, from_direction_deg, strict=True)
    winds = [PassWind(Wind(speed, direction), kind) for speed, direction in pairs]
    return winds * n_passes if len(winds) == 1 else winds
