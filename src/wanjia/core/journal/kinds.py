"""The kinds of journal entries: the app that writes a kind declares it once, with its title."""

from collections.abc import Mapping

from django.utils.functional import Promise

_titles: dict[str, str | Promise] = {}
_declared_in: dict[str, str] = {}


def declare_kinds(module: str, titles: Mapping[str, str | Promise]) -> None:
    """Declare the kinds that an app writes; `module` is the `__name__` of its events.py.

    Raises ValueError for a kind that another app has declared already.
    """
    for kind, title in titles.items():
        if _declared_in.setdefault(kind, module) != module:
            raise ValueError(f"{kind} is declared by {_declared_in[kind]} and by {module}")
        _titles[kind] = title


def title_of(kind: str) -> str:
    """Return what an entry of a kind is called; an old kind that nobody writes is its own name."""
    return str(_titles.get(kind, kind))


def declared_kinds() -> dict[str, str]:
    """Return each declared kind with the module that declares it."""
    return dict(_declared_in)
