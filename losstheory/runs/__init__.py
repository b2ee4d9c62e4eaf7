"""Work in worker processes with limits, progress on a terminal, atomic files. Knows no loss."""
