"""ENVI images: a flat binary file and a header in plain text beside it."""

from cathartes.io.scenes.envi.writer import write_envi

__all__ = ["write_envi"]
