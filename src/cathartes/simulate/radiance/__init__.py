"""Radiance at the sensor: three layers in LWIR, reflected sunlight in SWIR."""
