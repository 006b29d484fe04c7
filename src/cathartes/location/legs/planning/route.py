"""Feasible routes of legs: transit and turns are paid for, endurance is kept."""

from __future__ import annotations

import math
from typing import Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.planning.information import (
    Imagined,
    imagined_log_likelihood,
    joint_gain,
    outcome_weights,
    position_gain,
)
from cathartes.location.legs.planning.views import LegView
from cathartes.model.location.legs import Leg
from cathartes.model.location.platform import Platform

Float = NDArray[np.float64]

FIRST_LOOK = 24
"""Legs that are looked at closely, of all that were thought of."""


def flight_seconds(position_m: tuple[float, float, float], leg: Leg, platform: Platform) -> float:
    """Return the time for transit from a position, one turn, and the leg itself."""
    transit = math.dist(position_m, leg.begin_m)
    return (transit + leg.length_m) / platform.speed_m_s + platform.turn_s


@frozen(eq=False)
class Route:
    """Legs in order.

    Attributes
    ----------
    legs : tuple of Leg
    chosen : tuple of int
        Their places in the planner's list.
    seconds : tuple of float
        Flight time of each, transit and turn included.
    gains : tuple of float
        Expected information on the position after each, nats.
    log_likelihoods : tuple of (outcome, world) float64
        Of all legs up to each.
    """

    legs: tuple[Leg, ...]
    chosen: tuple[int, ...]
    seconds: tuple[float, ...]
    gains: tuple[float, ...]
    log_likelihoods: tuple[Float, ...]
    nothing: Float

    @classmethod
    def empty(cls, n_outcomes: int, n_worlds: int) -> Self:
        """Return the route of someone who stays where they are."""
        return cls((), (), (), (), (), np.zeros((n_outcomes, n_worlds)))

    def longer(
        self, index: int, leg: Leg, seconds: float, gain: float, log_likelihood: Float
    ) -> Route:
        """Return this route with one more leg."""
        return Route(
            (*self.legs, leg),
            (*self.chosen, index),
            (*self.seconds, seconds),
            (*self.gains, gain),
            (*self.log_likelihoods, log_likelihood),
            self.nothing,
        )

    @property
    def known(self) -> Float:
        """Log-likelihood of all legs, (outcome, world)."""
        return self.log_likelihoods[-1] if self.log_likelihoods else self.nothing

    @property
    def rate(self) -> float:
        """Expected information per second."""
        return self.gains[-1] / sum(self.seconds) if self.gains else 0.0


@frozen(eq=False)
class RoutePlanner:
    """What is needed to look ahead.

    Attributes
    ----------
    legs : tuple of Leg
        All that were thought of.
    views : tuple of LegView
        What every world would show along each.
    platform : Platform
    smoothing : (world, world) float64
    imagined : tuple of Imagined
        Scatter of the outcomes for each stage; all stages share the worlds of the first. Within a
        stage all legs share the scatter, so that their difference is not of the draw.
    options : LegOptions
    remembered : dict
        Log-likelihoods by leg and stage, as they are asked for.
    """

    legs: tuple[Leg, ...]
    views: tuple[LegView, ...]
    platform: Platform
    smoothing: Float
    imagined: tuple[Imagined, ...]
    options: LegOptions
    remembered: dict[tuple[int, int], Float] = field(factory=dict)

    def _told(self, index: int, number: int, stage: Imagined) -> Float:
        """Return what a leg flown as the n-th tells; every route asks for the same."""
        if (index, number) not in self.remembered:
            self.remembered[index, number] = imagined_log_likelihood(
                self.views[index], stage, self.options.stray
            )
        return self.remembered[index, number]

    def best_route(self, n_legs: int) -> Route:
        """Return the route with most information per minute; empty where none is feasible.

        Notes
        -----
        The best few first legs are each followed greedily to the end. Greedy choice of what only
        adds information is at worst a factor 1 - 1/e from the best (Krause et al. 2008); travel
        breaks that promise, hence the several beginnings.
        """
        nothing = Route.empty(self.imagined[0].world.size, self.smoothing.shape[0])
        beginnings = self._continued(nothing, self.options.n_routes)
        routes = []
        for begun in beginnings:
            route = begun
            while len(route.legs) < n_legs:
                following = self._continued(route, 1)
                if not following:
                    break
                route = following[0]
            routes.append(route)
        return max(routes, key=lambda r: r.rate, default=nothing)

    def _continued(self, route: Route, most: int) -> list[Route]:
        """Return the best routes with one more leg, by information per second of that leg."""
        here = route.legs[-1].end_m if route.legs else self.platform.position_m
        left = self.platform.endurance_left_s - sum(route.seconds)
        stage = Imagined(
            world=self.imagined[0].world, scatter=self.imagined[len(route.legs)].scatter
        )
        told = route.gains[-1] if route.gains else 0.0
        flown = []
        for index, leg in enumerate(self.legs):
            if index in route.chosen:
                continue
            seconds, way = min(
                ((flight_seconds(here, w, self.platform), w) for w in (leg, leg.reversed())),
                key=lambda pair: pair[0],
            )
            if seconds <= left:
                flown.append((index, way, seconds))
        if not flown:
            return []
        known = {
            index: route.known
            + min(seconds / self.options.memory_s, 1.0) * self._told(index, len(route.legs), stage)
            for index, _, seconds in flown
        }
        joint = {index: joint_gain(known[index], stage.world) for index in known}
        now = joint_gain(route.known, stage.world)
        flown.sort(key=lambda f: (joint[f[0]] - now) / f[2], reverse=True)
        routes = []
        for index, way, seconds in flown[:FIRST_LOOK]:
            weight = outcome_weights(known[index], stage)
            gain = position_gain(weight, stage, self.smoothing)
            routes.append(route.longer(index, way, seconds, max(gain, told), known[index]))
        routes.sort(key=lambda r: (r.gains[-1] - told) / r.seconds[-1], reverse=True)
        if routes and not routes[0].gains[-1] > told + 1e-9:
            return []
        return routes[:most]
