"""What was sensed: concentrations at points, along paths and on tracks."""

from cathartes.io.cases.sensed.observations import Sensed, read_observations

__all__ = ["Sensed", "read_observations"]
