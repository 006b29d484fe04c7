"""CF's ragged arrays made rectangular: one row for each sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from cathartes.errors import CaseError


def one_row_for_each_sample(path: Path, data: Any) -> Any:
    """Return a dataset whose variables of the instance stand at each of its samples.

    Contiguous arrays have a variable with ``sample_dimension`` that counts the samples of each
    trajectory, indexed ones have one with ``instance_dimension`` that names the trajectory of each
    sample; all others are returned as they are.

    Raises
    ------
    CaseError
        If the counts do not add up to the samples.
    """
    for name, one in data.variables.items():
        if "sample_dimension" in one.attrs:
            samples, instance = str(one.attrs["sample_dimension"]), one.dims[0]
            owner = np.repeat(np.arange(one.size), np.asarray(one.values, np.int64))
            if owner.size != data.sizes.get(samples):
                raise CaseError.about(
                    path,
                    str(name),
                    found=f"counts that add up to {owner.size}",
                    expected=f"{data.sizes.get(samples)}, the size of the dimension {samples}",
                    remedy="Correct the counts of the samples.",
                )
        elif "instance_dimension" in one.attrs:
            samples, instance = one.dims[0], str(one.attrs["instance_dimension"])
            owner = np.asarray(one.values, np.int64)
        else:
            continue
        whole = data.drop_vars(name)
        of_instance = [
            key for key, other in whole.variables.items() if tuple(other.dims) == (instance,)
        ]
        taken = {
            key: ((samples,), np.asarray(whole[key].values)[owner], whole[key].attrs)
            for key in of_instance
        }
        return whole.drop_vars(of_instance).assign(taken)
    return data
