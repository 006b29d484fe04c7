"""The gas library: which gases there are, how they absorb, what an instrument sees of them."""

from cathartes.physics.gases.channels import channel_absorption, channel_library
from cathartes.physics.gases.library import load_library, select_gases

__all__ = ["channel_absorption", "channel_library", "load_library", "select_gases"]
