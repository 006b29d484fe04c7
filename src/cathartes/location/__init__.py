"""From plumes and concentrations to the place they come from."""

from cathartes.location.concentrations.locate import locate_sources

__all__ = ["locate_sources"]
