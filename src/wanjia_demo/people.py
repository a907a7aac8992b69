"""From an empty stairwell to its residents: names, numbers, papers, whereabouts, risks."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from wanjia_demo import names
from wanjia_demo.households import Member, household
from wanjia_demo.risks import NEWBORN_DAYS, risks_of
from wanjia_demo.values import Resident, Risk

ID_AREA = "999999"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PHONE_PREFIX = "1990000"
NAMES_TRIED = 20
REGISTERS = ("本地户籍", "人户分离", "外来人员")


def check_digit(first_17: str) -> str:
    """Return the last character of a resident's ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


@dataclass
class Papers:
    """Hands out phone and ID numbers, none twice."""

    rng: Random
    phones: Iterator[str] = field(init=False)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.phones = (f"{PHONE_PREFIX}{n:04d}" for n in self.rng.sample(range(10_000), 10_000))

    def phone(self) -> str:
        """Return a phone number that nobody else has."""
        return next(self.phones)

    def id_number(self, birth: date, sex: str) -> str:
        """Return an ID number of the area that does not exist, with the right check digit."""
        while True:
            order = self.rng.randrange(500) * 2 + (sex == "男")
            first = f"{ID_AREA}{birth:%Y%m%d}{order:03d}"
            if first not in self.taken:
                self.taken.add(first)
                return first + check_digit(first)


def residents(
    rng: Random, papers: Papers, home: str, size: int, today: date
) -> tuple[Resident, ...]:
    """Return the people of one household; `home` begins each one's key."""
    of = names.family(rng)
    members = household(rng, size)
    register = _draw_register(rng, of, members[0].rents)
    people: list[Resident] = []
    for place, member in enumerate(members, 1):
        birth = _draw_birth(rng, member.age, today)
        age = member.age
        # Names follow the year of birth, so they draw apart: all else must not move with `today`.
        name = _draw_name(Random(rng.getrandbits(32)), of, member, birth, {p.name for p in people})
        where, note = _draw_whereabouts(rng, age)
        people.append(
            Resident(
                key=f"{home}/{place}",
                name=name,
                sex=member.sex,
                birth=birth,
                phone=papers.phone() if _has_phone(rng, age) else "",
                id_number="" if of.people == "foreign" else papers.id_number(birth, member.sex),
                relation=member.relation,
                register="外来人员" if member.relation in ("保姆", "合租") else register,
                note="、".join(filter(None, [_origin_note(of), "租户" * member.rents, note])),
                where=where,
                exempt_until=None,
                exempt_why="",
                risks=risks_of(
                    rng, age=age, birth=birth, sex=member.sex, size=size, of=of, today=today
                ),
            )
        )
    return tuple(_exempt_some(rng, _left_alone(rng, _gone_away(rng, people), today), today))


def _draw_birth(rng: Random, age: int, today: date) -> date:
    if age == 0:
        # More of the babies are in their first weeks than chance would have, for the demo's sake.
        return today - timedelta(days=2 + int(360 * rng.random() ** 1.5))
    return today - timedelta(days=int(age * 365.2425) + 2 + rng.randrange(362))


def _draw_name(
    rng: Random, family: names.Family, member: Member, birth: date, used: set[str]
) -> str:
    """Return a name that nobody in the household has yet, unless the family's names run out."""
    for _ in range(NAMES_TRIED):
        name = names.full_name(rng, family, member.kin, member.sex, birth.year)
        if name not in used:
            break
    return name


def _has_phone(rng: Random, age: int) -> bool:
    return rng.random() < (0 if age < 8 else 0.4 if age < 15 else 0.98 if age < 78 else 0.8)


def _draw_register(rng: Random, family: names.Family, rents: bool) -> str:
    if family.people != "han":
        return "外来人员"
    return rng.choices(REGISTERS, (1, 1, 8) if rents else (13, 5, 4))[0]


def _origin_note(family: names.Family) -> str:
    return f"外籍（{family.country}）" if family.people == "foreign" else ""


def _draw_whereabouts(rng: Random, age: int) -> tuple[str, str]:
    dice = rng.random()
    if 18 <= age <= 22 and dice < 0.35:
        return "away", "在校住宿"
    if 23 <= age <= 58 and dice < 0.015:
        return "work", "单位闭环"
    if age >= 65 and dice < 0.008:
        return "hospital", "住院"
    if dice > 0.992:
        return "away", "长期在外"
    return "home", ""


def _gone_away(rng: Random, people: list[Resident]) -> list[Resident]:
    """Return one household in fifty is away together."""
    if rng.random() >= 0.02:
        return people
    return [replace(p, where="away", note=_join_note(p.note, "全家在外")) for p in people]


def _left_alone(rng: Random, people: list[Resident], today: date) -> list[Resident]:
    """Now and then the parents were kept at work and the children stayed at home alone."""
    ages = [p.age(today) for p in people]
    at_home = [p for p in people if p.where == "home"]
    schoolchild = max((age for age in ages if age < 18), default=0)
    if (
        min(ages) < 6
        or schoolchild < 10
        or max(ages) >= 60
        or len(at_home) < len(people)
        or rng.random() >= 0.02
    ):
        return people
    return [
        replace(p, risks=(*p.risks, Risk("minor_alone")))
        if age < 18
        else replace(p, where="work", note=_join_note(p.note, "单位闭环"))
        for p, age in zip(people, ages, strict=True)
    ]


def _exempt_some(rng: Random, people: list[Resident], today: date) -> Iterator[Resident]:
    for person in people:
        if rng.random() < 0.003 and (today - person.birth).days > NEWBORN_DAYS:
            until = today + timedelta(days=rng.randint(6, 80))
            yield replace(person, exempt_until=until, exempt_why="康复期")
        else:
            yield person


def _join_note(note: str, more: str) -> str:
    return f"{note}、{more}" if note else more
