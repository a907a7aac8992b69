"""Lines with their right readings: households that nobody lives in, and how one might write."""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from wanjia.reports.paste.reader.roster import Dwelling, RosterIndex, RosterPerson

PHRASES: dict[str, Any] = tomllib.loads(
    files(__package__).joinpath("phrases.toml").read_text("utf-8")
)
STAIRWELLS, FLOORS = 6, 6
TYPO, STRANGE_WORD, CHAT = 0.05, 0.08, 0.35
_STRANGE = ("阿毛", "隔壁", "刚刚", "下楼", "老规矩", "嗨", "收工", "小区", "天气好", "还没")


@dataclass
class Example:
    """A line, the list it stands in, and what it says of whom: (antigen, temperature)."""

    text: str
    title: str
    facts: dict[str, tuple[str | None, float | None]] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """The text as it is pasted: under its list's title, or under its sender's name."""
        if self.title.endswith(":05"):
            return f"{self.title}\n{self.text}"
        return f"#接龙\n{self.title}\n\n1. {self.text}" if self.title else self.text


class Generator:
    """Makes examples from one half of the phrases: `half` 0 to fit with, 1 kept apart."""

    def __init__(self, seed: int, half: int) -> None:
        self.dice = random.Random(seed)
        self.half = half
        self.people = self._people()
        self.index = RosterIndex.build(self.people)

    def examples(self, many: int) -> list[Example]:
        """So many lines with their right readings."""
        return [self._example() for _ in range(many)]

    def _words(self, section: str, key: str) -> Sequence[str]:
        words = PHRASES[section][key]
        return [one for place, one in enumerate(words) if place % 2 == self.half] or words

    def _people(self) -> list[RosterPerson]:
        dice, names = self.dice, PHRASES["names"]
        people: list[RosterPerson] = []
        for stairwell in range(1, STAIRWELLS + 1):
            for floor in range(1, FLOORS + 1):
                for flat in (1, 2):
                    door = f"{stairwell}-{floor}{flat:02d}"
                    father, mother = dice.choice(names["surnames"]), dice.choice(names["surnames"])
                    shape = dice.choice(["one", "two", "three", "four", "old", "five"])
                    people += self._household(door, father, mother, shape, len(people))
        return people

    def _household(
        self, door: str, father: str, mother: str, shape: str, first: int
    ) -> list[RosterPerson]:
        dice, given = self.dice, PHRASES["names"]["given"]
        age = dice.randint(28, 50) if shape != "old" else dice.randint(65, 85)
        rows = [(father, "男", age, "户主"), (mother, "女", age - dice.randint(0, 4), "妻")]
        if shape == "one":
            rows = rows[:1] if dice.random() < 0.5 else rows[1:]
        if shape in ("three", "four", "five"):
            rows.append((father, dice.choice("男女"), dice.randint(3, 17), "子女"))
        if shape == "four":
            rows.append((father, dice.choice("男女"), dice.randint(3, 17), "子女"))
        if shape == "five":
            rows += [
                (father, "男", age + 27, "父"),
                (dice.choice(PHRASES["names"]["surnames"]), "女", age + 25, "母"),
            ]
        return [
            RosterPerson(
                str(first + place), door,
                surname + dice.choice(given) + (dice.choice(given) if dice.random() < 0.6 else ""),
                "", "", (), years, sex, relation,
            )
            for place, (surname, sex, years, relation) in enumerate(rows)
        ]  # fmt: skip

    def _example(self) -> Example:
        dice = self.dice
        home = dice.choice(self.index.dwellings)
        label, room = home.door.split("-")
        title, door = (
            "",
            dice.choice([home.door, f"{label}号{room}室", f"{label}号楼{room}", f"{label}#{room}"]),
        )
        if dice.random() < 0.4:
            title, door = f"{label}号楼抗原接龙", dice.choice([room, f"{room}室"])
        if dice.random() < CHAT and home.size > 1:
            return self._chat(home)
        shapes = [self._everyone, self._each, self._but_some, self._rest, self._tail, self._also,
                  self._was, self._i_am, self._of_another]  # fmt: skip
        body, facts = dice.choice(shapes)(list(home.people))
        text = door + dice.choice([" ", " ", "", "，"]) + dice.choice(self._words("talk", "before"))
        text += body + dice.choice(self._words("talk", "after"))
        return Example(self._spoil(text), title, facts)

    def _chat(self, home: Dwelling) -> Example:
        """What one of the household says of all, as they call each other."""
        dice = self.dice
        people = list(home.people)
        speaker = dice.choice([p for p in people if p.age and p.age > 17])
        sender = dice.choice(
            [f"{home.door}{speaker.name}", speaker.name, f"{speaker.name}({home.door})"]
        )
        parts: list[str] = []
        facts: dict[str, Any] = {}
        for person in dice.sample(people, dice.randint(1, len(people))):
            called = self._called(person, speaker, people)
            kind, word = self._result()
            heat, value = self._heat()
            parts.append(f"{called}{word}{heat}")
            facts[person.id] = (kind, value)
        text = dice.choice([" ", "，", "、"]).join(parts) + dice.choice(
            self._words("talk", "after")
        )
        return Example(self._spoil(text), f"{sender} 2022-04-12 08:31:05", facts)

    def _called(self, person: RosterPerson, speaker: RosterPerson, home: list[RosterPerson]) -> str:
        if person is speaker:
            return self.dice.choice(["我", "我自己", "本人"])
        assert person.age is not None
        assert speaker.age is not None
        gap = person.age - speaker.age
        if abs(gap) < 15:
            return self.dice.choice(["老公", "先生"] if person.sex == "男" else ["老婆", "太太"])
        if gap < 0:
            children = [p for p in home if p.age is not None and p.age < 18]
            return "孩子" if children == [person] else self._call(person)
        return self.dice.choice(["爸爸", "我爸"] if person.sex == "男" else ["妈妈", "我妈"])

    def _spoil(self, text: str) -> str:
        dice = self.dice
        if dice.random() < TYPO:
            at = dice.randrange(len(text) // 2, len(text))
            text = text[:at] + text[at + 1 :]
        if dice.random() < STRANGE_WORD:
            at = dice.randrange(len(text) // 2, len(text) + 1)
            text = text[:at] + dice.choice(_STRANGE) + text[at:]
        return text

    def _result(self) -> tuple[str, str]:
        kind = self.dice.choices(["negative", "positive", "invalid"], [12, 3, 1])[0]
        return kind, self.dice.choice(self._words("results", kind))

    def _heat(self) -> tuple[str, float | None]:
        if self.dice.random() < 0.5:
            return "", None
        value = round(36 + self.dice.randint(0, 14) / 10, 1)
        return self.dice.choice([f" {value}", f"{value}", f" 体温{value}", f" {value}℃"]), value

    def _call(self, person: RosterPerson) -> str:
        given = person.name[1:]
        ways = [person.name] * 4 + ([given] if len(given) > 1 else ["小" + given])
        if person.age is not None and person.age > 45:
            ways.append("老" + person.name[0])
        return self.dice.choice(ways)

    def _everyone(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        kind, word = self._result()
        said = self.dice.choice(self._words("people", "all")).format(n=len(home), s=home[0].name[0])
        if len(home) == 1:
            said = ""
        heats = ["", *[f"36.{self.dice.randint(1, 9)}" for _ in home]]
        if self.dice.random() < 0.5:
            return said + word, {p.id: (kind, None) for p in home}
        facts = {p.id: (kind, float(h)) for p, h in zip(home, heats[1:], strict=True)}
        return f"{said}{word} {' '.join(heats[1:])}", facts

    def _each(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        some = self.dice.sample(home, self.dice.randint(1, len(home)))
        parts, facts = [], {}
        for person in some:
            kind, word = self._result()
            heat, value = self._heat()
            parts.append(f"{self._call(person)}{self.dice.choice(['', ' '])}{word}{heat}")
            facts[person.id] = (kind, value)
        return self.dice.choice([" ", "，", "、"]).join(parts), facts

    def _but_some(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        if len(home) < 3:
            return self._each(home)
        left = self.dice.choice(home)
        said = self.dice.choice(self._words("people", "except")).format(x=self._call(left))
        kind, word = self._result()
        return said + word, {p.id: (kind, None) for p in home if p is not left}

    def _rest(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        if len(home) < 2:
            return self._each(home)
        left = self.dice.choice(home)
        why = self.dice.choice(["untested", "away", "work", "hospital"])
        said = self._call(left) + self.dice.choice(self._words("results", why))
        kind, word = self._result()
        rest = self.dice.choice(self._words("people", "rest"))
        return f"{said}，{rest}{word}", {p.id: (kind, None) for p in home if p is not left}

    def _tail(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        """Names first, and what is said of each after them in the same order."""
        some = self.dice.sample(home, self.dice.randint(1, len(home)))
        told = [self._result() for _ in some]
        heat = [round(36 + self.dice.randint(0, 14) / 10, 1) for _ in some]
        gap = self.dice.choice(["", " "])
        values = gap.join(word for _kind, word in told)
        if self.dice.random() < 0.5:
            names = self.dice.choice([" ", "、"]).join(map(self._call, some))
            return f"{names} {values}", {
                p.id: (kind, None) for p, (kind, _word) in zip(some, told, strict=True)
            }
        names = " ".join(f"{self._call(p)}{h}" for p, h in zip(some, heat, strict=True))
        return f"{names} {values}", {
            p.id: (kind, h) for p, h, (kind, _word) in zip(some, heat, told, strict=True)
        }

    def _also(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        """The second has what the first has."""
        if len(home) < 2:
            return self._each(home)
        first, second = self.dice.sample(home, 2)
        kind, word = self._result()
        also = self.dice.choice(self._words("people", "also"))
        return f"{self._call(first)}{word}，{self._call(second)}{also}", {
            one.id: (kind, None) for one in (first, second)
        }

    def _was(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        """How it was before, and how it is now."""
        one = self.dice.choice(home)
        kind, word = self._result()
        before = self.dice.choice(self._words("results", "positive"))
        when = self.dice.choice(self._words("talk", "past"))
        return f"{self._call(one)}{when}{before}，今天{word}", {one.id: (kind, None)}

    def _i_am(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        """Who writes says who they are, and speaks of another by name."""
        one = self.dice.choice(home)
        kind, word = self._result()
        facts = {one.id: (kind, None)}
        text = f"我是{one.name}，我{word}"
        if len(home) > 1:
            other = self.dice.choice([p for p in home if p is not one])
            again, said = self._result()
            text += f"，{other.name}{said}"
            facts[other.id] = (again, None)
        return text, facts

    def _of_another(self, home: list[RosterPerson]) -> tuple[str, dict[str, Any]]:
        """A visitor of somebody: nobody of the household is meant by it."""
        one = self.dice.choice(home)
        visitor = self.dice.choice(self._words("people", "visitors"))
        _kind, word = self._result()
        own, said = self._result()
        return f"{one.name}{said}，{one.name}的{visitor}{word}", {one.id: (own, None)}
