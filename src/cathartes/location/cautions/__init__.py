"""What a person should know about an answer, each with what it does to the answer."""

from cathartes.location.cautions.all_cautions import cautions_for
from cathartes.location.cautions.caution import Caution
from cathartes.location.cautions.reversal import WindDirectionTest, compare_with_reversed_wind
from cathartes.location.cautions.widening import apply_cautions

__all__ = [
    "Caution",
    "WindDirectionTest",
    "apply_cautions",
    "cautions_for",
    "compare_with_reversed_wind",
]
