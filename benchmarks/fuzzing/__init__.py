"""Random binary losses, an independent oracle for their properties, and the comparison with the verdicts."""
