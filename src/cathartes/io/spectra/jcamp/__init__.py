"""JCAMP-DX infrared spectra: labels, numbers, and what they mean for a gas."""

from cathartes.io.spectra.jcamp.reader import read, recognises

__all__ = ["read", "recognises"]
