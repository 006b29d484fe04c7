"""What makes a record the same record: its plain form, its id, the version of the data model."""

from cathartes.model.identity.content_id import content_id
from cathartes.model.identity.data_version import DATA_MODEL_HISTORY, DATA_MODEL_VERSION
from cathartes.model.identity.plain import canonical_text, from_text, to_plain

__all__ = [
    "DATA_MODEL_HISTORY",
    "DATA_MODEL_VERSION",
    "canonical_text",
    "content_id",
    "from_text",
    "to_plain",
]
