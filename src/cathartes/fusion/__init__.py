"""The step "fuse": source estimates of many flights become ranked candidate sites."""
