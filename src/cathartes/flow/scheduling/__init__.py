"""How tasks are run: one after the other, in threads or processes here, or on a cluster."""

from cathartes.flow.scheduling.choice import Scheduling, open_runner, runner_on_demand
from cathartes.flow.scheduling.runner import Finished, Runner, Serial

__all__ = ["Finished", "Runner", "Scheduling", "Serial", "open_runner", "runner_on_demand"]
