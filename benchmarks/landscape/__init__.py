"""Measurements for ``benchmarks/landscape_peers.py``: curvature and grids beside the peers, one file for each thing."""
