"""Works by their keys, as a reader knows them: authors, year and title, from ``refs.bib``."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from losstheory.reports.shipment import shipped_path

ENTRY = re.compile(r"^@\w+\{([^,\s]+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s+(\w+)\s*= \{(.+?)\},?$", re.MULTILINE | re.DOTALL)
ACCENT = re.compile(r"""\\(['`^"~=.uvHcrk])\s*\{?\\?([A-Za-z])\}?""")
MARKS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "r": "\u030a", "k": "\u0328",
}  # fmt: skip
LETTERS = {r"\o": "ø", r"\l": "ł", r"\ss": "ß", r"\aa": "å", r"\i": "i"}
SHOWN_AUTHORS = 3


def work_of(key: str) -> str:
    """``Bartlett, Jordan and McAuliffe (2006), Convexity, …``; the key itself where it is not known.

    >>> work_of("some other source")
    'some other source'
    """
    return _works().get(key, key)


def without_latex(words: str) -> str:
    r"""Text of a bibliography without braces and commands.

    >>> without_latex(r"{H}\"older and Cl{\'e}men{\c{c}}on in {$H$}-space")
    'Hölder and Clémençon in H-space'
    """
    plain = ACCENT.sub(lambda found: unicodedata.normalize("NFC", found[2] + MARKS[found[1]]), words)
    for command, letter in LETTERS.items():
        plain = re.sub(re.escape(command) + r"(?![A-Za-z])", letter, plain)
    return " ".join(re.sub(r"[{}$\\]", "", plain.replace("--", "–").replace("~", " ")).split())


@cache
def _works() -> dict[str, str]:
    path = shipped_path("refs.bib")
    if not path.is_file():
        return {}
    found = {key: dict(FIELD.findall(body)) for key, body in ENTRY.findall(path.read_text("utf-8"))}
    return {key: _told(fields) for key, fields in found.items() if {"author", "title", "year"} <= set(fields)}


def _told(fields: dict[str, str]) -> str:
    names = [without_latex(author.partition(",")[0]) for author in re.split(r"\s+and\s+", fields["author"])]
    if len(names) > SHOWN_AUTHORS:
        names = [f"{names[0]} et al."]
    authors = " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{authors} ({fields['year']}), {without_latex(fields['title'])}"
