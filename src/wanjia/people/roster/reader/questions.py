"""What a person must decide before a roster comes in: said, with the ways to choose from."""

import re
from collections import Counter
from collections.abc import Sequence

from wanjia.people.roster.reader.choosing import CLOSE, Choice, Reading, column_named
from wanjia.people.roster.reader.doors import names_flat
from wanjia.people.roster.reader.facts import text_of
from wanjia.people.roster.reader.values import Listed, Question, Roster, Way
from wanjia.places.addresses.characters import plain
from wanjia.places.addresses.reader import read_address

_TOTAL = re.compile(r"(?:总计|合计|总共|共计|总人数|全部|共)[^\d小页]{0,6}(\d{1,5})\s*[人名口]")
_OWNER_TOO = re.compile(
    r"(?:房东|业主|房主)(?:一家|本人|夫妻)?(?:也|一?起|仍)*(?:同住|住在?这|住里面)"
)
_PLAIN_HOUSE = re.compile(r"(?:路|街|巷|道)\d+号[\s-]*\d{3,4}室?\s*$")  # 康乐路71号203
GUESSED = frozenset(("odd_order", "split_guess", "block_and_number", "several_doors"))
SHOWN = 4  # people of a way that are shown
SCATTERED = 3  # dwellings that one name without an ID may stand in


def questions_about(
    choices: Sequence[Choice], chosen: Sequence[int], roster: Roster, settled: set[int]
) -> tuple[Question, ...]:
    """The open questions of a roster; of sheets that a person has settled nothing more."""
    out: list[Question] = []
    for number, (choice, at) in enumerate(zip(choices, chosen, strict=True)):
        if number in settled:
            continue
        one = _about_sheet(choice, choice.ways[at], number)
        if one is not None:
            out.append(one)
    return tuple(out or ([] if settled else _about_all(choices, roster)))


def _about_sheet(choice: Choice, way: Reading, number: int) -> Question | None:
    """The one thing that a person should look at first in a sheet."""
    found = way.found
    if not way.rows:
        return None
    if choice.beside_headed and way.key != "none":
        return _question(
            choice,
            number,
            "no_heading",
            f"工作表“{choice.sheet.name}”没有表头，像是有住户：要读吗？",
            f"the sheet “{choice.sheet.name}” has no headings but seems to hold people: read it?",
            (),
        )
    if choice.old and way.key != "none":
        return _question(
            choice,
            number,
            "old_sheet",
            f"工作表“{choice.sheet.name}”像是旧的：要读吗？",
            f"the sheet “{choice.sheet.name}” seems to be an old one: read it?",
            (),
        )
    doubtful = [column for table in found.tables for column in table.slots.doubtful]
    if doubtful:
        titles = "、".join(column_named(one, "第{}列") for one in doubtful)
        english = ", ".join(column_named(one, "column {}") for one in doubtful)
        return _question(
            choice,
            number,
            "who_lives",
            f"“{titles}”里也是人名：是住户，还是联系人？",
            f"“{english}” holds names too: residents, or contacts?",
            (),
        )
    if way.left:
        rows = tuple(dict.fromkeys(found.sheet.number(one.row) for one in way.left))
        text = way.left[0].text[:20]
        return _question(
            choice,
            number,
            "unread_names",
            f"第{rows[0]}行的“{text}”像人名，没有读进去（共{len(way.left)}处）",
            f"“{text}” in row {rows[0]} looks like a name but was not read"
            f" ({len(way.left)} in all)",
            rows,
        )
    for code, told, zh, en in (
        ("strange_name", found.strange, "里有看不懂的字", "holds what cannot be understood"),
        ("joined_names", found.joined, "是两个人，还是一个？", ": two people, or one?"),
        (
            "blank_door",
            found.unplaced,
            "没有写是哪一栋，下面的人不知道住哪里",
            "does not say which building: where do those below live?",
        ),
        ("not_all_named", found.vague, "没有写全所有人", "does not name everybody"),
    ):
        if told:
            row, text = told[0]
            return _question(
                choice,
                number,
                code,
                f"第{row}行的“{text[:20]}”{zh}",
                f"“{text[:20]}” in row {row} {en}",
                tuple(n for n, _ in told),
            )
    if rival := _rival(choice, way):
        return _question(
            choice,
            number,
            "two_ways",
            f"有两种读法：{way.zh}，或{rival.zh}",
            f"it can be read in two ways: {way.en}, or {rival.en}",
            (),
        )
    return _about_sense(choice, way, number)


def _rival(choice: Choice, way: Reading) -> Reading | None:
    for other in choice.ways:
        if other is way or not other.rows or other.against - way.against > CLOSE:
            continue
        if _who(other) != _who(way):
            return other
    return None


def _who(way: Reading) -> Counter[tuple[str, str, str]]:
    return Counter((one.name, one.place.stairwell, one.place.room) for one in way.roster.people)


def _about_sense(choice: Choice, way: Reading, number: int) -> Question | None:
    """Whether what was read makes sense as people in their dwellings."""
    roster = way.roster
    count, refused = len(roster.people), len(roster.refused)
    if refused > max(4, 0.2 * count) or (not count and refused):
        return _question(
            choice,
            number,
            "many_refused",
            f"有{refused}行读不出姓名或住处，请看这样读对不对",
            f"{refused} rows do not say who or where: is this the right way to read it?",
            tuple(one.row for one in roster.refused),
        )
    if way.misnamed:
        name = way.misnamed[0].name
        return _question(
            choice,
            number,
            "odd_name",
            f"“{name}”读成了姓名，请看这样读对不对",
            f"“{name}” was read as a name: is this the right way to read it?",
            tuple(one.row for one in way.misnamed),
        )
    if lacking := _without_unit(roster.people):
        place = lacking[0].place
        return _question(
            choice,
            number,
            "no_unit",
            f"{place.stairwell}有好几个单元，{lacking[0].name}（{place.room}）没有写是哪个单元",
            f"{place.stairwell} has several units; {lacking[0].name} ({place.room}) names none",
            tuple(one.row for one in lacking),
        )
    if heads := _several_heads(roster.people):
        place = heads[0].place
        return _question(
            choice,
            number,
            "several_heads",
            f"{place.stairwell}-{place.room}等好几户都有两个户主：是不是还有一列写住哪一间",
            f"{place.stairwell}-{place.room} and others have two householders:"
            " does another column say which room?",
            tuple(one.row for one in heads),
        )
    if doubted := [one for one in roster.people if _is_doubtful(one.source.written.address)]:
        text = doubted[0].source.written.address[:30]
        return _question(
            choice,
            number,
            "doubtful_address",
            f"第{doubted[0].row}行的住址“{text}”读作{_door(doubted[0])}，对吗"
            f"（共{len(doubted)}行这样的住址）",
            f"the address “{text}” in row {doubted[0].row} was read as {_door(doubted[0])}:"
            f" is that right ({len(doubted)} rows with such addresses)",
            tuple(one.row for one in doubted),
        )
    if staying := [one for one in roster.people if _OWNER_TOO.search(one.note)]:
        return _question(
            choice,
            number,
            "owner_lives_too",
            f"第{staying[0].row}行写“{staying[0].note[:20]}”：房东也住在里面，表里没有读进去",
            f"row {staying[0].row} says “{staying[0].note[:20]}”:"
            " the landlord lives there too and was not read",
            tuple(one.row for one in staying),
        )
    told = _totals(way)
    if told and all(one > count for one in told) and sum(told) != count:
        return _question(
            choice,
            number,
            "total_differs",
            f"表里写共{max(told)}人，读出的是{count}人",
            f"the sheet says {max(told)} people in all; {count} were read",
            (),
        )
    size = Counter(one.place for one in roster.people if one.place.room)
    if size and max(size.values()) > 14:
        place = max(size, key=lambda one: size[one])
        return _question(
            choice,
            number,
            "crowded",
            f"{place.stairwell}-{place.room}有{size[place]}人，请看室号那一列对不对",
            f"{size[place]} people in {place.stairwell}-{place.room}: which column holds rooms?",
            (),
        )
    if count > 12 and roster.households * 8 < count:
        return _question(
            choice,
            number,
            "crowded",
            "每户人数太多，请看室号在哪一列",
            "too many people a dwelling: which column holds the rooms?",
            (),
        )
    return None


def _several_heads(people: Sequence[Listed]) -> list[Listed]:
    """The householders of dwellings with two of them, where that is so in many."""
    heads: dict[tuple[str, ...], list[Listed]] = {}
    for one in people:
        if plain(one.relation) in ("户主", "head"):
            heads.setdefault(one.place, []).append(one)
    twice = [several for several in heads.values() if len(several) > 1]
    if len(twice) < 2 or len(twice) * 5 < len(heads):
        return []
    return [one for several in twice for one in several]


def _is_doubtful(address: str) -> bool:
    """Whether a whole address was read by a guess that a person should look at."""
    if not address or names_flat(address) or _PLAIN_HOUSE.search(address):
        return False
    return read_address(address).why in GUESSED


def _door(one: Listed) -> str:
    return "-".join(filter(None, (one.place.stairwell, one.place.room)))


def _without_unit(people: Sequence[Listed]) -> list[Listed]:
    """The few people of a building without a unit whose others live in several: 3-1, 3-2 and 3."""
    homes: dict[tuple[str, ...], list[Listed]] = {}
    for one in people:
        homes.setdefault(one.place[:3], []).append(one)
    out: list[Listed] = []
    for (estate, lane, label), several in homes.items():
        units = [
            len(theirs)
            for (other_estate, other_lane, other), theirs in homes.items()
            if (other_estate, other_lane) == (estate, lane) and other.startswith(f"{label}-")
        ]
        if len(units) > 1 and len(several) * 3 < sum(units):
            out += several
    return out


def _totals(way: Reading) -> list[int]:
    """How many people a sheet says that it holds in all: 合计128人."""
    heard = way.found.heard
    found = []
    for at, row in enumerate(way.found.sheet.rows):
        if way.found.sheet.number(at) not in heard:
            line = " ".join(text_of(cell) for cell in row if cell not in ("", None))
            found += [int(one) for one in _TOTAL.findall(line) if "页" not in line]
    return found


def _about_all(choices: Sequence[Choice], roster: Roster) -> list[Question]:
    homes: dict[str, set[tuple[str, ...]]] = {}
    for one in roster.people:
        if not one.id_good:
            homes.setdefault(one.name, set()).add(one.place)
    often = [name for name, places in homes.items() if len(places) > SCATTERED]
    if often and len(roster.people) < 400 * SCATTERED:
        way = _ways(choices[0], 0)
        return [
            Question(
                "many_homes",
                f"{often[0]}在{len(homes[often[0]])}户里出现：是住户，还是联系人？",
                f"{often[0]} stands in {len(homes[often[0]])} dwellings: a resident, or a contact?",
                ways=way,
            )
        ]
    return []


def _question(
    choice: Choice, number: int, code: str, zh: str, en: str, rows: tuple[int, ...]
) -> Question:
    return Question(code, zh, en, choice.sheet.name, rows[:50], _ways(choice, number))


def _ways(choice: Choice, number: int) -> tuple[Way, ...]:
    return tuple(
        Way(
            f"{number}:{way.key}",
            way.zh,
            way.en,
            len(way.roster.people),
            way.roster.households,
            way.roster.stairwells,
            tuple(
                f"{one.place.stairwell}-{one.place.room} {one.name}".replace("- ", " ")
                for one in way.roster.people[:SHOWN]
            ),
        )
        for way in choice.ways
    )
