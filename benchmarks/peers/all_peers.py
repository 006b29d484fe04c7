"""The peers in a list one can read. Importing it needs all of them installed."""

from __future__ import annotations

from benchmarks.peers.blas_columns import BLAS_FLOAT32, BLAS_FLOAT64
from benchmarks.peers.fastmag1c_columns import FASTMAG1C
from benchmarks.peers.mag1c_columns import MAG1C_PEERS
from benchmarks.peers.record import Peer
from benchmarks.peers.spectral_python import SPY_PEERS

PEERS: list[Peer] = [BLAS_FLOAT32, BLAS_FLOAT64, *SPY_PEERS, FASTMAG1C, *MAG1C_PEERS]
"""Every peer, in the order of the tables; numpy's BLAS filter first: it is the yardstick."""
