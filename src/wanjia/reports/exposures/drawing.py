"""The chain of a case: whom it may have come from, and whom it met; places for an SVG. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

ROW, TOP, WIDTH = 34, 20, 168
COLUMNS = (4, 236, 468)  # where the sources, the case and its contacts begin


@dataclass(frozen=True)
class Person:
    """Somebody in the chain: `tone` is case, close, second or proposed."""

    name: str
    tone: str
    url: str = ""
    why: str = ""


@dataclass(frozen=True)
class Node:
    """A person with where they stand."""

    person: Person
    x: int
    y: int

    @property
    def text_y(self) -> int:
        """Where the name's line stands."""
        return self.y + 18

    @property
    def middle(self) -> int:
        """The height at which lines meet it."""
        return self.y + 13


@dataclass(frozen=True)
class Line:
    """A line from one person to another."""

    x1: int
    y1: int
    x2: int
    y2: int
    dashed: bool = False


@dataclass(frozen=True)
class Chain:
    """What is drawn, and how high it is."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    height: int
    width: int
    box: int = WIDTH


def draw_chain(case: Person, sources: Sequence[Person], met: Sequence[Person]) -> Chain:
    """Return the chain: sources to the left, the case between, whom it met to the right."""
    rows = max(len(sources), len(met), 1)
    shift = 0 if sources else COLUMNS[1] - COLUMNS[0]  # no empty column on a phone
    centre = Node(case, COLUMNS[1] - shift, TOP + ROW * (rows - 1) // 2)
    left = [Node(one, COLUMNS[0], TOP + ROW * place) for place, one in enumerate(sources)]
    right = [Node(one, COLUMNS[2] - shift, TOP + ROW * place) for place, one in enumerate(met)]
    lines = [
        *(Line(one.x + WIDTH, one.middle, centre.x, centre.middle) for one in left),
        *(
            Line(centre.x + WIDTH, centre.middle, one.x, one.middle, one.person.tone == "proposed")
            for one in right
        ),
    ]
    width = COLUMNS[2] - shift + WIDTH + 4
    return Chain((*left, centre, *right), tuple(lines), TOP * 2 + ROW * rows, width)
