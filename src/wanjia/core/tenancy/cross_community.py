"""The few statements that look across communities, each by name.

In a city every row lies on the node of its community, and a statement that does not say which
community it means asks all of them. The roll-ups do so, and what is listed here; the test run
fails on any other (tests/statements.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Name: what it looks across communities for.
NAMED: dict[str, str] = {
    "areas": "roll-up rows are added up by area (the office's pages)",
    "communities": "roll-up rows of an area's communities are listed (the office's pages)",
    "graph": "an estate is found by its name alone (wanjia graph)",
    "seal": "what lies open, or under an old key, is sealed (an upgrade, wanjia reseal)",
    "proof": "the whole database is searched for what was forgotten (wanjia forget)",
    "practice": "accounts of a practice that was thrown away are deleted, wherever they stand",
    "move": "a whole database is copied to another and compared (wanjia move)",
}
_current: ContextVar[str] = ContextVar("crossing", default="")


@contextmanager
def across_communities(name: str) -> Iterator[None]:
    """Let the statements of the block look across communities, under a name of `NAMED`.

    Rows are read within the block: a query set that is read after it counts as unnamed.
    Raises KeyError for a name that is not listed.
    """
    if name not in NAMED:
        raise KeyError(f"crossing {name!r} is not listed in kernel/crossing.py")
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


def current_crossing() -> str:
    """Return the name under which the statement at hand crosses communities; empty for none."""
    return _current.get()
