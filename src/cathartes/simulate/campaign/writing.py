"""The files of a campaign folder that are not scenes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cathartes.io.atomic import replace_file
from cathartes.physics.instruments import find_instrument
from cathartes.simulate.campaign.air.reports import iso_time
from cathartes.simulate.campaign.ground.frame import Frame
from cathartes.simulate.campaign.ground.rhythm import Period
from cathartes.simulate.campaign.settings import (
    SAMPLER_PLATFORM,
    SAMPLER_SENSOR,
    CampaignSettings,
)

AUTHORITY = "A1"
AREA = "simulated island"
SAMPLER_SPEED_M_S = 8.0
SAMPLER_LIMIT_KG_PER_H = 1.5
"""Of acetone: of 100 flights each as ``fly_sampler`` makes them, in winds of 1.5 to 5 m/s by day,
27 % at 1.0, 50 % at 1.2, 41 % at 1.4, 65 % at 1.7 and 73 % at 2.0 kg/h rose above their median
(99 % quantile of five samples' means) by more than 95 % of flights without a source did."""


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all."""
    with replace_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON, whole or not at all."""
    write_text(path, json.dumps(content, indent=1) + "\n")


def mark_simulated(path: Path) -> None:
    """Add ``is_simulated`` to a JSON object that was written without it."""
    write_json(path, {**json.loads(path.read_text(encoding="utf-8")), "is_simulated": True})


def areas_document(frame: Frame) -> dict[str, Any]:
    """Return ``areas.geojson``: one area, a little larger than the ground that is imaged."""
    ring = [list(corner) for corner in (*frame.outline, frame.outline[0])]
    return {
        "type": "FeatureCollection",
        "is_simulated": True,
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {"name": AREA, "is_simulated": True},
            }
        ],
    }


def settings_toml(
    settings: CampaignSettings,
    seed: int,
    profile: str,
    authorised: Period,
    sampled_gases: Sequence[str],
) -> str:
    """Return ``campaign.toml``.

    Parameters
    ----------
    settings : CampaignSettings
    seed : int
    profile : str
        That is searched for.
    authorised : (float, float)
        Seconds since 1970-01-01 UTC.
    sampled_gases : sequence of str
        What the sampler is set to.
    """
    blocks = [
        "[campaign]\n"
        + _lines(
            name=f"simulated {settings.size} {seed}",
            is_simulated=True,
            profile=profile,
            store="campaign.db",
            handling="UNCLASSIFIED - LAW ENFORCEMENT SENSITIVE",
            compartments=[],
        ),
        "[[authority]]\n"
        + _lines(
            name=AUTHORITY,
            approved_by="nobody: this is a simulation",
            legal_basis="none: this is a simulation",
            reference="SIMULATED",
            purpose="locate",
            area=AREA,
        )
        + f"begins_at = {iso_time(authorised[0])}\nends_at = {iso_time(authorised[1])}\n",
    ]
    for imager in (settings.patrol, settings.drone):
        wavelength = find_instrument(imager.instrument).wavelength_um
        swath = settings.tile_pixels * imager.pixel_m
        blocks.append(
            "[[sensor]]\n"
            + _lines(
                name=imager.sensor,
                instrument=imager.instrument,
                gases=[],
                swath_deg=round(_angle_deg(swath, imager.height_m), 2),
                minimum_um=round(float(wavelength.min()), 3),
                maximum_um=round(float(wavelength.max()), 3),
            )
        )
    blocks.append(
        "[[sensor]]\n"
        + _lines(
            name=SAMPLER_SENSOR,
            instrument="",
            gases=sorted(sampled_gases),
            swath_deg=0.0,
            minimum_um=0.0,
            maximum_um=0.0,
            detection_limit_kg_per_h=SAMPLER_LIMIT_KG_PER_H,
        )
    )
    for platform, sensor, speed in (
        (settings.patrol.platform, settings.patrol.sensor, settings.patrol.speed_m_s),
        (settings.drone.platform, settings.drone.sensor, settings.drone.speed_m_s),
        (SAMPLER_PLATFORM, SAMPLER_SENSOR, SAMPLER_SPEED_M_S),
    ):
        blocks.append("[[platform]]\n" + _lines(name=platform, sensors=[sensor], speed_m_s=speed))
    blocks.append(
        "[collect]\n"
        + _lines(incoming="incoming", plans="plans", context="context", largest_clock_error_s=120.0)
    )
    blocks.append("[detect]\n")
    blocks.append("[locate]\n" + _lines(rng_seed=0))
    blocks.append("[fuse]\n")
    return "\n".join(blocks)


def _angle_deg(swath_m: float, height_m: float) -> float:
    from math import atan, degrees

    return degrees(2.0 * atan(0.5 * swath_m / height_m))


def _lines(**values: object) -> str:
    # Strings, numbers, truth values and lists of strings are written alike in JSON and TOML.
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
