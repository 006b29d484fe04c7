"""Scenes, tracks and samplers' cases of a campaign, matched to its flights."""
