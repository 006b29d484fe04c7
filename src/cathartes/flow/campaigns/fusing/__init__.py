"""Fusion against the store: what stands there, what people decided, and what changes."""

from cathartes.flow.campaigns.fusing.fuse import Fuse, fuse_campaign, fusion_options
from cathartes.flow.campaigns.fusing.writing import MACHINE, Fused

__all__ = ["MACHINE", "Fuse", "Fused", "fuse_campaign", "fusion_options"]
