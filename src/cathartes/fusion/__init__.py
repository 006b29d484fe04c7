"""The step "fuse": source estimates of many flights become ranked candidate sites.

:func:`fuse_sites` takes everything, :func:`fuse_added` a flight that was added.
"""

from cathartes.fusion.added import fuse_added
from cathartes.fusion.fuse import fuse_sites
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import (
    EvidenceNear,
    Fusion,
    FusionInput,
    KnownSite,
    SiteMerge,
    SiteSplit,
)
from cathartes.fusion.score.model import ScoreModel, bundled_score_model

__all__ = [
    "EvidenceNear",
    "Fusion",
    "FusionInput",
    "FusionOptions",
    "KnownSite",
    "ScoreModel",
    "SiteMerge",
    "SiteSplit",
    "bundled_score_model",
    "fuse_added",
    "fuse_sites",
]
