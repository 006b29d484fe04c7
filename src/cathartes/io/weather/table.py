"""``weather.csv``: a row is the mean over an interval at a station, 10 m above ground."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cathartes.errors import CaseError, RecordError
from cathartes.io.cases.tables.csv_text import read_csv
from cathartes.io.simulation_mark import MARK, is_yes
from cathartes.io.weather.records import weather_record
from cathartes.model.campaign.product import WeatherRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.provenance import InputFile

NEEDED = (
    "begins_at",
    "ends_at",
    "longitude",
    "latitude",
    "wind_speed_m_s",
    "wind_from_direction_deg",
    "source",
)
OPTIONAL = ("wind_speed_std_m_s", "wind_from_direction_std_deg", "air_temperature_k")
KNOWN = (*OPTIONAL, MARK)


def is_weather_header(names: Sequence[str]) -> bool:
    """Tell whether the columns of a table are those of weather."""
    return {"wind_speed_m_s", "begins_at"} <= set(names)


def read_weather_table(
    path: Path,
    *,
    inputs: Sequence[InputFile] = (),
    marking: Marking | None = None,
    is_simulated: bool,
) -> tuple[WeatherRecord, ...]:
    """Read the table; an empty spread is the one ``WIND_ERRORS`` has for the row's source.

    A row whose column ``is_simulated`` says ``true`` is simulated whatever the campaign is.

    Raises
    ------
    CaseError
        If a column is missing or a field cannot be read; the message names line and column.
    RecordError
        If a value is none of what it stands for.
    """
    table = read_csv(path)
    table.check_columns(NEEDED, known=KNOWN)
    told = table.misspelt((*NEEDED, *KNOWN))
    if told:
        raise CaseError(" ".join(told))
    begin, end = table.time("begins_at"), table.time("ends_at")
    numbers = {name: table.number(name) for name in (*NEEDED[2:6], *OPTIONAL)}
    source, marks = table.text("source"), table.text(MARK)
    records = []
    for row in range(table.n_rows):
        values = {name: float(column[row]) for name, column in numbers.items()}
        missing = [name for name in NEEDED[2:6] if not np.isfinite(values[name])]
        if missing:
            raise CaseError.about(
                table.where(row),
                missing[0],
                found="nothing",
                expected="a number",
                remedy="Fill it in, or leave the row out.",
            )
        try:
            records.append(
                weather_record(
                    where=table.where(row),
                    longitude=values["longitude"],
                    latitude=values["latitude"],
                    begin_s=float(begin[row]),
                    end_s=float(end[row]),
                    speed_m_s=values["wind_speed_m_s"],
                    from_direction_deg=values["wind_from_direction_deg"],
                    source=source[row],
                    speed_std_m_s=values["wind_speed_std_m_s"],
                    from_direction_std_deg=values["wind_from_direction_std_deg"],
                    air_temperature_k=values["air_temperature_k"],
                    inputs=inputs,
                    marking=marking,
                    is_simulated=is_simulated or is_yes(marks[row]),
                )
            )
        except (RecordError, ValueError) as error:
            text = str(error)
            known = text if text.startswith(str(path)) else f"{table.where(row)}: {text}"
            raise RecordError(known) from error
    return tuple(records)
