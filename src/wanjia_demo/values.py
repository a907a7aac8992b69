"""The demo town's plain values: frozen, free of Django, in GeoJSON order (lon, lat)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

Point = tuple[float, float]


def age_on(birth: date, today: date) -> int:
    """Whole years lived on `today`."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a resident needs care. `detail` by kind: pregnant `due`, `hospital`; newborn `born`;
    dialysis and chemotherapy `weekdays` (1 is Monday), `hospital`; chronic `drug`, `days_left`;
    language `speaks`; disabled `level`."""

    kind: str
    detail: dict[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Resident:
    """A person in a dwelling; `key` is unique in the town and the same each time."""

    key: str
    name: str
    sex: str
    birth: date
    phone: str
    id_number: str
    relation: str
    register: str
    note: str
    where: str
    exempt_until: date | None
    exempt_why: str
    risks: tuple[Risk, ...]

    def age(self, today: date) -> int:
        """Whole years lived on `today`."""
        return age_on(self.birth, today)


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One flat or house; nobody lives in an empty one. A villa's room is ''."""

    door: str
    room: str
    floor: int
    residents: tuple[Resident, ...]


@dataclass(frozen=True, slots=True)
class Stairwell:
    """One street door (`at`), the junction it hangs on, and the dwellings behind it."""

    label: str
    lane: str
    building: str
    junction: str
    at: Point
    dwellings: tuple[Dwelling, ...]

    @property
    def residents(self) -> tuple[Resident, ...]:
        return tuple(person for home in self.dwellings for person in home.residents)

    @property
    def households(self) -> int:
        """Dwellings in which somebody lives."""
        return sum(bool(home.residents) for home in self.dwellings)


@dataclass(frozen=True, slots=True)
class Building:
    label: str
    floors: int
    polygon: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Junction:
    id: str
    at: Point


@dataclass(frozen=True, slots=True)
class Path:
    id: str
    between: tuple[str, str]
    guards: int
    line: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Gate:
    id: str
    name: str
    junction: str
    guards: int
    at: Point


@dataclass(frozen=True, slots=True)
class Estate:
    """A walled estate: its drawing, its ways, and the people behind its doors."""

    name: str
    name_en: str
    kind: str
    lanes: tuple[str, ...]
    outline: tuple[Point, ...]
    buildings: tuple[Building, ...]
    junctions: tuple[Junction, ...]
    paths: tuple[Path, ...]
    gates: tuple[Gate, ...]
    shared: tuple[tuple[str, str], ...]
    stairwells: tuple[Stairwell, ...]

    @property
    def residents(self) -> tuple[Resident, ...]:
        return tuple(person for door in self.stairwells for person in door.residents)

    @property
    def households(self) -> int:
        return sum(door.households for door in self.stairwells)

    def stairwell(self, label: str) -> Stairwell:
        """Return the stairwell of that label; KeyError if there is none."""
        for door in self.stairwells:
            if door.label == label:
                return door
        raise KeyError(label)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who serves the community; a volunteer is also a resident (`resident` is the key).

    `role` is one of head, desk, grid, doctor, steward, volunteer, town; `estates` are the names
    of those looked after (empty: all); `skills` are codes (drive, dialect, nursing, english,
    carry, repair, party).
    """

    name: str
    role: str
    title: str
    phone: str
    login: str
    estates: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    resident: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Where the demo's case lives."""

    estate: str
    stairwell: str
    door: str
    resident: str


@dataclass(frozen=True, slots=True)
class Town:
    """The demo community as it stands on `today`."""

    name: str
    name_en: str
    town_office: str
    today: date
    seed: int
    estates: tuple[Estate, ...]
    staff: tuple[Staff, ...]
    story: Story

    def estate(self, name: str) -> Estate:
        """Return the estate of that name; KeyError if there is none."""
        for estate in self.estates:
            if estate.name == name:
                return estate
        raise KeyError(name)

    def residents(self) -> Iterator[Resident]:
        """Everyone, in the order of the roster."""
        for estate in self.estates:
            yield from estate.residents
