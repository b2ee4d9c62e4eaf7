"""A statement about a loss of every number of classes in words, from its JSON form alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .losses import replaced
from .multiclass_sentence import said_of

RIVALS = "the sum over k != y of "


def every_k_sentence(statement: dict[str, Any], show: Callable[[object], str]) -> str:
    """The fully quantified sentence; ``show`` writes a formula."""
    claim, first = statement["claim"], statement["from"]
    data = claim["loss"]
    written = " + ".join(text for name, functions in data["terms"].items() for text in _term(name, functions, show))
    formula = f"l_y = {written} (y = 1, …, K)"
    quantifier = "for every" if statement["holds"] else "for no"
    said = said_of(formula, data["sum_to_zero"], claim["property"], claim.get("value"), show)
    return f"{quantifier} number of classes K >= {first}{_where(data['terms'])}: {said}"


def _term(name: str, functions: list[Any], show: Callable[[object], str]) -> list[str]:
    def at(formula: object, place: dict[str, object]) -> str:
        for variable, value in place.items():
            formula = replaced(formula, variable, value)
        return show(formula)

    own: dict[str, object] = {"q": "q_y", "u": "u_y", "s": "s_y"}
    rival: dict[str, object] = {"q": "q_k", "u": "u_k", "s": "s_k"}
    match name:
        case "softmax" | "scores":
            texts = [at(functions[0], own), f"{RIVALS}({at(functions[1], rival)})"]
            return [text for text, function in zip(texts, functions, strict=True) if function != "0"] or ["0"]
        case "normalised":
            share = f"({at(functions[0], own)})/(the sum over all k of ({at(functions[0], rival)}))"
            return [share if functions[1] == "1" else f"{functions[1]}*{share}"]
        case "pairwise":
            return [f"{RIVALS}({at(functions[0], {'t': _gap('s_k')})})"]
    return [at(functions[0], {"t": _gap("r_y")})]


def _gap(rival: str) -> object:
    return ["add", "s_y", ["mul", "-1", rival]]


def _where(terms: dict[str, Any]) -> str:
    """What the letters of the probabilities and of the rivals stand for."""
    used = {letter for functions in terms.values() for letter in "qu" if any(_uses(f, letter) for f in functions)}
    told = ["q the softmax of s"] * bool(used) + ["u_k = 1/q_k - 1"] * ("u" in used)
    told += ["r_y the greatest s_k with k != y"] * ("largest_rival" in terms)
    return f", with {' and '.join(told)}" if told else ""


def _uses(data: object, name: str) -> bool:
    return any(_uses(item, name) for item in data) if isinstance(data, list) else data == name
