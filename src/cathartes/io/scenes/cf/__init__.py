"""Our own scenes: CF NetCDF4 and Zarr, written and read without loss."""
