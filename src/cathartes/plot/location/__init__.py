"""Figures and the report of a located case."""

from cathartes.plot.location.map.ground_picture import GroundPicture
from cathartes.plot.location.page import render_location_report

__all__ = ["GroundPicture", "render_location_report"]
