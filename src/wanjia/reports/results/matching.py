"""Who a laboratory's list means: by number, by phone and name, by door and name, by a lone name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from wanjia.people.models import Resident
from wanjia.people.roster.reader.name_forms import name_key
from wanjia.places.addresses.reader import read_address
from wanjia.reports.results.rules import Named


@dataclass(frozen=True)
class NoMatch:
    """Why nobody is meant for sure: the code of a Problem and what it tells."""

    code: str
    name: str
    door: str = ""


class Roster:
    """Residents by their numbers, phones, doors and names."""

    def __init__(self, residents: Iterable[Resident]) -> None:
        self._by_number: dict[str, list[Resident]] = defaultdict(list)
        self._by_phone: dict[str, list[Resident]] = defaultdict(list)
        self._by_door: dict[str, list[Resident]] = defaultdict(list)
        self._by_name: dict[str, list[Resident]] = defaultdict(list)
        for resident in residents:
            if resident.id_number:
                self._by_number[resident.id_number.upper()].append(resident)
            for phone in {resident.phone, resident.phone2} - {""}:
                self._by_phone[phone].append(resident)
            self._by_door[resident.dwelling.door.lower()].append(resident)
            self._by_name[name_key(resident.name)].append(resident)

    def find(self, named: Named) -> Resident | NoMatch:
        """Return who is meant; a number of another person's, or two of one name, is nobody."""
        if named.id_number and (owners := self._by_number.get(named.id_number)):
            return self._owner(named, owners)
        alike = self._by_name.get(name_key(named.name), []) if named.name else []
        if named.id_number and alike:
            # Somebody else of the name has another number: this is not they.
            alike = [resident for resident in alike if not resident.id_number]
            if not alike:
                return NoMatch("result.other_number", named.name, named.door)
        homes = self._home(named.door) if named.door else []
        near = [
            resident
            for resident in alike
            if resident in homes
            or (named.phone and resident in self._by_phone.get(named.phone, []))
        ]
        found = near or ([] if named.door and homes else alike)
        if not named.name:
            found = self._by_phone.get(named.phone, []) if named.phone else homes
        if len(found) == 1:
            return found[0]
        return NoMatch("result.many" if found else "result.nobody", named.name, named.door)

    def _owner(self, named: Named, owners: Sequence[Resident]) -> Resident | NoMatch:
        same = [
            resident
            for resident in owners
            if not named.name or name_key(resident.name) == name_key(named.name)
        ]
        if len(same) == 1:
            return same[0]
        return NoMatch("result.many" if same else "result.other_name", named.name, named.door)

    def _home(self, door: str) -> list[Resident]:
        home = self._by_door.get(door.strip().lower())
        if home is None:
            home = self._by_door.get((read_address(door).door or "").lower(), [])
        return home


def match_people(
    roster: Roster, people: Sequence[Named]
) -> tuple[list[Resident], list[tuple[Named, NoMatch]]]:
    """Return who is meant, each once, and whom nobody could be matched with."""
    found: dict[UUID, Resident] = {}
    unmatched = []
    for named in people:
        match = roster.find(named)
        if isinstance(match, NoMatch):
            unmatched.append((named, match))
        else:
            found[match.id] = match
    return list(found.values()), unmatched
