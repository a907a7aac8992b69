"""What an estate is called in front of a door: as short as it can be and still be the only one."""

from collections.abc import Iterable

SHORT = 2  # characters of a Chinese name
# Words of English names that tell no estate from another.
EVERYWHERE = frozenset(
    {
        "apartments", "court", "estate", "garden", "gardens", "house", "lane", "mansion", "park",
        "residence", "residences", "road", "the", "villa", "villas",
    }
)  # fmt: skip


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return each name's short ending if no other name has it, else the name: 中海悦庭 is 悦庭."""
    known = set(names)
    return {name: _shorten(name, known - {name}) for name in known}


def _shorten(name: str, others: set[str]) -> str:
    if name.isascii():
        words = name.split()
        own = [word for word in (*words[-1:], *words[:1]) if word.lower() not in EVERYWHERE]
        endings = [*own, name]
    else:
        endings = [name[-SHORT:], name]
    return next((one for one in endings if not any(_may_be(one, other) for other in others)), name)


def _may_be(ending: str, other: str) -> bool:
    """Return whether another name may be called so too."""
    return ending in other.split() if other.isascii() else other.endswith(ending)
