"""``NAME.scene.json``: what a person knows about a scene that its file does not say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from attrs import evolve
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from cathartes.errors import SceneError
from cathartes.io.scenes.stated_unit import SINGLE_BEAM, parse_stated_unit, restate_unit
from cathartes.model import Instrument, Scene, Wind
from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

SUFFIX = ".scene.json"
LARGEST_BYTES = 2**20

Metres = Annotated[float, Field(ge=-500.0, le=1_000_000.0, allow_inf_nan=False)]


class SidecarWind(BaseModel):
    """Wind near the ground at acquisition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speed_m_s: Annotated[float, Field(ge=0.0, le=100.0, allow_inf_nan=False)]
    from_direction_deg: Annotated[float, Field(ge=0.0, le=360.0, allow_inf_nan=False)]


class SceneSidecar(BaseModel):
    """The fields of a sidecar; all are optional, none other is allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sensor: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    acquired_at: AwareDatetime | None = None
    platform_altitude_m: Metres | None = None
    ground_elevation_m: Metres | None = None
    radiance_unit: str | None = None
    wind: SidecarWind | None = None
    air_temperature_k: Annotated[float, Field(ge=180.0, le=350.0)] | None = None
    is_simulated: bool | None = None

    @field_validator("radiance_unit")
    @classmethod
    def _known_unit(cls, text: str | None) -> str | None:
        if text is None:
            return None
        unit = parse_stated_unit(text)
        if unit is None:
            known = (*RADIANCE_UNITS, *RADIANCE_UNITS_PER_WAVENUMBER, SINGLE_BEAM)
            raise ValueError(f"one of {', '.join(known)}")
        return unit


def find_sidecar(path: Path) -> Path | None:
    """Return the sidecar of a scene: ``scene.img`` has ``scene.scene.json`` beside it."""
    stems = [path.name, path.stem]
    if path.name.lower().endswith(".hdr"):
        stems.append(Path(path.stem).stem)  # scene.img.hdr
    for stem in stems:
        beside = path.with_name(stem + SUFFIX)
        if beside != path and beside.is_file():
            return beside
    return None


def read_sidecar(path: Path) -> SceneSidecar:
    """Read and check a sidecar.

    Raises
    ------
    SceneError
        If it is unreadable, no JSON, or holds a field or value that it must not.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise SceneError.about(
            path,
            "sidecar",
            found=error.strerror or type(error).__name__,
            expected="a readable JSON file",
            remedy="Check that you may read the file, or remove it.",
        ) from error
    if len(content) > LARGEST_BYTES:
        raise SceneError.about(
            path,
            "sidecar",
            found=f"more than {LARGEST_BYTES} bytes",
            expected="a few lines of JSON",
            remedy="This is not the sidecar of a scene; remove or rename it.",
        )
    try:
        return SceneSidecar.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"])) or "sidecar"
        remedy = "Correct the sidecar with a text editor; all of its fields are optional."
        if first["type"] == "extra_forbidden":
            remedy = f"The fields are {', '.join(SceneSidecar.model_fields)}. {remedy}"
        raise SceneError.about(
            path,
            field,
            found=repr(first["input"]),
            expected=first["msg"].removeprefix("Value error, "),
            remedy=remedy,
        ) from error


def merge_sidecar(scene: Scene, sidecar: SceneSidecar, path: Path) -> Scene:
    """Return the scene with what the sidecar adds; a person's word goes before the file's.

    Parameters
    ----------
    scene : Scene
        As its reader gave it. A reader that takes the unit from the sidecar has done so.
    sidecar : SceneSidecar
        Its fields.
    path : Path
        Of the sidecar, for remarks.
    """
    remarks = list(scene.remarks)
    changes: dict[str, Any] = {}
    for name in ("acquired_at", "platform_altitude_m", "ground_elevation_m", "air_temperature_k"):
        stated, known = getattr(sidecar, name), getattr(scene, name)
        if stated is None:
            continue
        changes[name] = stated
        if known is not None and known != stated:
            remarks.append(f"{path.name} states {name} {stated}; the file itself says {known}.")
    if sidecar.wind is not None:
        changes["wind"] = Wind(sidecar.wind.speed_m_s, sidecar.wind.from_direction_deg)
    if sidecar.sensor is not None:
        old = scene.instrument
        changes["instrument"] = Instrument(
            sidecar.sensor, old.wavelength_um, old.fwhm_um, old.noise_radiance
        )
    scene = evolve(scene, remarks=tuple(remarks), **changes)
    if sidecar.radiance_unit is not None:
        scene = restate_unit(scene, sidecar.radiance_unit, path.name)
    return scene
