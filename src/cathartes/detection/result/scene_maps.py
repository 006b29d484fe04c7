"""Maps of the whole scene, filled block by block."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from attrs import define, evolve, field
from numpy.typing import NDArray

from cathartes.detection.block_detection import BlockResult
from cathartes.detection.options import DetectionOptions
from cathartes.detection.result.columns import ColumnResult
from cathartes.detection.result.picture import picture_caption, stretch
from cathartes.io.paged_maps import line_runs, page_out, paged_map
from cathartes.model.gas import ChannelLibrary
from cathartes.model.plume import UNKNOWN_GAS, Detection, Plume, Rejection
from cathartes.model.provenance import Provenance
from cathartes.model.scene import Scene

Floats = NDArray[np.float32]
Span = tuple[int, int]


@define(eq=False)
class SceneMaps:
    """Maps that blocks write their core lines into; large ones lie on disk.

    Attributes
    ----------
    plume_id, quality : (line, sample)
    picture : (line, sample, 3 or 1) float32
        Not scaled yet; empty until the first block tells how many bands it has.
    score, column, column_std : dict of str to (line, sample) float32
    rate_sums : dict of float to dict of str to list of float
        For each false-alarm rate and gas, the score of that rate in each block.
    thermal : bool
    folder : Path or None
        Where the maps lie that do not fit in memory.
    largest_number : int
        The largest number in ``plume_id``.
    """

    plume_id: NDArray[np.int32]
    quality: NDArray[np.uint8]
    picture: Floats
    score: dict[str, Floats] = field(factory=dict)
    column: dict[str, Floats] = field(factory=dict)
    column_std: dict[str, Floats] = field(factory=dict)
    rate_sums: dict[float, dict[str, list[float]]] = field(factory=dict)
    thermal: bool = True
    folder: Path | None = None
    largest_number: int = 0

    @classmethod
    def empty(cls, shape: Span, folder: Path | None = None) -> SceneMaps:
        """Return maps of a scene of (line, sample) ``shape`` with nothing in them."""
        return cls(
            paged_map(shape, np.int32, 0, folder),
            paged_map(shape, np.uint8, 0, folder),
            np.zeros((0, 0, 0), np.float32),
            folder=folder,
        )

    def add_plume(
        self, number: int, members: NDArray[np.intp], columns: Mapping[str, ColumnResult]
    ) -> None:
        """Mark a plume's pixels and write its columns."""
        at = tuple(members.T)
        self.plume_id[at] = number
        self.largest_number = max(self.largest_number, number)
        for name, column in columns.items():
            self._map(self.column, name)[at] = column.pixels
            self._map(self.column_std, name)[at] = column.pixel_std

    def share_placed(self, members: NDArray[np.intp], last: int) -> float:
        """Return the share of pixels that belong to plumes up to number ``last`` already."""
        numbers = self.plume_id[tuple(members.T)]
        return float(np.mean((numbers > 0) & (numbers <= last)))

    def place(
        self,
        result: BlockResult,
        channels: ChannelLibrary,
        core: Span,
        halo: Span,
        picture: Floats,
        options: DetectionOptions,
        rates: tuple[float, ...],
    ) -> None:
        """Write the core lines of a block's picture, quality and scores."""
        inside = slice(core[0] - halo[0], core[1] - halo[0])
        lines = slice(*core)
        self.thermal = result.block.regime == "thermal"
        self.quality[lines] = result.block.quality[inside]
        if not self.picture.size:
            shape = (*self.plume_id.shape, picture.shape[2])
            self.picture = paged_map(shape, np.float32, 0, self.folder)
        self.picture[lines] = picture
        least = options.report_probability
        wanted = set(self.score)
        for judged in result.judged:
            if judged.probability >= least:
                share = judged.identification.gas_probability
                wanted |= {channels.names[int(g)] for g in np.flatnonzero(share >= 0.2)}
                wanted.add(channels.names[judged.candidate.gas])
        if options.keep_scores:
            wanted = set(channels.names)
        for name in sorted(wanted):
            final = result.gas_score(channels.names.index(name), least)
            of_gas = self._map(self.score, name)
            of_gas[lines] = final[inside]
            page_out(of_gas)
            curve = result.false_alarms(final, least)
            for rate in rates:
                by_gas = self.rate_sums.setdefault(rate, {})
                by_gas.setdefault(name, []).append(curve.score_at(rate))
        self.page_out()

    def renumber(self, plumes: list[Plume]) -> list[Plume]:
        """Give plumes the numbers 1, 2, 3 ... in order; plumes left out leave the map."""
        new_number = np.zeros(self.largest_number + 1, np.int32)
        for number, plume in enumerate(plumes, start=1):
            new_number[plume.plume_id] = number
        for lines in line_runs(self.plume_id):
            self.plume_id[lines] = new_number[self.plume_id[lines]]
        return [evolve(plume, plume_id=n) for n, plume in enumerate(plumes, start=1)]

    def detection(
        self,
        scene: Scene,
        plumes: list[Plume],
        rejections: list[Rejection],
        *,
        invisible: Mapping[str, str],
        groups: tuple[tuple[str, ...], ...],
        remarks: tuple[str, ...],
        keep_all: bool,
        asked: tuple[str, ...],
        provenance: Provenance,
    ) -> Detection:
        """Assemble the record."""
        found = {name for plume in plumes for name in plume.gas_probabilities} - {UNKNOWN_GAS}
        kept = set(asked) if keep_all else set(self.score)
        picture, low, high = stretch(self.picture)
        return Detection(
            scene_name=scene.name,
            shape=(scene.shape[0], scene.shape[1]),
            plumes=tuple(plumes),
            rejections=tuple(rejections),
            plume_id=self.plume_id,
            score={name: m for name, m in sorted(self.score.items()) if name in kept},
            column={n: m for n, m in sorted(self.column.items()) if n in found},
            column_std={n: m for n, m in sorted(self.column_std.items()) if n in found},
            quality=self.quality,
            picture=picture,
            picture_caption=picture_caption(scene, self.thermal, low, high),
            invisible=dict(invisible),
            groups=groups,
            remarks=remarks,
            provenance=provenance,
            score_at_rate={
                rate: {name: float(np.mean(values)) for name, values in by_gas.items()}
                for rate, by_gas in self.rate_sums.items()
            },
            acquired_at=scene.acquired_at,
            instrument=scene.instrument.name,
        )

    def _map(self, maps: dict[str, Floats], name: str) -> Floats:
        if name not in maps:
            maps[name] = paged_map(self.plume_id.shape, np.float32, np.nan, self.folder)
        return maps[name]

    def page_out(self) -> None:
        """Let go of the memory that maps on disk fill."""
        for one in (self.plume_id, self.quality, self.picture):
            page_out(one)
        for maps in (self.score, self.column, self.column_std):
            for one in maps.values():
                page_out(one)
