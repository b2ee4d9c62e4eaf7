"""What is loaded from the store is what was saved under that very key, or nothing."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.runs.cache import DamagedEntry, Store, user_folder

KEY = {"statement": ["add", "1", "t"], "budget": 3, "umlaut": "ü\ud800"}
VALUE = {"z": 1, "a": [True, None, "½", {"deep": ["-oo"]}]}
leaves = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8)
trees = st.recursive(leaves, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=4), x, max_size=3))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "not" / "there" / "yet")


def test_an_entry_comes_back_with_the_order_of_its_keys(store: Store) -> None:
    assert store.load(KEY) is None and not store.folder.exists()
    assert store.save(KEY, VALUE) == store.path(KEY)
    assert json.dumps(store.load(KEY)) == json.dumps(VALUE)
    store.save(KEY, "newer")
    assert store.load(dict(reversed(KEY.items()))) == "newer"
    assert [path for path in store.folder.rglob("*") if path.is_file()] == [store.path(KEY)]


@settings(deadline=None, derandomize=True, max_examples=40)
@given(trees, trees)
def test_each_key_has_its_own_value(tmp_path_factory: pytest.TempPathFactory, first: object, second: object) -> None:
    store = Store(tmp_path_factory.mktemp("store"))
    store.save(first, {"of": [first]})
    assert store.load(first) == {"of": [first]}
    same = json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    assert store.load(second) == ({"of": [first]} if same else None)


def test_an_entry_that_was_cut_or_changed_anywhere_is_never_believed(store: Store) -> None:
    path = store.save(KEY, VALUE)
    content = path.read_bytes()
    for place in range(len(content) - 1):  # the last byte is the line break
        path.write_bytes(content[:place])
        with pytest.raises(DamagedEntry, match=path.name):
            store.load(KEY)
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            assert store.load(KEY) == VALUE  # blanks between tokens, and the spelling of an escape
        except DamagedEntry:
            continue
    store.save(KEY, VALUE)
    assert store.load(KEY) == VALUE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"value": ' * 900 + b"1" + b"}" * 900, "no entry"),
        (b'{"schema": "losstheory/cache/1", "key": 0, "value": NaN, "sha256": ""}', "no JSON number"),
        (b'{"schema": "losstheory/cache/1", "key": 0, "value": 1e999, "sha256": ""}', "hash"),
        (b'{"schema": "losstheory/cache/0", "key": 0, "value": 0, "sha256": ""}', "no entry"),
        (b'{"schema": "losstheory/ledger/1", "entries": []}', "no entry"),
        (b"null", "no entry"),
        (b" " * ((16 << 20) + 1), "too large"),
    ],
    ids=range(10),
)
def test_a_stranger_in_the_place_of_an_entry_is_told(content: bytes, reason: str, store: Store) -> None:
    path = store.save(KEY, VALUE)
    path.write_bytes(content)
    with pytest.raises(DamagedEntry, match=reason):
        store.load(KEY)
    store.save(KEY, VALUE)
    assert store.load(KEY) == VALUE


def test_an_entry_of_another_key_is_about_something_else(store: Store) -> None:
    other = {**KEY, "budget": 4}
    store.path(KEY).parent.mkdir(parents=True)
    store.path(KEY).write_bytes(store.save(other, VALUE).read_bytes())
    with pytest.raises(DamagedEntry, match="something else"):
        store.load(KEY)
    assert store.load(other) == VALUE


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_not_opened(make: Any, store: Store) -> None:
    store.path(KEY).parent.mkdir(parents=True)
    make(store.path(KEY))
    with pytest.raises(DamagedEntry, match="no file"):
        store.load(KEY)


def test_a_folder_that_cannot_be_made_is_an_error_when_saving_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "cache")
    assert store.load(KEY) is None
    with pytest.raises(OSError):
        store.save(KEY, VALUE)


def test_what_killed_runs_left_is_swept_and_what_is_being_written_is_not(store: Store) -> None:
    entry = store.save(KEY, VALUE)
    old, new = (entry.with_name(f".{name}.part") for name in ("old", "new"))
    for path in (old, new):
        path.write_text("")
    for path in (old, entry):
        os.utime(path, (0, 0))
    store.sweep()
    assert not old.exists() and new.exists() and store.load(KEY) == VALUE


def test_many_may_write_and_read_one_entry(store: Store) -> None:
    values = [{"by": number, "much": "x" * 10_000} for number in range(100)]

    def turn(number: int) -> bool:
        store.save(KEY, values[number])
        return store.load(KEY) in values

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(turn, range(100)))
    assert [path for path in store.folder.rglob("*") if path.is_file()] == [store.path(KEY)]


@pytest.mark.parametrize(
    ("system", "named", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/elsewhere"}, "/elsewhere/losstheory"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/ada/.cache/losstheory"),
        ("linux", {"XDG_CACHE_HOME": ""}, "/home/ada/.cache/losstheory"),
        ("linux", {}, "/home/ada/.cache/losstheory"),
        ("darwin", {"XDG_CACHE_HOME": "/elsewhere"}, "/home/ada/Library/Caches/losstheory"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/losstheory/Cache"),
        ("win32", {}, "/home/ada/AppData/Local/losstheory/Cache"),
    ],
)
def test_the_folder_of_a_user_is_the_usual_one(
    system: str, named: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in {"HOME": "/home/ada", **named}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "platform", system)
    assert user_folder("losstheory") == Path(expected)
