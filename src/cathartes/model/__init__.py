"""Frozen records that the stages exchange; no file, no dask, no database."""

from cathartes.model.gas import AbsorptionSpectrum, ChannelLibrary, Gas, GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.model.plume import Detection, Plume, PlumeSpectrum, Rejection
from cathartes.model.provenance import InputFile, Provenance
from cathartes.model.scene import ArraySource, Georeference, RadianceSource, Scene
from cathartes.model.wind import Wind

__all__ = [
    "AbsorptionSpectrum",
    "ArraySource",
    "ChannelLibrary",
    "Detection",
    "Gas",
    "GasLibrary",
    "Georeference",
    "InputFile",
    "Instrument",
    "Plume",
    "PlumeSpectrum",
    "Provenance",
    "RadianceSource",
    "Rejection",
    "Scene",
    "Wind",
]
