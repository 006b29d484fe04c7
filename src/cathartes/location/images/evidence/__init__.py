"""Which pixels hold gas: a score for each, the plumes they form, and how sure each is."""

from cathartes.location.images.evidence.find import Evidence, find_evidence
from cathartes.location.images.evidence.plumes import Suspect, find_suspects
from cathartes.location.images.evidence.score import standard_score

__all__ = ["Evidence", "Suspect", "find_evidence", "find_suspects", "standard_score"]
