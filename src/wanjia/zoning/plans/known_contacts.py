"""Where contacts live, as a floor above knows it; the planner itself knows no contacts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.places.models import Estate


@dataclass(frozen=True)
class ContactHome:
    """A flat where somebody lives who follows from a case; `kind` is close or second."""

    door: str
    stairwell: UUID
    residents: int
    kind: str
    why: str


ContactHomes = Callable[[Viewer, Estate], Iterable[ContactHome]]
_known: list[ContactHomes] = []


def contact_homes_from(homes: ContactHomes) -> ContactHomes:
    """Register what knows where contacts of an estate live."""
    if homes not in _known:
        _known.append(homes)
    return homes


def contact_homes(viewer: Viewer, estate: Estate) -> list[ContactHome]:
    """Return the flats of an estate where contacts live, as far as any floor knows."""
    return [home for homes in _known for home in homes(viewer, estate)]
