"""The channels by which a group is written to: each is one file of this folder.

A file calls `register(Backend(...))`; nothing else knows which channels there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from wanjia.channels.models import Message

Send = Callable[["Message", str], str]
Check = Callable[[str], None]


class AddressError(ValueError):
    """What is wrong with an address."""


def _refuse_address(*_: object) -> str:
    raise AddressError("no such channel")


def _accept_address(_: str) -> None:
    return


@dataclass(frozen=True)
class Backend:
    """A channel: its name, what it needs, what it allows, how a message leaves by it.

    `send(message, address)` returns why the message could not be sent, or nothing; it and
    `check(address)` raise AddressError. `per_minute` counts messages of one robot or gateway,
    `bytes` is the longest text in UTF-8: longer ones are cut into parts. `starts` is how an
    address begins, `place` the order in which officers choose. A channel without `send` is a
    person's hand.
    """

    key: str
    name: str | Promise
    place: int
    per_minute: int = 1
    bytes: int = 60_000
    starts: str = ""
    needs_address: bool = True
    check: Check = _accept_address
    send: Send | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person copies the text."""
        return self.send is None


_backends: dict[str, Backend] = {}


def register(backend: Backend) -> Backend:
    """Make a channel known. Raises ValueError for a key that is taken or too long to be stored."""
    if backend.key in _backends or len(backend.key) > 10:
        raise ValueError(f"channel {backend.key}: taken, or longer than 10 letters")
    _backends[backend.key] = backend
    return backend


def backends() -> dict[str, Backend]:
    """Return every channel by its key, in the order in which officers choose."""
    _import_all()
    return dict(sorted(_backends.items(), key=lambda item: item[1].place))


@cache
def _import_all() -> None:
    for module in iter_modules(__path__, f"{__name__}."):
        if not module.name.rpartition(".")[2].startswith("_"):
            import_module(module.name)


def backend_of(key: str) -> Backend:
    """Return a channel; one whose file is gone keeps its key as name and sends nothing."""
    gone = Backend(key, key, 0, needs_address=False, send=_refuse_address)
    return backends().get(key, gone)


def choices() -> list[tuple[str, str | Promise]]:
    """Return the channels as a form offers them."""
    return [(key, backend.name) for key, backend in backends().items()]
