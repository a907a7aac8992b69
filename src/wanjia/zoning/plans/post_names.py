"""What guard posts are called: by what lies beside them, never by an id of the graph. Pure.

A gate has its own name, a door that of its house. A road is named by the nearest houses on its
two sides; else by the one house, the gate, or the doors at its ends; else by its distance and
direction from a gate, or its part of the estate. What would bear one name is told apart by where
it lies, so that no two posts of an estate are called the same, in either language.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, hypot, pi, radians

from wanjia.zoning.protocols.values import Text

DOOR = "door:"
BESIDE_METRES = 60.0  # what lies farther from the middle of a road is not beside it
METRES_OF_DEGREE = 111_320.0

LatLon = Sequence[float]
XY = tuple[float, float]


@dataclass(frozen=True)
class House:
    """A stairwell as the ground shows it: its number ("" for none), door, block and junctions."""

    number: str
    at: LatLon = ()
    block: Hashable = None
    junctions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Road:
    """A path between two junctions; a label that is words in Chinese is its name."""

    label: str
    ends: tuple[str, str]
    line: tuple[LatLon, ...] = ()


@dataclass(frozen=True)
class Entrance:
    """A gate with its names."""

    label: str
    name: str
    name_en: str
    junction: str
    at: LatLon = ()


@dataclass(frozen=True)
class Surroundings:
    """All of an estate that can stand beside a guard post, in the estate's own order."""

    houses: tuple[House, ...] = ()
    roads: tuple[Road, ...] = ()
    gates: tuple[Entrance, ...] = ()
    junctions: Mapping[str, LatLon] = field(default_factory=dict)
    blocks: Mapping[Hashable, tuple[LatLon, ...]] = field(default_factory=dict)


def post_names(around: Surroundings) -> dict[str, Text]:
    """Name each gate, each road and each door of an estate that guards could close, by label."""
    ground = _Ground(around)
    named = {gate.label: gate_words(gate) for gate in around.gates}
    spots = {gate.label: ground.place(gate.at, gate.junction) for gate in around.gates}
    for road in around.roads:
        spots[road.label] = ground.middle(road)[0]
        named[road.label] = ground.road_words(road)
    for house in around.houses:
        if not house.number:
            continue
        key, house_words = DOOR + house.number, house_text(house.number)
        named[key] = Text(f"{house_words.zh}楼道门", f"the door of {house_words.en}")
        spots[key] = ground.place(house.at, *house.junctions)
        for junction in house.junctions[1:]:
            other = f"{key}@{junction}"
            named[other] = Text(f"{house_words.zh}的另一个门", f"another door of {house_words.en}")
            spots[other] = ground.place((), junction)
    return _told_apart(named, spots)


def house_text(number: str) -> Text:
    """Return a house as people say it: 7号, no. 7; what has a name of its own keeps it."""
    if lane := re.fullmatch(r"(\w+)弄(\w+)", number):
        return Text(f"{number}号", f"no. {lane[2]}, lane {lane[1]}")
    if re.fullmatch(r"[\w/-]*[0-9A-Za-z甲乙丙丁]", number):
        return Text(f"{number}号", f"no. {number}")
    return Text(number, number)


_GATE_WORDS = {
    "东": "east",
    "南": "south",
    "西": "west",
    "北": "north",
    "正": "main",
    "大": "main",
    "前": "front",
    "后": "back",
    "侧": "side",
    "边": "side",
    "小": "small",
    "中": "middle",
}


def gate_words(gate: Entrance) -> Text:
    """Return a gate by its own names; one without an English name by what the Chinese says."""
    name = gate.name or gate.name_en or "大门"
    return Text(name, gate.name_en or _english_gate(name))


def _english_gate(name: str) -> str:
    if not re.search(r"[\u3400-\u9fff]", name):
        return name
    plain = re.fullmatch(r"([东南西北正大前后侧边小中]{0,3})大?门(?:口|岗)?", name)
    number = re.fullmatch(r"([0-9A-Za-z]+)号?门", name)
    if number:
        return f"gate {number[1]}"
    if plain and plain[1]:
        words = [_GATE_WORDS[sign] for sign in plain[1]]
        if len(words) > 1 and plain[1][0] in "东西" and plain[1][1] in "南北":
            words[:2] = [f"{words[1]}-{words[0]}"]  # 东南 is south-east
        return " ".join(dict.fromkeys(words)) + " gate"
    return "the main gate" if plain else name


class _Ground:
    """An estate in metres, with what lies where."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.origin = next(iter(self._all_points()), (0.0, 0.0))
        self.at_junction: dict[str, list[House]] = defaultdict(list)
        for house in around.houses:
            for junction in house.junctions if house.number else ():
                self.at_junction[junction].append(house)
        self.gate_at = {gate.junction: gate for gate in around.gates}
        self.rings = {key: [self.xy(at) for at in ring] for key, ring in around.blocks.items()}
        self.cells: dict[tuple[int, int], list[tuple[int, House]]] = defaultdict(list)
        for order, house in enumerate(around.houses):
            for cell in {self._cell(spot) for spot in self._shape(house)} if house.number else ():
                self.cells[cell].append((order, house))

    def _all_points(self) -> Iterable[LatLon]:
        around = self.around
        yield from (road.line[0] for road in around.roads if road.line)
        yield from (at for at in around.junctions.values() if at)
        yield from (house.at for house in around.houses if house.at)
        yield from (gate.at for gate in around.gates if gate.at)

    def xy(self, at: LatLon) -> XY:
        """Return a point in metres, east and north of the first."""
        east = (at[1] - self.origin[1]) * METRES_OF_DEGREE * cos(radians(self.origin[0]))
        return east, (at[0] - self.origin[0]) * METRES_OF_DEGREE

    def place(self, at: LatLon, *junctions: str) -> XY | None:
        """Return where something lies: its own point, or that of its junction."""
        for point in (at, *(self.around.junctions.get(label, ()) for label in junctions)):
            if point:
                return self.xy(point)
        return None

    def middle(self, road: Road) -> tuple[XY | None, XY]:
        """Return the middle of a road, and which way it runs there."""
        ends = [self.around.junctions.get(end, ()) for end in road.ends]
        points = [self.xy(at) for at in road.line or ends if at]
        if len(points) < 2:
            return (points[0] if points else None), (0.0, 0.0)
        left = sum(_length(*pair) for pair in itertools.pairwise(points)) / 2
        for start, end in itertools.pairwise(points):
            length = _length(start, end)
            if length and left <= length:
                share = left / length
                way = (end[0] - start[0], end[1] - start[1])
                return (start[0] + way[0] * share, start[1] + way[1] * share), way
            left -= length
        return points[0], (0.0, 0.0)

    def road_words(self, road: Road) -> Text:
        """Name a road by what lies beside it."""
        beside = self._beside(road)
        if len(beside) < 2:
            beside += [words for words in self._at_ends(road) if words not in beside]
        if beside:
            where = _road_between(beside[:2])
        else:
            where = self._from_gate(road) or self._part_of_estate(road)
        if re.search(r"[\u3400-\u9fff]", road.label):
            return Text(f"{road.label}（{where.zh.removesuffix('的路')}）", where.en)
        return where

    def _beside(self, road: Road) -> list[Text]:
        """Return the nearest house on each side of a road, in the estate's order."""
        middle, way = self.middle(road)
        if middle is None:
            return []
        nearest: dict[bool, tuple[float, int, House]] = {}
        for order, house in self._near(middle):
            shape = self._shape(house)
            far = min(_distance(middle, *edge) for edge in _edges(shape))
            centre = _centre(shape)
            left = way[0] * (centre[1] - middle[1]) - way[1] * (centre[0] - middle[0]) > 0
            door = self.place(house.at)
            # Of one block the door that is nearest speaks for it.
            rank = (far, order) if door is None else (far + _length(middle, door) / 1e3, order)
            if far <= BESIDE_METRES and (left not in nearest or rank < nearest[left][:2]):
                nearest[left] = (*rank, house)
        ranked = sorted(nearest.values(), key=lambda one: one[1])
        return list(dict.fromkeys(house_text(house.number) for _far, _order, house in ranked))

    def _near(self, spot: XY) -> list[tuple[int, House]]:
        column, row = self._cell(spot)
        found = {
            order: house
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for order, house in self.cells.get((x, y), ())
        }
        return sorted(found.items())

    def _shape(self, house: House) -> list[XY]:
        if ring := self.rings.get(house.block):
            return ring
        spot = self.place(house.at)
        return [spot] if spot else []

    def _cell(self, spot: XY) -> tuple[int, int]:
        return int(spot[0] // BESIDE_METRES), int(spot[1] // BESIDE_METRES)

    def _at_ends(self, road: Road) -> list[Text]:
        """Return a gate or a house of each end of a road."""
        found = []
        for end in road.ends:
            if gate := self.gate_at.get(end):
                words = gate_words(gate)
                found.append(Text(words.zh, _with_article(words.en)))
            elif houses := self.at_junction.get(end):
                found.append(house_text(houses[0].number))
        return list(dict.fromkeys(found))

    def _from_gate(self, road: Road) -> Text | None:
        """Name a road by how far it lies from the nearest gate, and in which direction."""
        middle, _way = self.middle(road)
        gates = [
            (_length(spot, middle), gate_words(gate), spot)
            for gate in self.around.gates
            if middle and (spot := self.place(gate.at, gate.junction))
        ]
        if not middle or not gates:
            return None
        far, words, spot = min(gates, key=lambda one: one[0])
        zh, en = _direction(spot, middle)
        metres = max(10, round(far, -1))
        return Text(
            f"{words.zh}以{zh}约{metres:.0f}米的路",
            f"the road about {metres:.0f} m {en} of {_with_article(words.en)}",
        )

    def _part_of_estate(self, road: Road) -> Text:
        middle, _way = self.middle(road)
        spots = [spot for other in self.around.roads if (spot := self.middle(other)[0])]
        if middle is None or len(spots) < 2:
            return Text("小区里的路", "the road inside the estate")
        zh, en = _direction(_centre(spots), middle)
        return Text(f"小区{zh}边的路", f"the road in the {en} of the estate")


def _road_between(beside: Sequence[Text]) -> Text:
    if len(beside) == 1:
        return Text(f"{beside[0].zh}旁边的路", f"the road beside {beside[0].en}")
    first, second = beside
    return Text(f"{first.zh}与{second.zh}之间的路", f"the road between {first.en} and {second.en}")


def _with_article(words: str) -> str:
    return words if re.match(r"the |gate \w+$|.*[\u3400-\u9fff]", words, re.I) else f"the {words}"


def _told_apart(named: Mapping[str, Text], spots: Mapping[str, XY | None]) -> dict[str, Text]:
    """Return the names, those that several bear with where each of them lies."""
    zh = _apart_in({label: text.zh for label, text in named.items()}, spots, _rank_zh)
    en = _apart_in({label: text.en for label, text in named.items()}, spots, _rank_en)
    return {label: Text(zh[label], en[label]) for label in named}


Rank = Callable[[int, int, str], str]


def _apart_in(
    named: Mapping[str, str], spots: Mapping[str, XY | None], rank_words: Rank
) -> dict[str, str]:
    alike: dict[str, list[str]] = defaultdict(list)
    for label, words in named.items():
        alike[words].append(label)
    taken = {words for words, labels in alike.items() if len(labels) == 1}
    told = {labels[0]: words for words, labels in alike.items() if len(labels) == 1}
    for words, labels in alike.items():
        if len(labels) == 1:
            continue
        side, ranked = _ranked(labels, spots)
        for place, label in enumerate(ranked):
            name, more = words + rank_words(place, len(ranked), side), place
            while name in taken:
                more += 1
                name = words + rank_words(more, len(ranked) + more, "")
            taken.add(name)
            told[label] = name
    return told


def _ranked(labels: Sequence[str], spots: Mapping[str, XY | None]) -> tuple[str, list[str]]:
    """Return posts from north to south, or from west to east, whichever they spread in more."""
    known = [(label, spot) for label in labels if (spot := spots.get(label))]
    by_label = sorted(labels, key=_natural)
    if len(known) < len(labels):
        return "", by_label
    tall, wide = (
        max(spot[axis] for _, spot in known) - min(spot[axis] for _, spot in known)
        for axis in (1, 0)
    )
    if max(tall, wide) < 1:
        return "", by_label
    place = dict(known)
    if tall >= wide:
        return "north", sorted(by_label, key=lambda label: -place[label][1])
    return "west", sorted(by_label, key=lambda label: place[label][0])


_ENDS_ZH = {"north": ("北", "南"), "west": ("西", "东")}
_ENDS_EN = {"north": ("north", "south"), "west": ("west", "east")}


def _rank_zh(place: int, count: int, side: str) -> str:
    if side and count == 2:
        return f"（靠{_ENDS_ZH[side][place]}）"
    return f"（从{_ENDS_ZH[side][0]}数第{place + 1}处）" if side else f"（第{place + 1}处）"


def _rank_en(place: int, count: int, side: str) -> str:
    if side and count == 2:
        return f" ({_ENDS_EN[side][place]} one)"
    return f" (no. {place + 1} from the {side})" if side else f" (place {place + 1})"


def _natural(label: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else -1, part) for part in re.findall(r"\d+|\D+", label)]


_COMPASS = (
    ("东", "east"),
    ("东北", "north-east"),
    ("北", "north"),
    ("西北", "north-west"),
    ("西", "west"),
    ("西南", "south-west"),
    ("南", "south"),
    ("东南", "south-east"),
)


def _direction(start: XY, end: XY) -> tuple[str, str]:
    turn = atan2(end[1] - start[1], end[0] - start[0])
    return _COMPASS[round(turn / (pi / 4)) % 8]


def _length(start: XY, end: XY) -> float:
    return hypot(end[0] - start[0], end[1] - start[1])


def _centre(points: Sequence[XY]) -> XY:
    return (
        sum(point[0] for point in points) / len(points),
        sum(point[1] for point in points) / len(points),
    )


def _edges(shape: Sequence[XY]) -> list[tuple[XY, XY]]:
    return list(zip(shape, [*shape[1:], shape[0]], strict=True))


def _distance(point: XY, start: XY, end: XY) -> float:
    """Return how far a point is from a stretch."""
    way = (end[0] - start[0], end[1] - start[1])
    square = way[0] ** 2 + way[1] ** 2
    along = (point[0] - start[0]) * way[0] + (point[1] - start[1]) * way[1]
    share = min(1.0, max(0.0, along / square)) if square else 0.0
    return _length(point, (start[0] + way[0] * share, start[1] + way[1] * share))
