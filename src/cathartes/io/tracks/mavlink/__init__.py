"""MAVLink telemetry logs (``.tlog``), versions 1 and 2, read without the MAVLink libraries."""
