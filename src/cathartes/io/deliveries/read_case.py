"""A sampler's case as it came back: where, when, which gases."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cathartes.io.cases.case_folder import read_case
from cathartes.io.cases.tables.ground import coordinate_system, is_local
from cathartes.io.deliveries.files import digest_of
from cathartes.io.simulation_mark import file_says_simulated
from cathartes.model.collection import DeliveredCase, Delivery


def read_delivered_case(folder: Path, root: Path) -> DeliveredCase:
    """Read a case; truth, where it lies beside, is never looked at.

    Raises
    ------
    CaseError
        If a file is missing, broken or contradictory, or the coordinate system is not known.
    """
    case = read_case(folder)
    files = sorted(
        one for one in folder.iterdir() if one.name in {entry.name for entry in case.inputs}
    )
    sha256, size = digest_of(files)
    observed = case.observations
    place = 0.5 * (observed.begin_m + observed.end_m)
    longitude = latitude = np.zeros(0)
    if not is_local(case.crs):
        from pyproj import Transformer

        source = coordinate_system(folder, case.crs)
        to_degrees = Transformer.from_crs(source, "EPSG:4326", always_xy=True)
        longitude, latitude = to_degrees.transform(place[:, 0], place[:, 1])
    return DeliveredCase(
        delivery=Delivery(
            name=folder.relative_to(root).as_posix(),
            paths=tuple(one.relative_to(root).as_posix() for one in files),
            kind="case",
            sha256=sha256,
            size_bytes=size,
        ),
        label=case.name,
        is_simulated=any(file_says_simulated(one) for one in files),
        time_s=observed.time_s + 0.5 * observed.averaging_s,
        longitude=np.asarray(longitude, np.float64),
        latitude=np.asarray(latitude, np.float64),
        gases=tuple(gas.name for gas in case.gases),
    )
