"""The layers of permits that a campaign is given: incomplete, and tens of metres off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cathartes.physics.profiles import ProfileTable
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter
from cathartes.simulate.campaign.ground.frame import Frame
from cathartes.simulate.campaign.settings import EmitterDraws

FARMS = frozenset(
    {"livestock", "fertiliser_store", "composting", "waste_water", "landfill", "biomass_burning"}
)
CLOSED_SHARE = 0.1
"""Permits of facilities that no longer emit, against those that do."""
UNTYPED_SHARE = 0.15
"""Permits that do not say what they are for."""


def draw_layers(
    rng: np.random.Generator,
    emitters: Sequence[CampaignEmitter],
    profiles: ProfileTable,
    draws: EmitterDraws,
    frame: Frame,
) -> dict[str, dict[str, Any]]:
    """Return GeoJSON collections by the name of the layer."""
    innocent = [one for one in profiles.profiles if not one.is_clandestine]
    listed = [(one.profile, one.easting_m, one.northing_m) for one in emitters if one.is_listed]
    for _ in range(int(np.ceil(CLOSED_SHARE * len(listed)))):
        gone = innocent[int(rng.integers(len(innocent)))]
        listed.append(
            (
                gone.name,
                frame.west_m + frame.width_m * float(rng.random()),
                frame.south_m + frame.height_m * float(rng.random()),
            )
        )
    layers: dict[str, list[dict[str, Any]]] = {"permits": [], "farms_and_waste": []}
    for number, (profile, easting, northing) in enumerate(listed, start=1):
        off = draws.permit_position_std_m * rng.normal(size=2)
        place = frame.place(easting + float(off[0]), northing + float(off[1]))
        layer = "farms_and_waste" if profile in FARMS else "permits"
        untyped = rng.random() < UNTYPED_SHARE
        layers[layer].append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": list(place)},
                "properties": {
                    "name": f"permit {number}",
                    "profile": "" if untyped else profile,
                    "is_permitted": True,
                    "position_std_m": draws.permit_position_std_m,
                    "is_simulated": True,
                },
            }
        )
    return {
        name: {"type": "FeatureCollection", "is_simulated": True, "features": features}
        for name, features in layers.items()
    }
