"""What zones and grids are called: the estate and what is in it, so that no two bear one name."""

from collections.abc import Collection, Sequence

from wanjia.zoning.protocols.values import Text

LONGEST_GRID = 4
MOST_SPANS = 3


def zone_name(estate: Text, doors: Sequence[str], inside: Collection[str]) -> Text:
    """Name a zone by its estate and its stairwells: 中海悦庭 7–8号, or all of it 中海悦庭.

    `doors` are all stairwells of the estate in their order. Zones that share no stairwell never
    share a name: each is named by its first door, which is in no other.
    """
    within = [door for door in doors if door in inside]
    if len(within) == len(doors):
        return estate
    spans = list(_find_spans(doors, within))
    shown = [_show_span(first, last) for first, last in spans[:MOST_SPANS]]
    zh, en = "、".join(shown) + "号", ", ".join(shown)
    if len(spans) > MOST_SPANS:
        zh = f"{zh}等{len(within)}个楼道"
        en = f"{en} and others ({len(within)} stairwells)"
    return Text(f"{estate.zh} {zh}", f"{estate.en} {en}")


def _find_spans(doors: Sequence[str], within: Sequence[str]) -> list[tuple[str, str]]:
    """Return first and last of each run of stairwells that follow each other in the estate."""
    place = {door: number for number, door in enumerate(doors)}
    spans: list[tuple[str, str]] = []
    for door in within:
        if spans and place[door] == place[spans[-1][1]] + 1:
            spans[-1] = (spans[-1][0], door)
        else:
            spans.append((door, door))
    return spans


def _show_span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def door_word(key: str) -> str:
    """Return a stairwell as a door plate says it: 23号."""
    return f"{key}号"


def grid_name(keys: Sequence[str]) -> Text:
    """Name a grid by its doors: 23、24号.

    A long row by its first and last.
    """
    if len(keys) > LONGEST_GRID:
        return Text(f"{keys[0]}至{keys[-1]}号", f"{keys[0]} to {keys[-1]}")
    return Text("、".join(keys) + "号", ", ".join(keys))
