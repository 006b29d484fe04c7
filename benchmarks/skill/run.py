"""Run every method on every scene, judge, and keep what was judged."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from attrs import asdict, frozen
from rich.console import Console

from benchmarks import ours
from benchmarks.peers.record import Peer
from benchmarks.peers.smoothed import smooth_score
from benchmarks.reporting.cache import cached, fingerprint_of_sources
from benchmarks.reporting.timing import thread_limit
from benchmarks.scenery.skill_scene import SceneRecipe, SkillScene, peer_cube
from benchmarks.skill.judge_detection import judge_detection
from benchmarks.skill.judge_scores import judge_scores
from benchmarks.skill.rows import DetectionRows, PixelRow, detection_rows_from_json

OURS = "cathartes"
JUDGES = (
    "benchmarks/metrics",
    "benchmarks/skill/judge_scores.py",
    "benchmarks/skill/judge_detection.py",
    "benchmarks/skill/rows.py",
)
"""A change in one of these changes what a kept result would be."""


@frozen
class SceneResult:
    """One scene with everything that was judged in it.

    Attributes
    ----------
    recipe : SceneRecipe
    pixels : mapping of str to list of PixelRow
        By method; a smoothed peer is a method of its own.
    detection : DetectionRows
        Of cathartes; peers report no plumes.
    seconds : mapping of str to float
        Processor seconds of each method, all its maps together.
    """

    recipe: SceneRecipe
    pixels: Mapping[str, list[PixelRow]]
    detection: DetectionRows
    seconds: Mapping[str, float]


def smoothed_name(name: str) -> str:
    """Return the name of a peer whose score was smoothed."""
    return f"{name}, smoothed"


def judge_recipe(
    recipe: SceneRecipe, peers: Sequence[Peer], folder: Path, console: Console
) -> SceneResult:
    """Judge all methods on one scene, or take what was judged of the very same scene before."""
    console.print(f"  {recipe.name}: making the scene", style="dim")
    subject = recipe.make()
    kept = folder / recipe.name
    rules = subject.fingerprint() + fingerprint_of_sources(*JUDGES)
    pixels: dict[str, list[PixelRow]] = {}
    seconds: dict[str, float] = {}
    for peer in peers:
        console.print(f"  {recipe.name}: {peer.name}", style="dim")
        document = judge_peer(subject, peer, kept, rules)
        pixels[peer.name] = [PixelRow(**row) for row in document["raw"]]
        pixels[smoothed_name(peer.name)] = [PixelRow(**row) for row in document["smoothed"]]
        seconds[peer.name] = document["seconds"]
    console.print(f"  {recipe.name}: {OURS}", style="dim")
    document = cached(
        kept / f"{OURS}.json",
        rules + fingerprint_of_sources("src/cathartes", "benchmarks/ours.py"),
        partial(_judge_ours, subject),
    )
    pixels[OURS] = [PixelRow(**row) for row in document["pixels"]]
    seconds[OURS] = document["seconds"]
    return SceneResult(recipe, pixels, detection_rows_from_json(document["detection"]), seconds)


def judge_peer(subject: SkillScene, peer: Peer, kept: Path, rules: str) -> dict[str, Any]:
    """Judge a peer's maps, raw and smoothed, or take what was kept of them."""
    return cached(
        kept / f"{_file_name(peer.name)}.json",
        rules + fingerprint_of_sources("benchmarks/peers"),
        partial(_judge_peer, subject, peer),
    )


def _judge_peer(subject: SkillScene, peer: Peer) -> dict[str, Any]:
    cube, valid = peer_cube(subject)
    channels = subject.peer_channels
    with thread_limit(1):
        start = time.process_time()
        raw = {
            gas: peer.score(cube, target[channels]) for gas, target in subject.peer_targets.items()
        }
        seconds = time.process_time() - start
    smoothed = {gas: np.where(valid, smooth_score(one), np.nan) for gas, one in raw.items()}
    raw = {gas: np.where(valid, one, np.nan) for gas, one in raw.items()}
    return {
        "raw": [asdict(row) for row in judge_scores(subject, raw)],
        "smoothed": [asdict(row) for row in judge_scores(subject, smoothed)],
        "seconds": seconds,
    }


def _judge_ours(subject: SkillScene) -> dict[str, Any]:
    with thread_limit(1):
        start = time.process_time()
        detection = ours.detect_everything(subject.scene, keep_scores=True)
        seconds = time.process_time() - start
    return {
        "pixels": [asdict(row) for row in judge_scores(subject, detection.score)],
        "detection": asdict(judge_detection(subject, detection)),
        "seconds": seconds,
    }


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower())
