"""One piece of work: everything it needs goes out with it, and small records come back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from attrs import field, frozen

from cathartes.detection.options import DetectionOptions
from cathartes.errors import CathartesError
from cathartes.model.campaign import (
    Area,
    EstimateRecord,
    Marking,
    PlumeRecord,
    SceneRecord,
    TrackRecord,
)
from cathartes.model.fusion import LookRecord
from cathartes.model.identity import canonical_text, to_plain
from cathartes.model.plume import Detection
from cathartes.model.wind import Wind

STEP_VERSION = 3
"""Raised when the same input under the same options gives something else than before."""

BIG_SCENE_PIXELS = 4_000_000

State = Literal["done", "failed", "put off"]


@frozen(kw_only=True)
class PassWeather:
    """Wind and air at the time and place of a pass.

    Attributes
    ----------
    wind : Wind
    source : str
        A key of ``WIND_ERRORS``.
    air_temperature_k : float or None
    """

    wind: Wind
    source: str
    air_temperature_k: float | None = None


@frozen(kw_only=True, eq=False)
class SceneTask:
    """Detect and locate in one scene.

    Attributes
    ----------
    input_id : str
        Of the scene.
    record : SceneRecord
    path : Path
        Of its file.
    folder : Path
        Where its products go.
    area : Area
        What the authority covers: nothing outside is kept.
    weather : PassWeather or None
    options : DetectionOptions
    rng_seed : int
    big_scene_pixels : int
        A scene of more pixels is searched with all threads of its worker.
    detect : callable or None
        The stage function; ``detect_plumes`` where None. Goes to workers by its name.
    reports : bool
        Whether to draw an HTML report.
    marking : Marking
    """

    input_id: str
    record: SceneRecord
    path: Path
    folder: Path
    area: Area
    weather: PassWeather | None
    options: DetectionOptions
    rng_seed: int = 0
    big_scene_pixels: int = BIG_SCENE_PIXELS
    detect: Callable[..., Detection] | None = None
    reports: bool = False
    marking: Marking = field(factory=Marking)

    @property
    def key(self) -> str:
        """Digest of everything but the scene that could change what comes out."""
        # As many threads as there are make the same result: they do not count.
        options = self.options.model_dump(mode="json", exclude={"n_threads", "atmosphere_table"})
        table = self.options.atmosphere_table
        return _digest(
            {
                "step": STEP_VERSION,
                "detect": options,
                "atmosphere_table": None if table is None else table.name,
                "function": "" if self.detect is None else self.detect.__name__,
                "rng_seed": self.rng_seed,
                "weather": to_plain(self.weather),
                "area": to_plain(self.area.polygon),
                "reports": self.reports,
            }
        )


@frozen(kw_only=True, eq=False)
class CaseTask:
    """Locate in one case of a sampler.

    Attributes
    ----------
    input_id : str
        Of the track.
    record : TrackRecord
    path : Path
        Folder of the case.
    folder : Path
        Where its products go.
    area : Area
    rng_seed : int
    detection_limit_kg_per_h : float or None
        Of the sensor, where it is known.
    marking : Marking
    """

    input_id: str
    record: TrackRecord
    path: Path
    folder: Path
    area: Area
    rng_seed: int = 0
    detection_limit_kg_per_h: float | None = None
    marking: Marking = field(factory=Marking)

    @property
    def key(self) -> str:
        """Digest of everything but the case that could change what comes out."""
        return _digest(
            {
                "step": STEP_VERSION,
                "rng_seed": self.rng_seed,
                "area": to_plain(self.area.polygon),
                "limit": self.detection_limit_kg_per_h,
            }
        )


Task = SceneTask | CaseTask


def row_key(task: Task) -> str:
    """Return the digest under which the database knows what came of a task.

    Beside all that could change what comes out it holds what is only written into the records:
    where that alone changed, the products stay and their records are written anew.
    """
    stated = {"flight": task.record.flight_id, "marking": task.marking}
    return _digest({"key": task.key, "is_simulated": task.record.is_simulated, **stated})


@frozen(kw_only=True)
class TaskResult:
    """What came of a task: records that the driver stores.

    Attributes
    ----------
    input_id, key : str
    row_key : str
        See :func:`row_key`.
    name : str
        File or folder, relative to the campaign's folder.
    state : {"done", "failed", "put off"}
    plumes, looks, estimates : tuple of records
    message : str
        Why it failed, or what a person should know.
    was_there : bool
        The products lay there already, whole: nothing was computed.
    """

    input_id: str
    key: str
    row_key: str = ""
    name: str = ""
    state: State = "done"
    plumes: tuple[PlumeRecord, ...] = ()
    looks: tuple[LookRecord, ...] = ()
    estimates: tuple[EstimateRecord, ...] = ()
    message: str = ""
    was_there: bool = False

    @classmethod
    def empty(cls, task: Task, state: State, message: str) -> TaskResult:
        """Return the result of a task of which nothing came."""
        return cls(
            input_id=task.input_id,
            key=task.key,
            row_key=row_key(task),
            name=task.record.path,
            state=state,
            message=message,
        )

    @classmethod
    def lost(cls, task: Task, fault: str) -> TaskResult:
        """Return the result of a task whose worker died: it is done again in the next run."""
        error = CathartesError.about(
            task.record.path,
            "worker",
            found=fault,
            expected="one that comes back with its result",
            remedy="Look at its memory; the next run does this again.",
        )
        return cls.empty(task, "put off", str(error))


def _digest(plain: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical_text(to_plain(dict(plain))).encode("ascii")).hexdigest()
