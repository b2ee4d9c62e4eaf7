"""Is a verdict ever wrong? Random binary losses against an independent oracle.

    python benchmarks/fuzz.py --count 2000 [--seed 0] [--jobs 2] [--only 17 23] [--resume FILE] [--properties convex …]

Each loss comes from its number and the seed. Every property of its kind is decided and compared with a scan of the
definition in Arb; a disagreement is printed as a CONTRADICTION, and the command ends with status 1 if there is one.
"""

from __future__ import annotations

import sys

from fuzzing.campaign import main

if __name__ == "__main__":
    sys.exit(main())
