"""A campaign as it stands in its folder: settings, areas, authorities, plans; one run at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from pydantic import ValidationError

from cathartes.detection.options import DetectionOptions
from cathartes.errors import InputError, OptionError, RecordError
from cathartes.flow.campaigns.wrong_setting import wrong_setting
from cathartes.io.atomic import check_writable
from cathartes.io.campaign_files import (
    SETTINGS_NAME,
    AuthoritySettings,
    CampaignSettings,
    PlanFile,
    read_areas,
    read_context,
    read_plans,
    read_settings,
)
from cathartes.model.campaign import (
    Area,
    Authority,
    ContextFeature,
    FlightPlan,
    Marking,
    Platform,
    Sensor,
)
from cathartes.model.identity import content_id
from cathartes.store import Store, open_store

LOCK_NAME = ".campaign.lock"
PRODUCTS = Path("products") / "scenes"


@frozen(kw_only=True, eq=False)
class Campaign:
    """What a person has set up, with its ids.

    Attributes
    ----------
    folder : Path
    settings : CampaignSettings
    marking : Marking
    areas : mapping of str to Area
        By name.
    authorities, sensors, platforms, flights : mapping of str to record
        By id.
    context : tuple of ContextFeature
    store : Store
    """

    folder: Path
    settings: CampaignSettings
    marking: Marking
    areas: Mapping[str, Area]
    authorities: Mapping[str, Authority]
    sensors: Mapping[str, Sensor]
    platforms: Mapping[str, Platform]
    flights: Mapping[str, FlightPlan]
    context: tuple[ContextFeature, ...]
    store: Store

    @property
    def is_simulated(self) -> bool:
        """Whether all of it is a simulation."""
        return self.settings.campaign.is_simulated

    @property
    def products(self) -> Path:
        """Folder of what came of each scene and case."""
        return self.folder / PRODUCTS

    @property
    def incoming(self) -> Path:
        """Folder of what came back."""
        return self.folder / self.settings.collect.incoming


@contextmanager
def open_campaign(folder: Path) -> Iterator[Campaign]:
    """Read a campaign's folder, record what is new in it, and close its store afterwards.

    Raises
    ------
    OptionError
        If a setting is wrong; the message names file and field.
    InputError
        If an area, a plan or a layer cannot be used.
    AuthorityError
        If a plan leaves the area or the period of its authority.
    StoreError
        If the database refuses or does not answer.
    """
    folder = Path(folder).resolve()
    settings = read_settings(folder)
    general = settings.campaign
    marking = Marking(handling=general.handling, compartments=general.compartments)
    areas = read_areas(folder, is_simulated=general.is_simulated, marking=marking)
    stated: dict[str, Any] = {"is_simulated": general.is_simulated, "marking": marking}
    authorities = {one.name: _authority(folder, one, areas, stated) for one in settings.authority}
    sensors = {
        one.name: Sensor(
            name=one.name,
            gases=one.gases,
            swath_deg=one.swath_deg,
            minimum_um=one.minimum_um,
            maximum_um=one.maximum_um,
            detection_limit_kg_per_h=one.detection_limit_kg_per_h,
            **stated,
        )
        for one in settings.sensor
    }
    platforms = {
        one.name: Platform(
            name=one.name,
            speed_m_s=one.speed_m_s,
            sensor_ids=tuple(content_id(sensors[name]) for name in one.sensors),
            **stated,
        )
        for one in settings.platform
    }
    flights: dict[str, FlightPlan] = {}
    plans = folder / settings.collect.plans
    for file in read_plans(plans, is_simulated=general.is_simulated):
        plan = _plan(file, authorities, platforms, sensors, stated)
        flights[content_id(plan)] = plan
    context = read_context(folder / settings.collect.context, **stated)
    with open_store(
        _address(folder, general.store), campaign_is_simulated=general.is_simulated
    ) as (store):
        with store.together():
            store.areas.add(areas.values())
            store.authorities.add(authorities.values())
            store.sensors.add(sensors.values())
            store.platforms.add(platforms.values())
            store.flights.add(flights.values())
            store.context.add(context)
        yield Campaign(
            folder=folder,
            settings=settings,
            marking=marking,
            areas=areas,
            authorities={content_id(one): one for one in authorities.values()},
            sensors={content_id(one): one for one in sensors.values()},
            platforms={content_id(one): one for one in platforms.values()},
            flights=flights,
            context=context,
            store=store,
        )


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Let no other run of the same campaign begin meanwhile; a killed one holds nothing.

    Raises
    ------
    OptionError
        If there is no campaign, or another run is at work.
    OutputError
        If nothing can be written to the folder.
    """
    read_settings(folder)
    check_writable(folder)
    path = Path(folder) / LOCK_NAME
    with path.open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OptionError.about(
                folder,
                "the campaign",
                found="another run that is at work",
                expected="one run at a time",
                remedy="Wait for it, or end it; `cathartes campaign status` can look on.",
            ) from error
        yield


def detection_options_of(settings: CampaignSettings, folder: Path) -> tuple[DetectionOptions, bool]:
    """Return the options of detection, and whether reports of scenes are asked for.

    Raises
    ------
    OptionError
        If one is unknown or out of range.
    """
    given = dict(settings.detect)
    reports = given.pop("reports", False)
    if not isinstance(reports, bool):
        raise OptionError.about(
            folder / SETTINGS_NAME,
            "detect.reports",
            found=repr(reports),
            expected="true or false",
            remedy="Correct it, or leave it out for the default.",
        )
    try:
        return DetectionOptions(**given), reports
    except ValidationError as error:
        raise wrong_setting(folder, "detect", DetectionOptions, error) from error


def _address(folder: Path, store: str) -> str | Path:
    return store if "://" in store else folder / store


def _authority(
    folder: Path, one: AuthoritySettings, areas: Mapping[str, Area], stated: Mapping[str, Any]
) -> Authority:
    if one.area not in areas:
        raise OptionError.about(
            folder / SETTINGS_NAME,
            f"authority {one.name!r}: area",
            found=repr(one.area),
            expected="a name in areas.geojson: " + ", ".join(sorted(areas)),
            remedy="Correct the name, or draw the area.",
        )
    try:
        return Authority(
            approved_by=one.approved_by,
            legal_basis=one.legal_basis,
            reference=one.reference,
            purpose=one.purpose,
            area=areas[one.area],
            begins_at=one.begins_at,
            ends_at=one.ends_at,
            **stated,
        )
    except RecordError as error:
        raise RecordError(f"{folder / SETTINGS_NAME}, authority {one.name!r}: {error}") from error


def _plan(
    file: PlanFile,
    authorities: Mapping[str, Authority],
    platforms: Mapping[str, Platform],
    sensors: Mapping[str, Sensor],
    stated: Mapping[str, Any],
) -> FlightPlan:
    known = {"authority": authorities, "platform": platforms, "sensor": sensors}
    ids: dict[str, Any] = {"lines": file.lines}
    for noun, records in known.items():
        name = getattr(file, noun)
        if name not in records:
            raise InputError.about(
                file.path,
                noun,
                found=repr(name),
                expected=f"a name of {SETTINGS_NAME}: " + (", ".join(sorted(records)) or "none"),
                remedy=f"Describe it there in a [[{noun}]] table, or correct the name.",
            )
        ids[f"{noun}_id"] = content_id(records[name])
    return FlightPlan(name=file.flight, **ids, **stated)
