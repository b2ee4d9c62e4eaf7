"""Decide claims in worker processes and compare the answers with what their sources say.

Without a PATH, every shipped claim is decided. A PATH is a Python file with CLAIMS, which is run,
or a folder of them. Exits 0 if every claim agrees, 1 if one is contradicted, 4 if one fails, 3 if
a claimed answer stays open, 5 if no claim was found, 130 if interrupted; the finished part of the
ledger is printed and written in each case.
"""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from losstheory.cli.arguments import Parser, natural, seconds
from losstheory.cli.boundary import UsageError
from losstheory.cli.exits import Exit
from losstheory.cli.output import print_json, print_message, print_text

if TYPE_CHECKING:
    from losstheory.claims import Claim, Ledger

TIMEOUT = 120.0


def parser() -> Parser:
    parser = Parser("verify", __doc__)
    parser.add_argument("paths", metavar="PATH", nargs="*", help="a Python file with CLAIMS, or a folder of them")
    parser.add_argument("-k", metavar="PATTERN", dest="pattern", help="only claims whose label or source matches (a regular expression, cases ignored)")
    parser.add_argument("--jobs", metavar="N", type=natural, default=1, help="number of worker processes (default: 1)")
    parser.add_argument("--timeout", metavar="S", type=seconds, default=TIMEOUT, help="seconds for one claim (default: 120)")
    parser.add_argument("--budget", metavar="WORK", type=natural, help="units of work for one claim")
    parser.add_argument("--no-skip", action="store_true", help="a skipped claim counts as open")
    parser.add_argument("--allow-undecided", action="store_true", help="an open claim is no failure")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    parser.add_argument("-o", metavar="FILE", dest="output", help="write the ledger, certificates inside, to FILE")
    return parser
