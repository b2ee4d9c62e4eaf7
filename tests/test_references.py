"""Every work that is cited has its entry in refs.bib, and every entry is complete."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEY = re.compile(r"(?<![\w/.])[a-z]+(?:19|20)\d\d[a-z]+(?!\w)")
ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s+(\w+)\s*= \{(.+?)\},?$", re.MULTILINE | re.DOTALL)
SOURCES = sorted(path for folder in ("losstheory", "analyses") for path in (ROOT / folder).rglob("*.py"))


def entries():
    text = (ROOT / "refs.bib").read_text(encoding="utf-8")
    return [(key, dict(FIELD.findall(body))) for _, key, body in ENTRY.findall(text)]


def cited(path):
    return set(KEY.findall(path.read_text(encoding="utf-8")))


def test_keys_are_unique_and_sorted():
    keys = [key for key, _ in entries()]
    assert keys == sorted(set(keys))
    assert len(keys) == (ROOT / "refs.bib").read_text(encoding="utf-8").count("\n@")


@pytest.mark.parametrize(("key", "fields"), entries(), ids=lambda x: x if isinstance(x, str) else "")
def test_entries_have_author_title_and_the_year_of_their_key(key, fields):
    assert fields.get("author")
    assert fields.get("title")
    assert fields.get("year") in key
    surname = re.sub(r"[^a-z]", "", fields["author"].split(",")[0].lower().replace("{\\'e}", "e"))
    assert KEY.fullmatch(key)
    assert key.startswith(surname) or surname.startswith(re.split(r"\d", key)[0])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_cited_keys_resolve(path):
    assert cited(path) <= {key for key, _ in entries()}


def test_every_source_of_the_catalogue_resolves():
    from losstheory.losses.catalogue import catalogue

    known = {key for key, _ in entries()} | {"ours"}
    assert {catalogue[name].source for name in catalogue} <= known


def test_a_key_that_is_nowhere_is_noticed(tmp_path):
    path = tmp_path / "file.py"
    path.write_text('SOURCE = "nobody1999nothing, Theorem 2"')
    assert cited(path) == {"nobody1999nothing"}
