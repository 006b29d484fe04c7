"""Scenes in HDF5 and NetCDF4 files of their makers, read line by line."""
