"""Weights of the features of a score, fitted and shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import asdict, field, frozen

from cathartes.errors import OptionError

FEATURES = (
    "gas_mixture",
    "missing_gases",
    "rates",
    "context",
    "persistence",
    "rhythm",
    "quality",
    "location",
)
"""In the order in which their reasons add up, after "prior" and before "calibration"."""
PRIOR, CALIBRATION = "prior", "calibration"
NOT_AN_EMITTER = "not an emitter"
"""The explanation of a site by nothing that emits, beside the profiles."""


@frozen(kw_only=True)
class ScoreModel:
    """What turns features into a calibrated probability.

    Attributes
    ----------
    version : str
    weights : mapping of str to float
        By feature, 0 or more; 1 would be right if the features were exact and independent.
    offset, slope : float
        Calibrated log odds are ``offset + slope * log odds``.
    largest_log_odds : float
        No score is surer than this.
    fitted_on : str
        In words.
    """

    version: str
    weights: Mapping[str, float] = field(factory=lambda: dict.fromkeys(FEATURES, 1.0))
    offset: float = 0.0
    slope: float = 1.0
    largest_log_odds: float = 8.0
    fitted_on: str = "nothing"

    def __attrs_post_init__(self) -> None:
        """Refuse weights of other features, and those that turn a feature round."""
        if set(self.weights) != set(FEATURES) or min(self.weights.values()) < 0.0:
            raise OptionError.about(
                f"score model {self.version}",
                "weights",
                found=dict(self.weights),
                expected="a weight of 0 or more for each of " + ", ".join(FEATURES),
                remedy="Fit it again with this version.",
            )
        if self.slope <= 0.0 or self.largest_log_odds <= 0.0:
            raise OptionError.about(
                f"score model {self.version}",
                "slope, largest_log_odds",
                found=(self.slope, self.largest_log_odds),
                expected="numbers above 0",
                remedy="Fit it again.",
            )


def model_to_text(model: ScoreModel) -> str:
    """Return a model as JSON text."""
    return json.dumps(asdict(model), indent=2) + "\n"


def model_from_text(text: str) -> ScoreModel:
    """Read what :func:`model_to_text` wrote.

    Raises
    ------
    OptionError
        If something is missing or out of range.
    """
    try:
        values: dict[str, Any] = json.loads(text)
        return ScoreModel(**values)
    except (ValueError, TypeError) as error:
        raise OptionError.about(
            "score model",
            "text",
            found=error,
            expected="the JSON text of a score model",
            remedy="Fit it again with this version.",
        ) from error


@cache
def bundled_score_model() -> ScoreModel:
    """Return the model that ships."""
    source = files("cathartes.fusion").joinpath("score_model.json")
    return model_from_text(source.read_text(encoding="utf-8"))
