"""Tables of measurements as columns, whatever file they come from."""

from cathartes.io.cases.tables.csv_text import read_csv
from cathartes.io.cases.tables.signature import Signature, signature_of
from cathartes.io.cases.tables.table import Table

__all__ = ["Signature", "Table", "read_csv", "signature_of"]
