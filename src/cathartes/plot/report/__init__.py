"""The report of one scene: one HTML page that needs nothing but itself."""

from cathartes.plot.report.page import render_report

__all__ = ["render_report"]
