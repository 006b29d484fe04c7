"""What ``cathartes campaign init`` writes: settings with comments, and an example of each file."""

from __future__ import annotations

import json
from pathlib import Path

from cathartes.errors import OutputError
from cathartes.io.atomic import replace_file
from cathartes.io.campaign_files.areas import AREAS_NAME
from cathartes.io.campaign_files.settings import SETTINGS_NAME

FOLDERS = ("plans", "context", "incoming", "incoming/reports")

_SETTINGS = """\
# The settings of one campaign. Read by `cathartes campaign run`; every path is relative to here.

[campaign]
name = {name}
is_simulated = false                 # true: every record says so, and nothing of it is real
profile = "solvent_acid_mixture"     # the profile of emitter that is asked for
store = "campaign.db"                # or "postgresql://user@host/database", with PostGIS
handling = "UNCLASSIFIED - LAW ENFORCEMENT SENSITIVE"
compartments = []

# No flight, and no processing of one, without an authority that covers its place and time.
[[authority]]
name = "A1"
approved_by = ""                     # who approved it: nothing runs until this is filled in,
legal_basis = ""                     # and the law or order it rests on
reference = ""                       # its number, where it has one
purpose = "locate"                   # locate, inform or verify: there are no others
area = "example area"                # a name in areas.geojson
begins_at = 2026-06-01T00:00:00Z
ends_at = 2026-07-01T00:00:00Z

[[sensor]]
name = "imager-1"
instrument = "Mako class"            # for people: what counts is what each scene tells
gases = []                           # empty: all it can tell
swath_deg = 28.0
minimum_um = 7.8
maximum_um = 13.4
# detection_limit_kg_per_h = 8.0     # of a sampler: without it its blank flights do not count

[[platform]]
name = "drone-1"
sensors = ["imager-1"]
speed_m_s = 25.0

[collect]
incoming = "incoming"                # scenes, tracks, sampler cases, weather*.csv, *.metar
plans = "plans"                      # one flight a file
context = "context"                  # layers of permitted and known emitters
largest_clock_error_s = 120.0

[detect]
# reports = false                    # an HTML report for each scene; slow
{detect}
[work]
big_scene_pixels = 4000000  # scenes of more are searched with all threads of a worker

[locate]
rng_seed = 0

[fuse]
{fuse}"""

_AREA = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "example area"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[-107.5, 24.7], [-107.3, 24.7], [-107.3, 24.9], [-107.5, 24.9], [-107.5, 24.7]]
                ],
            },
        }
    ],
}


def write_starting_folder(
    folder: Path, name: str, *, detect: str = "", fuse: str = ""
) -> tuple[Path, ...]:
    """Write settings with comments, an example area, and the folders.

    Parameters
    ----------
    folder : Path
    name : str
        Of the campaign.
    detect, fuse : str
        Lines of these two tables: their options, which are known where the stages are.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    OutputError
        If there is a campaign already, or the folder cannot be written.
    """
    folder = Path(folder)
    settings, areas = folder / SETTINGS_NAME, folder / AREAS_NAME
    for path in (settings, areas):
        if path.exists():
            raise OutputError.about(
                path,
                "the file",
                found="one that is there",
                expected="a folder without a campaign",
                remedy="Choose another folder, or take it away yourself.",
            )
    with replace_file(areas) as unfinished:
        unfinished.write_text(json.dumps(_AREA, indent=1) + "\n", encoding="utf-8")
    quoted = json.dumps(name, ensure_ascii=False)
    text = _SETTINGS.format(name=quoted, detect=detect, fuse=fuse)
    with replace_file(settings) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    for one in FOLDERS:
        (folder / one).mkdir(parents=True, exist_ok=True)
    return settings, areas
