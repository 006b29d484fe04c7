"""Where to sense next: the legs that tell most per minute of flight, and when to stop."""

from cathartes.location.legs.belief import SearchPrior, SourceBelief
from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.passage import background_of, summarise_leg
from cathartes.location.legs.planning.places import rank_places
from cathartes.location.legs.suggest import suggest_next_legs

__all__ = [
    "LegOptions",
    "SearchPrior",
    "SourceBelief",
    "background_of",
    "rank_places",
    "suggest_next_legs",
    "summarise_leg",
]
