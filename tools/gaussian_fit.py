"""Fit a sum of non-negative Gaussians to an absorption spectrum.

The spectrum is first written as a non-negative combination of many fixed Gaussians (which has
one solution and needs no start values), neighbours that describe one feature are merged, and
the few that remain are refined together by bounded least squares. Components are then dropped,
weakest first, as long as the fit stays within its target.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares, nnls

FloatArray = NDArray[np.float64]
FOUR_LN_2 = 4.0 * np.log(2.0)
BLOCK = 24


def evaluate(parameters: FloatArray, nu: FloatArray) -> FloatArray:
    """Return the sum of Gaussians; rows of ``parameters`` are centre, FWHM, peak."""
    total = np.zeros_like(nu)
    for centre, fwhm, peak in parameters:
        total += peak * np.exp(-FOUR_LN_2 * ((nu - centre) / fwhm) ** 2)
    return total


def quality(parameters: FloatArray, nu: FloatArray, sigma: FloatArray) -> tuple[float, float]:
    """Return correlation, and fitted over true integral."""
    fit = evaluate(parameters, nu)
    return float(np.corrcoef(fit, sigma)[0, 1]), float(fit.sum() / sigma.sum())


def _dictionary(
    nu: FloatArray, resolution: float, margin: float, node_share: float
) -> tuple[FloatArray, FloatArray]:
    """Return start parameters (component, 3) with peak 1, and their columns (nu, component)."""
    atoms = []
    for factor in (1.02, 1.5, 2.4, 4.0, 7.0, 12.0):
        fwhm = factor * resolution
        step = node_share * fwhm
        for centre in np.arange(nu[0] - margin, nu[-1] + margin + step, step):
            atoms.append((centre, fwhm, 1.0))
    table = np.array(atoms)
    columns = np.exp(-FOUR_LN_2 * ((nu[:, None] - table[None, :, 0]) / table[None, :, 1]) ** 2)
    keep = columns.max(axis=0) > 0.05
    return table[keep], columns[:, keep]


def _merge_neighbours(parameters: FloatArray) -> FloatArray:
    """Merge atoms of one width that sit on adjacent grid nodes into one of the same area."""
    merged: list[list[float]] = []
    for width in np.unique(parameters[:, 1]):
        same = parameters[parameters[:, 1] == width]
        same = same[np.argsort(same[:, 0])]
        group: list[FloatArray] = []
        for row in same:
            if (group and row[0] - group[-1][0] > 0.45 * width) or len(group) == 2:
                merged.append(_centroid(group))
                group = []
            group.append(row)
        merged.append(_centroid(group))
    return np.array(merged)


def _centroid(group: list[FloatArray]) -> list[float]:
    rows = np.array(group)
    weight = rows[:, 2].sum()
    return [float(rows[:, 0] @ rows[:, 2] / weight), float(rows[0, 1]), float(weight)]


def _refine(
    parameters: FloatArray,
    nu: FloatArray,
    sigma: FloatArray,
    resolution: float,
    margin: float,
    *,
    steps: int,
) -> FloatArray:
    """Refine block by block along the spectrum: cost grows with its length, not its cube.

    Blocks overlap by half, so that every component is refined beside its neighbours once.
    """
    refined = parameters[np.argsort(parameters[:, 0])].copy()
    if len(refined) <= BLOCK:
        return _refine_block(refined, nu, sigma, resolution, margin, steps)
    for first in range(0, len(refined) - BLOCK // 2, BLOCK // 2):
        block = slice(first, min(first + BLOCK, len(refined)))
        rows = refined[block]
        reach = 2.0 * np.minimum(rows[:, 1], 20.0 * resolution)
        near = (nu >= (rows[:, 0] - reach).min()) & (nu <= (rows[:, 0] + reach).max())
        if near.sum() < 3 * len(rows):
            continue
        others = evaluate(np.delete(refined, np.r_[block], axis=0), nu[near])
        refined[block] = _refine_block(
            rows, nu[near], sigma[near] - others, resolution, margin, steps
        )
    return refined


def _refine_block(
    parameters: FloatArray,
    nu: FloatArray,
    sigma: FloatArray,
    resolution: float,
    margin: float,
    steps: int,
) -> FloatArray:
    """Bounded least squares over centres, widths and peaks with the analytic Jacobian."""
    n = len(parameters)
    low = np.column_stack([np.full(n, nu[0] - margin), np.full(n, resolution), np.zeros(n)])
    high = np.column_stack(
        [np.full(n, nu[-1] + margin), np.full(n, 60.0 * resolution), np.full(n, 5.0)]
    )
    start = np.clip(parameters, low + 1e-9, high - 1e-9).ravel()

    def residual(p: FloatArray) -> FloatArray:
        q = p.reshape(n, 3)
        return np.asarray(evaluate_each(q, nu).sum(axis=1) - sigma)

    def jacobian(p: FloatArray) -> FloatArray:
        q = p.reshape(n, 3)
        x = (nu[:, None] - q[None, :, 0]) / q[None, :, 1]
        shape = np.exp(-FOUR_LN_2 * x * x)
        slope = 2.0 * FOUR_LN_2 * shape * (q[:, 2] / q[:, 1])
        return np.stack([slope * x, slope * x * x, shape], axis=2).reshape(len(nu), 3 * n)

    solved = least_squares(
        residual,
        start,
        jac=jacobian,
        bounds=(low.ravel(), high.ravel()),
        x_scale="jac",
        max_nfev=steps,
    )
    return np.asarray(solved.x.reshape(n, 3))


def fit_gaussians(
    nu: FloatArray,
    sigma: FloatArray,
    resolution: float,
    *,
    max_rms: float = 0.002,
    floor: float = 0.0005,
    margin: float | None = None,
    refine_steps: int = 30,
) -> FloatArray:
    """Fit ``sigma(nu)``, already at ``resolution`` (FWHM), with as few Gaussians as will do.

    Parameters
    ----------
    nu : (wavenumber,) uniform grid, cm-1.
    sigma : (wavenumber,) cross-section in any unit.
    resolution : FWHM in the data, cm-1: no component is narrower.
    max_rms : target, root mean square residual as a share of the peak.
    floor : components whose peak is below this share of the largest are dropped.
    margin : how far outside the window a centre may lie, cm-1.

    Returns
    -------
    (component, 3) float64
        Centre cm-1, FWHM cm-1, peak in the unit of ``sigma``; ascending centres.
    """
    margin = 2.0 * resolution if margin is None else margin
    scale = float(sigma.max())
    y = sigma / scale
    atoms, columns = _dictionary(nu, resolution, margin, 0.4)
    weights, _ = nnls(columns, y, maxiter=20 * columns.shape[1])
    parameters = atoms[weights > 1e-5].copy()
    parameters[:, 2] = weights[weights > 1e-5]
    parameters = _merge_neighbours(parameters)
    contribution = parameters[:, 2] > floor
    parameters = parameters[contribution]
    parameters = _refine(parameters, nu, y, resolution, margin, steps=refine_steps)
    while len(parameters) > 1:
        trial = _without_weakest(parameters, nu, y, resolution, margin, max_rms)
        if trial is None:
            break
        parameters = trial
    parameters = parameters[parameters[:, 2] > floor]
    parameters = parameters[np.argsort(parameters[:, 0])]
    parameters[:, 2] *= scale
    return parameters


def fit_fixed_gaussians(nu: FloatArray, sigma: FloatArray, resolution: float) -> FloatArray:
    """Fit few, coarse samples (an imaging spectrometer's channels) without moving any centre.

    With about one sample per resolution element there is nothing to refine a centre with:
    the non-negative combination itself is the answer.
    """
    atoms, columns = _dictionary(nu, resolution, resolution, 0.2)
    weights, _ = nnls(columns, sigma / sigma.max(), maxiter=20 * columns.shape[1])
    fitted = atoms[weights > 2e-4].copy()
    fitted[:, 2] = weights[weights > 2e-4] * sigma.max()
    return np.asarray(fitted[np.argsort(fitted[:, 0])])


def _without_weakest(
    parameters: FloatArray,
    nu: FloatArray,
    y: FloatArray,
    resolution: float,
    margin: float,
    max_rms: float,
) -> FloatArray | None:
    """Drop the tenth of the components that matter least, if the refitted rest still does."""
    inside = evaluate_each(parameters, nu)
    energy = (inside**2).sum(axis=0)
    order = np.argsort(energy)
    for share in (0.15, 0.05, 0.0):
        drop = max(1, int(share * len(parameters)))
        kept = np.delete(parameters, order[:drop], axis=0)
        refined = _refine(kept, nu, y, resolution, margin, steps=12)
        fit = evaluate(refined, nu)
        refined_area = fit.sum()
        rms = float(np.sqrt(np.mean((fit - y) ** 2)))
        share_of_area = refined_area / y.sum()
        if rms <= max_rms and abs(share_of_area - 1.0) <= 0.009:
            return refined
    return None


def evaluate_each(parameters: FloatArray, nu: FloatArray) -> FloatArray:
    """Return each component's own curve, (nu, component)."""
    x = (nu[:, None] - parameters[None, :, 0]) / parameters[None, :, 1]
    return np.asarray(parameters[None, :, 2] * np.exp(-FOUR_LN_2 * x * x))
