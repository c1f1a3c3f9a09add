"""The facts of a paper as JSON and back, so that a stored paper can be made again from what is stored beside it."""

from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from .contexts import Line, Lines


def freeze(value: Any) -> Any:
    """Return `value`, a context or any part of one, in types that JSON knows."""
    if is_dataclass(value):
        return {field.name: freeze(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [freeze(item) for item in value]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, Fraction) else value


def thaw(kind: Any, data: Any) -> Any:
    """Return what freeze() was given: `kind` is its type, a class or a type hint of one."""
    if data is None:
        return None
    if choices := [each for each in get_args(kind) if each is not NoneType and each is not Ellipsis]:
        is_tuple = getattr(kind, "__origin__", None) is tuple
        return tuple(thaw(choices[0], item) for item in data) if is_tuple else thaw(choices[0], data)
    if kind is Lines:
        return Lines(thaw(Line, item) for item in data)
    if is_dataclass(kind):
        hints = _hints(kind)
        return kind(
            **{field.name: thaw(hints[field.name], data[field.name]) for field in fields(kind) if field.name in data}
        )
    if kind in (date, time):
        return kind.fromisoformat(data)
    return kind(data) if kind is Fraction or issubclass(kind, Enum) else data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
