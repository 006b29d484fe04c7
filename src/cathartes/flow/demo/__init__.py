"""The demos: what is simulated is worked through, and held against what is true."""

from cathartes.flow.demo.scene import Demo, PlantedPlume, compare_with_truth, run_demo

__all__ = ["Demo", "PlantedPlume", "compare_with_truth", "run_demo"]
