"""The command line: one module a command, each loaded when it is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from losstheory.cli.boundary import Boundary
from losstheory.cli.exits import Exit

COMMANDS = {
    "check": "decide the properties of one loss",
    "compare": "decide the properties of several losses side by side",
    "audit": "test a loss module that somebody wrote, and compare it with a formula",
    "phase": "show for which parameters of a family a property holds",
    "trial": "train networks with several losses on the same seeds and compare",
    "verify": "decide claims and write a ledger (the main job)",
    "figures": "draw the figures of a paper at the size of its page",
    "report": "write one HTML file with the claims, their evidence and the losses",
    "recheck": "replay the certificates of a ledger with the independent checker",
    "catalogue": "list the losses that have a name",
    "doctor": "show the versions of what is installed",
}
TAKE_EXPRESSIONS = ("check", "compare", "audit")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; results go to stdout, messages to stderr.

    Returns:
        The exit code: 0 fine, 1 contradicted, refuted or rejected, 2 usage, 3 open, 4 internal
        error, 5 nothing collected, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = arguments[0] if arguments else ""
    if command in COMMANDS:
        return _run(command, arguments[1:])
    if command in ("-V", "--version"):
        from losstheory import __version__

        print(f"losstheory {__version__}")
        return Exit.FINE
    if command in ("-h", "--help"):
        print(_usage())
        return Exit.FINE
    print(_refusal(command), file=sys.stderr)
    return Exit.USAGE


def _run(command: str, arguments: Sequence[str]) -> int:
    """Parse and run one command behind the boundary."""
    from losstheory.cli.arguments import shield_minus

    with Boundary(command) as boundary:
        module = import_module(f"losstheory.cli.{command}")
        if command in TAKE_EXPRESSIONS:
            arguments = shield_minus(arguments)
        try:
            options = module.parser().parse_intermixed_args(arguments)
        except SystemExit as end:  # argparse has printed the help or the error
            return end.code if isinstance(end.code, int) else Exit.USAGE
        code: int = module.run(options)
        return code
    return boundary.code


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = (f"  {name.ljust(width)}  {line}" for name, line in COMMANDS.items())
    return "\n".join(
        (
            "usage: losstheory COMMAND ...   (losstheory COMMAND --help says more, --version the version)",
            "",
            "Decide from its formula what a loss function is worth, with certificates.",
            "",
            *lines,
        )
    )


def _refusal(command: str) -> str:
    if not command:
        return _usage()
    from difflib import get_close_matches

    close = get_close_matches(command, COMMANDS, 1)
    hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(COMMANDS)}"
    return f"losstheory: error: there is no command {command!r}; {hint}"
