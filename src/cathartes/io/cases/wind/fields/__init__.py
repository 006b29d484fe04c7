"""Wind on grids and at stations: NetCDF and GRIB, taken at the place of the case."""
