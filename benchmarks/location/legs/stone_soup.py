"""Stone Soup's own search for a gas source: its plume, its particle filter, its sensor manager.

As its example "Autonomous Source Term Estimation" sets them up after [hutchinson2019]: isotropic
plume, 10,000 particles, effective-sample-size resampling, MCMC regularisation, eight moves on a
grid judged by expected Kullback-Leibler divergence over four imagined updates. The example's cell
of 1 m is 25 m here, the priors are for a square kilometre and the wind of the mast. It stops over
each place for five seconds, for its model is of a mean; turns cost it nothing, and it is told the
background.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
from stonesoup.models.measurement.gas import IsotropicPlume
from stonesoup.models.transition.linear import CombinedGaussianTransitionModel, RandomWalk
from stonesoup.movable.grid import NStepDirectionalGridMovable
from stonesoup.platform import FixedPlatform
from stonesoup.predictor.particle import ParticlePredictor
from stonesoup.regulariser.particle import MCMCRegulariser
from stonesoup.resampler.particle import ESSResampler
from stonesoup.sensor.gas import GasIntensitySensor
from stonesoup.sensormanager import BruteForceSensorManager
from stonesoup.sensormanager.reward import MultiUpdateExpectedKLDivergence
from stonesoup.types.detection import Detection
from stonesoup.types.hypothesis import SingleHypothesis
from stonesoup.types.state import ParticleState, State, StateVectors
from stonesoup.types.track import Track
from stonesoup.updater.particle import ParticleUpdater

from benchmarks.location.legs.drone import Drone
from benchmarks.location.legs.search import (
    AREA_M,
    LIMIT_S,
    WANTED_AREA_M2,
    SearchStep,
    launched,
)
from cathartes.location.legs.worlds.density import PositionDensity

CELL_M = 25.0
PARTICLES = 10_000
HOVER_S = 5.0
G_PER_KG = 1e3
NOISE_G_M3, THRESHOLD_G_M3, SHARE = 2e-4, 1e-4, 1.0
"""Ten times the noise of the drone's samples, and all of the concentration: with the example's
half of it the particles fall to one at the first puff. Of four pairs tried this did best."""
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def constraint(state: ParticleState) -> np.ndarray:
    """Say which particles have a negative rate, speed, diffusivity or lifetime."""
    return (state.state_vector[[3, 4, 6, 7], :] < 0.0).any(axis=0)


def prior(drone: Drone, rng: np.random.Generator) -> ParticleState:
    """Draw the particles that a search begins with."""
    n = PARTICLES
    speed, from_deg, _ = drone.air.wind(0.0)
    # Its direction is where the air comes from, counter-clockwise from east.
    direction = math.radians(90.0 - from_deg)
    columns = [
        rng.uniform(0.0, AREA_M, n),
        rng.uniform(0.0, AREA_M, n),
        rng.uniform(0.0, 5.0, n),
        rng.gamma(2.0, 2.0, n),
        speed * rng.uniform(0.7, 1.3, n),
        direction + math.radians(20.0) * rng.uniform(-1.0, 1.0, n),
        rng.uniform(0.5, 20.0, n),
        rng.uniform(100.0, 1000.0, n),
    ]
    state = ParticleState(StateVectors(columns), weight=np.full(n, 1.0 / n), timestamp=BEGIN)
    state.parent = state
    return state


def search_with_stone_soup(seed: int) -> list[SearchStep]:
    """Search one simulated air as the example does, until the region is small or time is up."""
    # Stone Soup draws from numpy's global generator.
    np.random.seed(seed)  # noqa: NPY002
    drone = launched(seed)
    rng = np.random.default_rng([11, seed])
    state = prior(drone, rng)
    sensor = GasIntensitySensor(
        min_noise=NOISE_G_M3,
        standard_deviation_percentage=SHARE,
        missed_detection_probability=0.3,
        sensing_threshold=THRESHOLD_G_M3,
    )
    movable = NStepDirectionalGridMovable(
        states=[State(np.array(drone.platform.position_m)[:, None], timestamp=BEGIN)],
        position_mapping=(0, 1, 2),
        resolution=CELL_M,
        n_steps=2,
        step_size=2,
        action_mapping=(0, 1),
        action_space=np.array([[0.0, AREA_M], [0.0, AREA_M]]),
    )
    platform = FixedPlatform(movement_controller=movable, sensors=[sensor])
    regulariser = MCMCRegulariser(constraint_func=constraint)
    predictor = ParticlePredictor(CombinedGaussianTransitionModel([RandomWalk(0.0)] * 8))
    updater = ParticleUpdater(
        IsotropicPlume(),
        resampler=ESSResampler(),
        regulariser=regulariser,
        constraint_func=constraint,
    )
    reward = MultiUpdateExpectedKLDivergence(
        updater=ParticleUpdater(measurement_model=None), updates_per_track=4
    )
    manager = BruteForceSensorManager(
        sensors={sensor}, platforms={platform}, reward_function=reward
    )
    track, steps = Track(state), []
    while drone.time_s < LIMIT_S:
        now = BEGIN + timedelta(seconds=len(steps) + 1)
        if steps:
            for one, actions in manager.choose_actions({track}, now)[0].items():
                one.add_actions(actions)
                one.act(now)
        east, north = (float(v) for v in platform.position[:2].ravel())
        seen = drone.hover((east, north, drone.platform.minimum_height_m), HOVER_S)
        model = sensor.measurement_model
        detection = Detection(
            np.array([[max(seen, 0.0) * G_PER_KG]]), measurement_model=model, timestamp=now
        )
        try:
            state = updater.update(
                SingleHypothesis(predictor.predict(state, timestamp=now), detection)
            )
        except np.linalg.LinAlgError:
            # All particles have become one: the filter has no more to say.
            break
        track.append(state)
        steps.append(_step(state, drone))
        if steps[-1].area_m2 <= WANTED_AREA_M2:
            break
    return steps


def _step(state: ParticleState, drone: Drone) -> SearchStep:
    place = np.asarray(state.state_vector[:2, :], dtype=np.float64).T
    weight = np.asarray(state.weight, dtype=np.float64)
    density = PositionDensity.of(place, weight / weight.sum())
    east, north = (float(one) for one in drone.air.source_m[:2])
    middle = weight @ place / weight.sum()
    return SearchStep(
        time_s=drone.time_s,
        area_m2=density.region_area_m2(),
        held=density.holds(east, north),
        error_m=float(np.hypot(*(middle - drone.air.source_m[:2]))),
    )
