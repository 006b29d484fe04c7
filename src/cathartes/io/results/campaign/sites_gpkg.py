"""``sites.gpkg``: the whole campaign as layers of one GeoPackage, for QGIS and other GIS."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from cathartes.errors import OutputError
from cathartes.io.atomic import replace_file
from cathartes.io.results.campaign.layers import Layer, campaign_layers
from cathartes.io.results.campaign.site_records import NO_PROOF, marking_text, title_of
from cathartes.model.fusion.summary import CampaignSummary

_DTYPES: dict[type, Any] = {str: object, float: np.float64, int: np.int32, bool: np.bool_}
_CLOCK = threading.Lock()


def write_sites_gpkg(path: Path, summary: CampaignSummary) -> None:
    """Write the layers sites, estimates, looks, planned_lines, flown_tracks, context, areas.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    summary : CampaignSummary

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.

    Notes
    -----
    All in WGS84. Equal campaigns give equal bytes under one version of GDAL: the one clock time
    that a GeoPackage holds (``last_change``) is set to ``summary.made_at``.
    """
    path = Path(path)
    with (
        replace_file(path) as unfinished,
        # GDAL wants the real ending and writes a journal beside the file.
        TemporaryDirectory(prefix=f".{path.name}.", suffix=".partial", dir=path.parent) as folder,
        _clock_stands_at(summary),
        _told_as_output_error(path),
    ):
        made = Path(folder) / "sites.gpkg"
        for layer in campaign_layers(summary):
            _write_layer(made, layer, summary)
        made.replace(unfinished)


def _write_layer(path: Path, layer: Layer, summary: CampaignSummary) -> None:
    rows = layer.rows
    columns = [
        np.array([values[index] for _, values in rows], dtype=_DTYPES[kind])
        for index, kind in enumerate(layer.columns.values())
    ]
    shapes = shapely.to_wkb(np.array([shape for shape, _ in rows], dtype=object))
    title = f"{layer.name.replace('_', ' ')} of {title_of(summary)}"
    pyogrio.raw.write(
        path,
        np.asarray(shapes, dtype=object),
        columns,
        np.array(list(layer.columns), dtype=object),
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.geometry,
        crs="EPSG:4326",
        append=path.exists(),
        layer_metadata={
            "is_simulated": str(summary.is_simulated).lower(),
            "marking": marking_text(summary.marking),
            "caution": NO_PROOF,
        },
        layer_options={"IDENTIFIER": title, "DESCRIPTION": marking_text(summary.marking)},
    )


@contextmanager
def _clock_stands_at(summary: CampaignSummary) -> Iterator[None]:
    """Let GDAL write the time of the campaign instead of the time of writing."""
    name = "OGR_CURRENT_DATE"
    stands_at = summary.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    # The setting is the process's: two writers at once would give each other their times.
    with _CLOCK:
        before: Any = pyogrio.get_gdal_config_option(name)
        pyogrio.set_gdal_config_options({name: stands_at})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({name: before})


@contextmanager
def _told_as_output_error(path: Path) -> Iterator[None]:
    try:
        yield
    except (DataSourceError, DataLayerError) as error:
        raise OutputError.about(
            path,
            "writing the file",
            found=error,
            expected="a place with enough room that you may write to",
            remedy="Free some disk space or choose another place; nothing half-written was left.",
        ) from error
