"""Names of files that are claims files by their name alone."""

from __future__ import annotations

from fnmatch import fnmatchcase

PATTERNS = ("claims.toml", "*_claims.toml", "*.claims.toml")


def is_claims_file(name: str) -> bool:
    """Whether a TOML file of this name holds claims, so that a folder or a test run may pick it up.

    >>> is_claims_file("theorem_claims.toml"), is_claims_file("pyproject.toml")
    (True, False)
    """
    return any(fnmatchcase(name, pattern) for pattern in PATTERNS)
