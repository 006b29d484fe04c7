"""Maps of the whole scene, filled block by block."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Mapping

import numpy as np
from attrs import define, evolve, field
from numpy.typing import NDArray

from cathartes.detection.block_detection import BlockResult
from cathartes.detection.options import DetectionOptions
from cathartes.detection.result.columns import ColumnResult
from cathartes.detection.result.picture import picture_caption, stretch
from cathartes.model.gas import ChannelLibrary
from cathartes.model.plume import UNKNOWN_GAS, Detection, Plume, Rejection
from cathartes.model.scene import Scene

Floats = NDArray[np.float32]
Span = tuple[int, int]
IN_MEMORY_PIXELS = 3_000_000


@define(eq=False)
class SceneMaps:
    """Maps that blocks write their core lines into."""

    plume_id: NDArray[np.int32]
    quality: NDArray[np.uint8]
    picture: Floats
    score: dict[str, Floats] = field(factory=dict)
    column: dict[str, Floats] = field(factory=dict)
    column_std: dict[str, Floats] = field(factory=dict)
    rate_sums: dict[float, dict[str, list[float]]] = field(factory=dict)
    thermal: bool = True
    mappings: list[mmap.mmap] = field(factory=list)

    @classmethod
    def empty(cls, shape: Span) -> SceneMaps:
        """Return maps of a scene of (line, sample) ``shape`` with nothing in them."""
        return cls(
            np.zeros(shape, np.int32),
            np.zeros(shape, np.uint8),
            np.zeros((0, 0, 0), np.float32),
        )

    def add_plume(
        self, number: int, members: NDArray[np.intp], columns: Mapping[str, ColumnResult]
    ) -> None:
        """Mark a plume's pixels and write its columns."""
        at = tuple(members.T)
        self.plume_id[at] = number
        for name, column in columns.items():
            self._map(self.column, name)[at] = column.pixels
            self._map(self.column_std, name)[at] = column.pixel_std

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
            self.picture = np.zeros((*self.plume_id.shape, picture.shape[2]), np.float32)
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
            self._map(self.score, name)[lines] = final[inside]
            curve = result.false_alarms(final, least)
            for rate in rates:
                by_gas = self.rate_sums.setdefault(rate, {})
                by_gas.setdefault(name, []).append(curve.score_at(rate))
        self.page_out()

    def renumber(self, plumes: list[Plume]) -> list[Plume]:
        """Give plumes the numbers 1, 2, 3 ... in order; plumes left out leave the map."""
        top = int(self.plume_id.max(initial=0))
        table = np.zeros(top + 1, np.int32)
        for number, plume in enumerate(plumes, start=1):
            table[plume.plume_id] = number
        self.plume_id = table[self.plume_id]
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
            score_at_rate={
                rate: {name: float(np.mean(values)) for name, values in by_gas.items()}
                for rate, by_gas in self.rate_sums.items()
            },
        )

    def _map(self, maps: dict[str, Floats], name: str) -> Floats:
        if name not in maps:
            maps[name], mapping = _blank_map(self.plume_id.shape)
            if mapping is not None:
                self.mappings.append(mapping)
        return maps[name]

    def page_out(self) -> None:
        """Write large maps to their files and let go of the memory they fill."""
        for mapping in self.mappings:
            mapping.flush()
            mapping.madvise(mmap.MADV_DONTNEED)


def _blank_map(shape: tuple[int, ...]) -> tuple[Floats, mmap.mmap | None]:
    """Return a map of NaN; a large one lies in an unnamed file that the system may page out."""
    size = int(np.prod(shape))
    if size <= IN_MEMORY_PIXELS:
        return np.full(shape, np.nan, np.float32), None
    with tempfile.TemporaryFile() as file:
        file.truncate(4 * size)
        mapping = mmap.mmap(file.fileno(), 4 * size)
    large = np.frombuffer(mapping, np.float32).reshape(shape)
    large[:] = np.nan
    return large, mapping
