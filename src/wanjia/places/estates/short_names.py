"""What an estate is called in front of a door: as short as it can be and still be the only one."""

from collections.abc import Iterable

SHORTEST = 2  # characters of a Chinese name


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return each name's shortest ending that no other name has: 中海悦庭 is 悦庭."""
    known = set(names)
    return {name: _shorten(name, known - {name}) for name in known}


def _shorten(name: str, others: set[str]) -> str:
    if name.isascii():
        endings = [name.split()[-1], name] if name.split() else [name]
    else:
        endings = [name[-length:] for length in range(SHORTEST, len(name))] + [name]
    return next((one for one in endings if not any(other.endswith(one) for other in others)), name)
