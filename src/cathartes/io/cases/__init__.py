"""Cases of source location: observations, wind and what the crew knows, read into records."""

from cathartes.io.cases.case_files import case_from_files
from cathartes.io.cases.case_folder import read_case
from cathartes.io.cases.case_writer import write_case

__all__ = ["case_from_files", "read_case", "write_case"]
