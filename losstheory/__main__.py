"""``python -m losstheory``."""

from __future__ import annotations

import sys

from losstheory.cli import main

if __name__ == "__main__":
    sys.exit(main())
