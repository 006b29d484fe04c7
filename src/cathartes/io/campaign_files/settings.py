"""``campaign.toml``: every setting of a campaign, typed, with errors that name file and field."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from cathartes.errors import OptionError

SETTINGS_NAME = "campaign.toml"

Written = Annotated[str, Field(min_length=1)]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GeneralSettings(_Settings):
    """What the campaign is."""

    name: Written
    is_simulated: bool
    profile: Written = "solvent_acid_mixture"
    store: Written = "campaign.db"
    handling: Written = "UNCLASSIFIED - LAW ENFORCEMENT SENSITIVE"
    compartments: tuple[str, ...] = ()


class AuthoritySettings(_Settings):
    """Who allowed what; ``area`` is a name in ``areas.geojson``."""

    name: Written
    approved_by: Written
    legal_basis: Written
    reference: str = ""
    purpose: Literal["locate", "inform", "verify"]
    area: Written
    begins_at: AwareDatetime
    ends_at: AwareDatetime


class SensorSettings(_Settings):
    """What senses gas.

    ``instrument`` is for people: what a scene could have shown is computed from the channels and
    the noise that the scene itself tells. ``detection_limit_kg_per_h`` is that of a sampler; of an
    imager it is computed anew for each scene.
    """

    name: Written
    instrument: str = ""
    gases: tuple[str, ...] = ()
    swath_deg: float = Field(0.0, ge=0.0, le=180.0)
    minimum_um: float = Field(0.0, ge=0.0)
    maximum_um: float = Field(0.0, ge=0.0)
    detection_limit_kg_per_h: float | None = Field(None, gt=0.0)


class PlatformSettings(_Settings):
    """What flies, and the names of the sensors on board."""

    name: Written
    sensors: tuple[str, ...] = ()
    speed_m_s: float = Field(gt=0.0, le=1000.0)


class CollectSettings(_Settings):
    """Where things lie, relative to the campaign's folder, and how far clocks may be off."""

    incoming: Written = "incoming"
    plans: Written = "plans"
    context: Written = "context"
    largest_clock_error_s: float = Field(120.0, ge=0.0)


class LocateSettings(_Settings):
    """How sources are located."""

    rng_seed: int = Field(0, ge=0)


class WorkSettings(_Settings):
    """How scenes are worked on; nothing here changes what comes out."""

    big_scene_pixels: int = Field(4_000_000, ge=1)


class CampaignSettings(_Settings):
    """All of ``campaign.toml``.

    ``detect`` and ``fuse`` are the options of these stages; they are checked where those are
    known, in ``flow``.
    """

    campaign: GeneralSettings
    authority: tuple[AuthoritySettings, ...] = ()
    sensor: tuple[SensorSettings, ...] = ()
    platform: tuple[PlatformSettings, ...] = ()
    collect: CollectSettings = CollectSettings()
    detect: dict[str, Any] = Field(default_factory=dict)
    locate: LocateSettings = LocateSettings()
    work: WorkSettings = WorkSettings()
    fuse: dict[str, Any] = Field(default_factory=dict)


def read_settings(folder: Path) -> CampaignSettings:
    """Read the settings of a campaign's folder.

    Raises
    ------
    OptionError
        If the file is not there, is no TOML, or a field of it is missing, unknown or wrong; the
        message names the field.
    """
    path = Path(folder) / SETTINGS_NAME
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise OptionError.about(
            path,
            "the file",
            found="nothing",
            expected="the settings of a campaign",
            remedy=f"Make them with `cathartes campaign init {folder}`.",
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError.about(
            path,
            "the file",
            found=error,
            expected="a readable TOML file",
            remedy="Correct it at the line that is named.",
        ) from error
    try:
        settings = CampaignSettings.model_validate(found)
    except ValidationError as error:
        raise _first_fault(path, error) from error
    _check_names(path, settings)
    return settings


def _first_fault(path: Path, error: ValidationError) -> OptionError:
    fault = error.errors()[0]
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    value = fault.get("input")
    found = "nothing" if fault["type"] == "missing" else repr(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        found = f"{value.isoformat()}, without a zone"
    message = fault["msg"]
    expected = f"a valid setting ({message[0].lower() + message[1:]})"
    remedy = "Correct it; `cathartes campaign init` writes an example with every setting."
    if fault["type"] == "string_too_short":
        expected = "words"
        if fault["loc"][0] == "authority":
            expected = "who approved the flights, and the law or order that rests on"
            remedy = "Write what is true: nothing runs without a recorded authority."
    return OptionError.about(path, name, found=found, expected=expected, remedy=remedy)


def _check_names(path: Path, settings: CampaignSettings) -> None:
    """Refuse names that stand twice, and sensors on board that are not described."""
    for noun in ("authority", "sensor", "platform"):
        names = [one.name for one in getattr(settings, noun)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise OptionError.about(
                path,
                f"{noun}.name",
                found=f"{twice[0]!r} twice",
                expected="each name once",
                remedy="Give them different names.",
            )
    known = {one.name for one in settings.sensor}
    for platform in settings.platform:
        for name in platform.sensors:
            if name not in known:
                raise OptionError.about(
                    path,
                    f"platform {platform.name!r}: sensors",
                    found=repr(name),
                    expected="names of [[sensor]] tables: " + (", ".join(sorted(known)) or "none"),
                    remedy="Describe the sensor, or correct its name.",
                )
