"""Experiments in which a theorem can fail: data with known answers, paired seeds, and measurements to compare.

Each file has a protocol ``measure`` for ``lt.Measured``, with a short and a full setting in the analysis that claims
its outcome. ``losstheory verify -k measured`` runs the short ones, ``make experiments`` the full ones and the figures.
"""
