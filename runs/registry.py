"""Who knows how to do which kind of run. Other packages register; this one never imports them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Handler:
    """How a kind of run is done.

    `do_item(run, item, target)` writes the result of one piece to the file `target` and may be called again after a
    crash; `finish(run, paths, target)` joins the pieces, in order, into the file `target`. The same piece must give
    the same bytes each time. `refusals` are the exceptions whose message is a sentence for people and which trying
    again would not cure.
    """

    do_item: Callable[[Any, Any, Path], None]
    finish: Callable[[Any, list[Path], Path], None]
    suffix: str = ".pdf"
    refusals: tuple[type[Exception], ...] = ()


_HANDLERS: dict[str, Handler] = {}


class UnknownRunKind(LookupError):
    """No package has registered a handler for this kind of run."""


def register(kind: str, handler: Handler) -> None:
    """Say who does runs of `kind`; called from AppConfig.ready."""
    _HANDLERS[kind] = handler


def known_kinds() -> list[str]:
    """Return the kinds that this process can do."""
    return sorted(_HANDLERS)


def handler_for(kind: str) -> Handler:
    """Return the handler of a kind. Raises UnknownRunKind."""
    try:
        return _HANDLERS[kind]
    except KeyError:
        raise UnknownRunKind(kind) from None
