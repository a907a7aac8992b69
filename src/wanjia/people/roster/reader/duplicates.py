"""Who stands in a roster twice, and whose ID number is another's."""

from collections import defaultdict
from dataclasses import replace

from wanjia.people.roster.reader.facts import Fault
from wanjia.people.roster.reader.name_forms import name_key
from wanjia.people.roster.reader.values import Listed, Place


class Seen:
    """The people taken so far, by what tells them apart."""

    def __init__(self) -> None:
        self._by_id: dict[str, list[Listed]] = defaultdict(list)
        self._by_home: dict[tuple[Place, str], list[Listed]] = defaultdict(list)
        self._sheets: set[str] = set()

    def take(self, one: Listed, sex: str) -> tuple[Listed | None, list[Fault]]:
        """The person as kept, None if they are in already; and what must be said of the row.

        `sex` is what the row itself says; where it is at odds with the ID number it is left out.
        """
        self._sheets.add(one.sheet)
        holders = self._by_id.get(one.id_number, []) if one.id_good else []
        key = name_key(one.name)
        earlier = next((other for other in holders if name_key(other.name) == key), None)
        at_home = self._by_home.get((one.place, key), ())
        if earlier is None:
            earlier = next((other for other in at_home if _is_again(one, other)), None)
        if earlier is not None:
            return None, [self._again(one, earlier)]
        faults = []
        if like := next((other for other in at_home if other.name != one.name), None):
            faults.append(self._like(like))
        if holders:
            faults.append(self._shared(one, holders[0]))
            one = replace(one, sex=sex)
        elif one.id_good and sex and sex != _sex_in(one.id_number):
            faults.append(
                Fault("sex_mismatch", "性别与身份证不合", "the sex is at odds with the ID number")
            )
            one = replace(one, sex="")
        if one.id_good:
            self._by_id[one.id_number].append(one)
        self._by_home[one.place, key].append(one)
        return one, faults

    def filled_in(self, one: Listed) -> Listed | None:
        """The person taken before, with the phone and birth that only their own row says."""
        key = one.place, name_key(one.name)
        homes = self._by_home.get(key, [])
        for at, other in enumerate(homes):
            if other.name != one.name or not _may_be(one, other):
                continue
            if (one.phones and not other.phones) or (one.born and not other.born):
                homes[at] = replace(
                    other,
                    phones=other.phones or one.phones,
                    birth=other.birth or one.birth,
                    born=other.born or one.born,
                )
                return homes[at]
        return None

    def _again(self, one: Listed, earlier: Listed) -> Fault:
        zh, en = self._row(earlier)
        if one.place == earlier.place:
            written = f"（那里写作{earlier.name}）" if one.name != earlier.name else ""
            return Fault("duplicate", f"与{zh}同一人{written}", f"the same person as {en}")
        door, lane = earlier.place.stairwell, earlier.place.lane
        written = f"{lane}弄" * bool(lane) + f"{door}号"
        written += f"{earlier.place.room}室" * bool(earlier.place.room)
        return Fault(
            "two_dwellings",
            f"同一人也在{zh}（{written}），只算一人，请人定夺",
            f"the same person as {en} ({door} {earlier.place.room}): counted once, please decide",
        )

    def _like(self, earlier: Listed) -> Fault:
        zh, en = self._row(earlier)
        return Fault(
            "like_name",
            f"与{zh}的{earlier.name}同一户，名字只是写法不同，请看是不是同一人",
            f"{earlier.name} in {en} lives there too, the name written otherwise: one person?",
        )

    def _shared(self, one: Listed, earlier: Listed) -> Fault:
        zh, en = self._row(earlier)
        if earlier.row == one.row - 1 and earlier.sheet == one.sheet:
            zh = "上一行"
        return Fault(
            "id_shared",
            f"与{zh}身份证相同而姓名不同",
            f"the same ID number as {en}, but another name",
        )

    def _row(self, one: Listed) -> tuple[str, str]:
        if len(self._sheets) > 1:
            return f"“{one.sheet}”第{one.row}行", f"row {one.row} of “{one.sheet}”"
        return f"第{one.row}行", f"row {one.row}"


def _sex_in(id_number: str) -> str:
    return "男" if int(id_number[16]) % 2 else "女"


def _is_again(one: Listed, other: Listed) -> bool:
    """Whether one is the other: a name written otherwise wants a phone in common."""
    if one.name == other.name:
        return _may_be(one, other)
    return _may_be(one, other) and bool(set(one.phones) & set(other.phones))


def _may_be(one: Listed, other: Listed) -> bool:
    """Whether two of one name in one dwelling may be one: not two IDs, nor phones at odds."""
    if one.id_good and other.id_good:
        return False
    return not one.phones or not other.phones or bool(set(one.phones) & set(other.phones))
