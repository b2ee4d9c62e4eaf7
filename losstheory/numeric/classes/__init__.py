"""Losses of several classes as functions of arrays of scores, with sums and maxima over the class axis."""
