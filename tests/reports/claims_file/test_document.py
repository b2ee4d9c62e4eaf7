"""Lines of keys against a search in the text, and files that are no TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from losstheory.reports.claims_file import Document, DocumentError

TRICKY = '''
title1 = "[[claim]]"  # [[claim]]
[[claim]]
loss1 = """
[[claim]]
loss9 = 'not a key'
"""
source1 = \'\'\'
[claim.parameters] """
\'\'\'
classes1 = [ # ] [[claim]]
  "a=b", "]",
  { x = [1, 2] },
]
"quoted1" = 'a "" b'   # it's = ok
parameters1.gamma = 1
parameters1.beta = """a\\""""

  [[claim]]  # second
loss2 = "\\\\"
closing2 = """four quotes""""
empty2 = ""
none2 = """"""
[claim.parameters2]
gamma2 = { a = "}", b = 2 }
[[ "claim" ]]
loss3 = 1
[figure]
loss4 = 2
[[claim]]
'''


@pytest.mark.parametrize("text", [TRICKY, TRICKY.replace("\n", "\r\n")], ids=["LF", "CRLF"])
def test_the_line_of_a_key_is_that_on_which_it_begins(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(text.encode())
    document = Document.read(tmp_path / "x.toml")
    found = document.lines("claim")
    assert [set(lines) - {""} for lines in found] == [
        {"loss1", "source1", "classes1", "quoted1", "parameters1", "parameters1.gamma", "parameters1.beta"},
        {"loss2", "closing2", "empty2", "none2", "parameters2", "parameters2.gamma2"},
        {"loss3"},
        set(),
    ]
    assert [set(table) for table in document.tables["claim"]] == [{k for k in x if k and "." not in k} for x in found]
    typed = text.splitlines()
    for lines in found:
        assert typed[lines[""] - 1].strip().replace(" ", "").replace('"', "").startswith("[[claim]]")
        for key, line in lines.items():
            if key:
                assert key.rpartition(".")[2] in typed[line - 1].partition("=")[0]
    assert document.top() == {"title1": 2, "claim": 3, "figure": typed.index("[figure]") + 1}


def test_the_mark_that_some_editors_write_before_utf_8_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xef\xbb\xbfa = 1\nb = 2")
    assert Document.read(tmp_path / "x.toml").top() == {"a": 1, "b": 2}


def test_a_decimal_keeps_its_digits(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("a = 0.1\nb = 1_000.250\nc = 7\nd = 1e999999999\ne = nan")
    tables = Document.read(tmp_path / "x.toml").tables
    assert tables == {"a": "0.1", "b": "1000.250", "c": 7, "d": "1e999999999", "e": "nan"}


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"a = 1\n[[claim]\n", 2, "not TOML"),
        (b"a = 1\nb = \n", 2, "Invalid value"),
        (b"a = 1\n\nb = [1,", 3, "not TOML"),
        (b"a = 1\nb = '\xff'", 2, "UTF-8"),
        (b"a = " + b"[" * 5000, None, "nested too deeply"),
        (b"#" * ((1 << 20) + 1), None, "at most 1 MB"),
        (b"a = 1\na = 2", 2, "not TOML"),
        (b"a = 1\ny" + b".y" * 9000 + b" = 1", 2, "at most 64 dots"),
        (b"a = 1\n[y" + b".y" * 9000 + b"]", 2, "at most 64 dots"),
        (b"a = 1\nb = {'y'" + b".'y'" * 9000 + b" = 1}", 2, "at most 64 dots"),
        (b"a = " + b"9" * 5000, None, "not TOML"),
        (b"[[claim]]\nloss = 'x\x00'", 2, "not TOML"),
    ],
)
def test_what_is_no_toml_is_one_error_with_its_line(
    content: bytes, line: int | None, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(DocumentError, match=reason) as caught:
        Document.read(tmp_path / "x.toml")
    assert caught.value.line == line and "\n" not in str(caught.value)


def test_what_only_looks_like_a_key_of_many_dots_is_read(tmp_path: Path) -> None:
    numbers = f"[{'1.5, ' * 100}]"
    (tmp_path / "x.toml").write_text(f"a = '{'.' * 100}'  # {'.' * 100}\nb = {numbers}\n{'.'.join('c' * 65)} = 1")
    tables = Document.read(tmp_path / "x.toml").tables
    assert set(tables) == {"a", "b", "c"} and len(tables["b"]) == 100


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        Document.read(tmp_path / "x.toml")


def test_every_prefix_of_a_document_that_is_toml_has_as_many_tables_as_headers() -> None:
    typed = TRICKY.splitlines()
    read = 0
    for end in range(len(typed)):
        text = "\n".join(typed[:end])
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        read += 1
        assert len(Document(tables, text).lines("claim")) == len(tables.get("claim", []))
    assert read > 10
