"""The results of one case, written whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

from cathartes.flow.location.located import Located
from cathartes.io.results.location import (
    write_posterior,
    write_source_geojson,
    write_source_json,
)
from cathartes.io.results.location.location_folder import (
    GEOJSON_NAME,
    POSTERIOR_NAME,
    SOURCE_NAME,
    replace_location_folder,
)
from cathartes.io.results.location.wgs84 import is_local, to_wgs84
from cathartes.io.results.result_folder import REPORT_NAME
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.location.source import SourceLocation
from cathartes.model.provenance import Provenance

if TYPE_CHECKING:
    from cathartes.plot.location import GroundPicture


def write_located(folder: Path, located: Located) -> SourceLocation:
    """Write ``source.json``, ``source.geojson``, ``posterior.nc`` and ``report.html``.

    Returns
    -------
    SourceLocation
        With its provenance, as it was written.

    Raises
    ------
    OutputError
        If something cannot be written; ``folder`` is as it was before.
    CaseError
        If the coordinate system is not known.
    """
    from cathartes.flow.versions import software_versions
    from cathartes.plot.location import render_location_report

    provenance = Provenance(
        inputs=located.inputs,
        options=located.options,
        versions=software_versions(),
        made_at=datetime.now(UTC),
    )
    location = evolve(located.location, provenance=provenance)
    pictures = [_picture(image) for image in located.images]
    report = render_location_report(
        location,
        located.case,
        pictures[0] if pictures else None,
        longitude_latitude=_places(location),
        passes=pictures,
    )
    with replace_location_folder(folder) as unfinished:
        write_source_json(unfinished / SOURCE_NAME, location)
        write_source_geojson(unfinished / GEOJSON_NAME, location)
        write_posterior(unfinished / POSTERIOR_NAME, location, located.case)
        (unfinished / REPORT_NAME).write_text(report, encoding="utf-8")
    return location


def _places(location: SourceLocation) -> tuple[tuple[float, float], ...]:
    if is_local(location.crs):
        return ()
    longitude, latitude = to_wgs84(
        location.crs,
        [one.easting_m for one in location.sources],
        [one.northing_m for one in location.sources],
    )
    return tuple((float(e), float(n)) for e, n in zip(longitude, latitude, strict=True))


def _picture(image: PlumeImage) -> GroundPicture:
    """Return the columns of a pass; its score where it has none."""
    from cathartes.plot.location import GroundPicture

    title = image.name
    if image.time_s is not None:
        title += f", {datetime.fromtimestamp(image.time_s, UTC):%Y-%m-%d %H:%M:%S} UTC"
    if not np.isfinite(image.column_ppm_m).any() and image.score is not None:
        return GroundPicture(image.score, image.affine, f"score of {image.gas}", title)
    return GroundPicture(image.column_ppm_m, image.affine, f"{image.gas}, ppm m", title)
