"""The wind: tables, airport reports, fields of models, raw sonics."""

from cathartes.io.cases.wind.match import wind_for
from cathartes.io.cases.wind.need import WindNeed, need_of
from cathartes.io.cases.wind.read_wind import read_wind

__all__ = ["WindNeed", "need_of", "read_wind", "wind_for"]
