"""How fast is it? Verdicts, replays, imports, enclosures and the parser, measured in one run, as a table in Markdown.

    python benchmarks/table.py [-o docs/benchmarks.md] [--losses hinge focal …] [--runs 7]

Times depend on the machine; the columns of ratios are taken side by side in the same run.
"""

from __future__ import annotations

import sys

from speed.report import main

if __name__ == "__main__":
    sys.exit(main())
