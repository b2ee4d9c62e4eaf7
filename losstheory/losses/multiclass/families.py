"""Families of multiclass losses: for every number of classes, and exact parameters, a loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, final

from losstheory.losses.families import Parameter, ParameterError, given
from losstheory.losses.loss import LossError
from losstheory.losses.multiclass.every_k import EveryKLoss
from losstheory.losses.multiclass.kinds import AnyMulticlass, class_count

if TYPE_CHECKING:
    from losstheory.losses.families import Exact

MAX_NUMBERS = 16

Value: TypeAlias = Fraction | tuple[Fraction, ...]


@final
@dataclass(frozen=True)
class Numbers:
    """Several exact parameters under one name: one for each class, or at most MAX_NUMBERS coefficients."""

    each: Parameter
    per_class: bool = True

    @property
    def name(self) -> str:
        return self.each.name

    @property
    def meaning(self) -> str:
        return self.each.meaning

    @property
    def default(self) -> Fraction | int | None:
        return self.each.default

    @property
    def range(self) -> str:
        """The admissible range in words."""
        many = "one for each class, or one for all" if self.per_class else f"1 to {MAX_NUMBERS}"
        return f"{self.each.range} ({many}; joined by colons)"

    def read(self, value: Exact | Sequence[Exact], classes: int) -> tuple[Fraction, ...]:
        """The numbers, each in its range; one number stands for all classes.

        Raises:
            ParameterError: there are too few or too many, or one is inexact or out of range.
        """
        values = tuple(self.each.read(x) for x in (value if isinstance(value, (tuple, list)) else (value,)))
        if self.per_class and len(values) == 1:
            return values * classes
        if len(values) != classes if self.per_class else not 1 <= len(values) <= MAX_NUMBERS:
            wanted = f"1 or {classes} numbers" if self.per_class else f"1 to {MAX_NUMBERS} numbers"
            raise ParameterError(f"{self.name} ({self.meaning}) takes {wanted}, got {len(values)}")
        return values


@final
@dataclass(frozen=True)
class MulticlassFamily:
    """``family(K, name=value, …)`` builds the loss of K classes with these parameters.

    ``make`` takes K and the parameters by name, as fractions or tuples of them; its name is that of the family
    and the first line of its docstring the definition.

    >>> from losstheory.losses.multiclass import multiclass_catalogue
    >>> print(multiclass_catalogue["gce"](3, q=1).expressions[0])
    1 - 1/(1 + exp(s2 - s1) + exp(s3 - s1))
    """

    kind: ClassVar[str] = "multiclass"
    make: Callable[..., AnyMulticlass]
    source: str
    parameters: tuple[Parameter | Numbers, ...] = ()
    form: Callable[..., EveryKLoss] | None = None

    @property
    def name(self) -> str:
        return self.make.__name__

    @property
    def definition(self) -> str:
        """The formula in words of the field, as the docstring gives it."""
        return (self.make.__doc__ or "").strip().split("\n\n")[0]

    def __call__(self, classes: int, **values: Exact | Sequence[Exact]) -> AnyMulticlass:
        """The loss of ``classes`` classes with these parameters.

        Raises:
            ParameterError: a parameter is unknown, missing, inexact or out of its range.
            LossError: there is no such loss for this number of classes.
        """
        read = self.read(class_count(classes), values)
        loss = self.make(classes, **read)
        return type(loss)(self._titled(read), *loss.formulas, source=self.source)

    def every_k(self, **values: Exact | Sequence[Exact]) -> EveryKLoss:
        """The loss of every number of classes with these parameters.

        Raises:
            ParameterError: a parameter is unknown, missing, inexact or out of its range.
            LossError: the formula of this loss is written for one number of classes at a time.
        """
        if self.form is None:
            raise LossError(
                f"{self.name} is written for one number of classes at a time; give one, such as 3, in place of 'every'"
            )
        read = self.read(2, values)
        loss = self.form(**read)
        return EveryKLoss(self._titled(read), *loss.terms, sum_to_zero=loss.sum_to_zero, source=self.source)

    def _titled(self, read: dict[str, Value]) -> str:
        settings = ", ".join(f"{label}={_text(value)}" for label, value in read.items())
        return f"{self.name}({settings})" if read else self.name

    def read(self, classes: int, values: dict[str, Exact | Sequence[Exact]]) -> dict[str, Value]:
        """Every parameter in the family's order, defaults filled in, each in its range."""
        return {
            parameter.name: parameter.read(value, classes) if isinstance(parameter, Numbers) else parameter.read(value)
            for parameter, value in given(self.name, self.parameters, values)
        }

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """A family of the catalogue travels by its name."""
        if _of_catalogue(self.name) is self:
            return _of_catalogue, (self.name,)
        return MulticlassFamily, (self.make, self.source, self.parameters, self.form)


def _of_catalogue(name: str) -> object:
    from losstheory.losses.multiclass.catalogue import multiclass_catalogue

    if name not in multiclass_catalogue:
        return None
    return multiclass_catalogue[name]


def family(source: str, *parameters: Parameter | Numbers) -> Callable[[Callable[..., AnyMulticlass]], MulticlassFamily]:
    """The decorator that makes a family of the function below it."""
    return lambda make: MulticlassFamily(make, source, parameters)


def family_of_every_k(
    source: str, *parameters: Parameter | Numbers
) -> Callable[[Callable[..., EveryKLoss]], MulticlassFamily]:
    """The same for a function of the parameters alone that builds the loss of every number of classes."""

    def built(form: Callable[..., EveryKLoss]) -> MulticlassFamily:
        @wraps(form)
        def make(classes: int, **values: Value) -> AnyMulticlass:
            return form(**values).of(classes)

        return MulticlassFamily(make, source, parameters, form)

    return built


def _text(value: Value) -> str:
    return ":".join(map(str, value)) if isinstance(value, tuple) else str(value)
