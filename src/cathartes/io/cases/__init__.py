"""Cases of source location: observations, wind and what the crew knows, read into records."""

from cathartes.io.cases.case_folder import read_case

__all__ = ["read_case"]
