"""The values of keys in a claims file, each of the type that is expected, and faults that name the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse

MAX_NAME, MAX_SHOWN = 200, 60
NO_NUMBERS = ("inf", "+inf", "-inf", "nan", "+nan", "-nan")  # decimals of TOML all the same
TYPES = {bool: "a boolean", int: "a number", str: "a text", list: "an array", dict: "a table"}


class KeyFault(LossTheoryError):
    """What is wrong with a key; None: with the table as a whole."""

    def __init__(self, key: str | None, reason: str) -> None:
        super().__init__(reason if key is None else f"{key}: {reason}")
        self.key = key


@contextmanager
def reading(key: str) -> Iterator[None]:
    """What the library refuses inside is a fault of this key, unless one inside has been named already."""
    try:
        yield
    except KeyFault:
        raise
    except (LossTheoryError, ValueError, TypeError, ArithmeticError) as error:
        raise KeyFault(key, str(error)) from error


def known_key(key: str, known: Sequence[str], noun: str) -> None:
    """Refuse a key that nobody reads.

    Raises:
        KeyFault: always then, with the nearest ones.
    """
    if key not in known:
        raise KeyFault(key if key.isprintable() else None, f"there is no such {noun}; {_hint(key, known)}")


def _hint(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 3, 0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"expected one of {', '.join(known)}"


def allowed(table: Mapping[str, Any], keys: Sequence[str], noun: str) -> None:
    """Refuse keys that belong to something else.

    Raises:
        KeyFault: the first such key.
    """
    for key in table:
        if key not in keys:
            takes = ", ".join(keys) if keys else "no other key"
            raise KeyFault(key, f"it does not belong to {noun}, which takes {takes}")


def needed(table: Mapping[str, Any], key: str, noun: str) -> None:
    """Refuse a table without the key."""
    if key not in table:
        raise KeyFault(None, f"{noun} needs the key {key}")


def text_of(table: Mapping[str, Any], key: str) -> str:
    """One line of text that can be printed."""
    value = table[key]
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise KeyFault(key, f"expected a line of text, got {shown(value)}")
    return value.strip()


def name_of(table: Mapping[str, Any], key: str) -> str:
    name = text_of(table, key)
    if len(name) > MAX_NAME:
        raise KeyFault(key, f"expected at most {MAX_NAME} characters, got {len(name)}")
    return name


def formula_of(table: Mapping[str, Any], key: str) -> str:
    """A formula or a constant: a text, or a number, which is exact."""
    return as_formula(table[key], key)


def as_formula(value: object, key: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise KeyFault(key, f"expected a formula or a number, got {shown(value)}")
    if value in NO_NUMBERS:
        raise KeyFault(key, f"expected an exact number, got {value}; a value without bound is 'oo'")
    return str(value)


def as_rational(value: object, key: str) -> Fraction:
    """An exact number of bounded size, such as 2, ``"2/5"`` or the digits ``"0.4"``."""
    with reading(key):
        exact = parse(as_formula(value, key), ()).value
    if exact is None:
        raise KeyFault(key, f"expected a rational such as 2/5, got {shown(value)}")
    return exact


def formulas_of(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """One formula, or an array of them."""
    value = table[key]
    if isinstance(value, list) and value:
        return tuple(as_formula(item, key) for item in value)
    return (as_formula(value, key),)


def choice_of(table: Mapping[str, Any], key: str, known: Sequence[str]) -> str:
    """One of the words that are known."""
    word = text_of(table, key)
    if word not in known:
        raise KeyFault(key, f"there is no {key} {shown(word)}; {_hint(word, known)}")
    return word


def flag_of(table: Mapping[str, Any], key: str) -> bool:
    value = table[key]
    if not isinstance(value, bool):
        raise KeyFault(key, f"expected true or false, got {shown(value)}")
    return value


def count_of(table: Mapping[str, Any], key: str) -> int:
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise KeyFault(key, f"expected a positive whole number, got {shown(value)}")
    return value


def shown(value: object) -> str:
    """A value in a message, short and printable."""
    text = ascii(value) if isinstance(value, str) else TYPES.get(type(value), type(value).__name__)
    if isinstance(value, bool | int):
        text = str(value).lower()
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
