"""Measurements for ``benchmarks/table.py``: one file for each thing that is timed."""
