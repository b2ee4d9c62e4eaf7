"""The errors of the library; not knowing an answer is not one of them."""

from __future__ import annotations


class LossTheoryError(Exception):
    """Anything that the library refuses: what was expected, what came, what to do."""


class ParseError(LossTheoryError):
    """A formula that cannot be read; the message shows the place.

    Args:
        reason: one sentence.
        text: the formula as typed.
        position: index in ``text`` of the first character that is wrong, if known.
    """

    def __init__(self, reason: str, text: str = "", position: int | None = None) -> None:
        super().__init__(reason if position is None else f"{reason}\n{_caret(text, position)}")
        self.reason = reason
        self.position = position


class DomainError(LossTheoryError):
    """A formula that is undefined at a point of its domain; the message names the point."""


class Unresolved(LossTheoryError):
    """A sign, a zero or a branch that could not be settled within the budget; the message is the reason."""


def _caret(text: str, position: int, width: int = 72) -> str:
    """The surroundings of ``position`` and a caret under it."""
    start = max(0, min(position - width // 2, len(text) - width))
    shown = "".join(c if c.isprintable() else "?" for c in text[start : start + width])
    return f"    {shown}\n    {' ' * (position - start)}^"
