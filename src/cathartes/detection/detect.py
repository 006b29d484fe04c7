"""The public verb: a scene goes in, named gas plumes come out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from cathartes.detection.block.cloud_water import mark_cloud_and_water
from cathartes.detection.block.lines import HALO_LINES, core_blocks
from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block.regime import choose_regime
from cathartes.detection.block.working_units import Regime
from cathartes.detection.block_detection import BlockResult, detect_in_block
from cathartes.detection.options import DetectionOptions
from cathartes.detection.plumes.head import downwind_direction
from cathartes.detection.result.columns import ColumnResult
from cathartes.detection.result.describe import describe_plume, describe_rejection
from cathartes.detection.result.picture import scene_picture
from cathartes.detection.result.scene_maps import SceneMaps
from cathartes.detection.single_beam import detect_in_series
from cathartes.errors import InstrumentError
from cathartes.io.paged_maps import return_freed_memory
from cathartes.model.gas import ChannelLibrary, GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.model.plume import Detection, Plume, Rejection
from cathartes.model.provenance import Provenance
from cathartes.model.scene import Scene
from cathartes.physics.gases.channels import channel_library
from cathartes.physics.gases.library import select_gases

Progress = Callable[[str, float], None]
Span = tuple[int, int]
MOST_REJECTIONS = 40
BORDER_LINES = 16
"""So far beyond its core a block still answers for a plume that its neighbour has not placed."""
SAME_PLUME_SHARE = 0.4
"""Of a plume's pixels that an earlier block has given to a plume: from here on it is that one."""
STATED_RATES = (1e-2, 1e-3, 1e-4, 1e-5)


def detect_plumes(
    scene: Scene,
    library: GasLibrary,
    options: DetectionOptions | None = None,
    *,
    progress: Progress | None = None,
    scratch: Path | None = None,
) -> Detection:
    """Detect, identify and outline gas plumes in a scene.

    Parameters
    ----------
    scene : Scene
        Radiance, or an uncalibrated single-beam series (identified, never given a column).
    library : GasLibrary
    options : DetectionOptions, optional
        Defaults that work.
    progress : callable, optional
        Called with what is being done and the share of the work that is done, 0 to 1.
    scratch : Path, optional
        Folder whose disk holds the maps of large scenes, in files without a name; that for
        temporary files if not given.

    Returns
    -------
    Detection

    Raises
    ------
    InstrumentError
        Where the instrument covers no band of any asked gas.
    StatisticsError
        Where the scene has too few usable pixels or channels.
    OutputError
        Where the disk has no room for the maps of the scene.
    """
    options = options or DetectionOptions()
    asked = select_gases(library, options.gases) if options.gases else library
    tell = progress or (lambda _what, _share: None)
    # One thread for each product of small matrices: their own threads mostly wait for each other
    # (measured: 36 instead of 3 CPU seconds on a busy machine), and would round differently.
    # Candidates are what is worked on side by side.
    with threadpool_limits(1):
        if scene.quantity == "single_beam":
            return detect_in_series(scene, asked, options, tell)
        regime, invisible = choose_regime(scene, asked)
        return _detect_radiance(scene, asked, options, tell, regime, invisible, scratch)


def _detect_radiance(
    scene: Scene,
    library: GasLibrary,
    options: DetectionOptions,
    tell: Progress,
    regime: Regime,
    invisible: dict[str, str],
    scratch: Path | None,
) -> Detection:
    lines, samples, _ = scene.shape
    wanted = channels_of_regime(scene, regime)
    maps = SceneMaps.empty((lines, samples), scratch)
    plumes: list[Plume] = []
    rejections: list[Rejection] = []
    n_plumes = 0
    channels: ChannelLibrary | None = None
    remarks: list[str] = list(scene.remarks)
    n_gases = len(library) - len(invisible)
    blocks = core_blocks((lines, samples, len(wanted)), n_gases, options.tile_lines)
    for number, (core, halo) in enumerate(blocks):
        done = number / len(blocks)
        tell("reading radiance", done)
        block, kept = prepare_block(scene, *halo, wanted, regime)
        mark_cloud_and_water(scene, block)
        instrument = Instrument(
            scene.instrument.name,
            scene.instrument.wavelength_um[kept],
            scene.instrument.fwhm_um[kept],
        )
        channels = channel_library(library, instrument)
        if not channels.names:
            raise _nothing_visible(scene, channels)
        downwind = downwind_direction(
            scene.wind, scene.georeference, samples / 2, (core[0] + core[1]) / 2
        )
        tell("scoring the gas library", done + 0.3 / len(blocks))
        result = detect_in_block(
            block,
            channels,
            options.random_seed,
            scene.air_temperature_k,
            downwind,
            options.n_threads,
            options,
        )
        tell("describing plumes", done + 0.8 / len(blocks))
        found, discarded = _describe_block(
            result, channels, scene, core, halo, maps, n_plumes, options
        )
        n_plumes += len(found)
        plumes = _surest(plumes + found, options.max_plumes)
        rejections = _strongest(rejections + discarded)
        picture = scene_picture(scene, block, core, halo)
        maps.place(result, channels, core, halo, picture, options, STATED_RATES)
        # The next block is read before these names are bound again: two would be held at once.
        del block, result, picture
        return_freed_memory()
    assert channels is not None
    tell("writing maps", 1.0)
    plumes = maps.renumber(plumes)
    return maps.detection(
        scene,
        plumes,
        rejections,
        invisible={**invisible, **channels.invisible},
        groups=channels.groups,
        remarks=tuple(remarks),
        keep_all=options.keep_scores,
        asked=channels.names,
        provenance=Provenance(options=_blocks_in_words(blocks)),
    )


def _surest(plumes: list[Plume], most: int) -> list[Plume]:
    return sorted(plumes, key=lambda p: (-p.plume_probability, -p.score))[:most]


def _strongest(rejections: list[Rejection]) -> list[Rejection]:
    return sorted(rejections, key=lambda r: -r.score)[:MOST_REJECTIONS]


def _blocks_in_words(blocks: list[tuple[Span, Span]]) -> dict[str, object]:
    """Return what the result depends on besides the options: statistics are of a block."""
    longest = max(last - first for (first, last), _ in blocks)
    halo = HALO_LINES if len(blocks) > 1 else 0
    return {"blocks": len(blocks), "lines_per_block": longest, "lines_of_overlap": halo}


def _describe_block(
    result: BlockResult,
    channels: ChannelLibrary,
    scene: Scene,
    core: tuple[int, int],
    halo: tuple[int, int],
    maps: SceneMaps,
    n_before: int,
    options: DetectionOptions,
) -> tuple[list[Plume], list[Rejection]]:
    """Describe what is centred in the block's core; its halo belongs to the neighbours.

    Notes
    -----
    Neighbouring blocks see a plume near their border each with statistics of their own and differ
    about its centre: both may claim it, or neither. Both are let, and what an earlier block has
    placed already is not placed again.
    """
    plumes: list[Plume] = []
    rejections: list[Rejection] = []
    for judged in sorted(result.judged, key=lambda j: -j.probability):
        members = judged.candidate.members + np.array([halo[0], 0], np.intp)
        centre = float(np.median(members[:, 0]))
        is_own = core[0] <= centre < core[1]
        if judged.probability < options.report_probability:
            if is_own:
                rejections.append(describe_rejection(result, judged, channels, halo[0]))
            continue
        if not core[0] - BORDER_LINES <= centre < core[1] + BORDER_LINES:
            continue
        if maps.share_placed(members, n_before) >= SAME_PLUME_SHARE:
            continue
        number = n_before + len(plumes) + 1
        plume, columns = describe_plume(
            result, judged, channels, scene, halo[0], number, options.report_probability
        )
        maps.add_plume(number, members, _named(columns, channels))
        plumes.append(plume)
    return plumes, rejections


def _named(columns: list[ColumnResult], channels: ChannelLibrary) -> dict[str, ColumnResult]:
    return {channels.names[c.gas]: c for c in columns}


def _nothing_visible(scene: Scene, channels: ChannelLibrary) -> InstrumentError:
    wavelength = scene.instrument.wavelength_um
    reasons = " ".join(dict.fromkeys(channels.invisible.values()))
    return InstrumentError.about(
        scene.name,
        "gases",
        found=f"channels from {wavelength.min():.2f} to {wavelength.max():.2f} um",
        expected="at least one asked gas with a band there",
        remedy=f"Ask for other gases or use another instrument. {reasons}"[:600],
    )
