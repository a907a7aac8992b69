"""The demo town's roster as a committee would keep it, so that it comes in by the same import."""

from collections.abc import Iterator

from wanjia_demo.values import Dwelling, Resident, Stairwell, Town

HEADINGS = (
    "小区",
    "弄",
    "楼号",
    "室号",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "电话",
    "与户主关系",
    "户籍",
    "备注",
)
EMPTY = "空关"


def roster_rows(town: Town) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the roster under `HEADINGS`, the headings first; all cells are text.

    An empty dwelling has one row with 空关 for a name.
    """
    yield HEADINGS
    for estate in town.estates:
        for door in estate.stairwells:
            for home in door.dwellings:
                yield from _household_rows(estate.name, door, home)


def _household_rows(estate: str, door: Stairwell, home: Dwelling) -> Iterator[tuple[str, ...]]:
    where = (estate, door.lane, door.label, home.room)
    if not home.residents:
        yield (*where, EMPTY, "", "", "", "", "", "", "")
    for person in home.residents:
        yield (*where, *_person_cells(person))


def _person_cells(person: Resident) -> tuple[str, ...]:
    return (
        person.name,
        person.sex,
        person.id_number,
        person.birth.isoformat(),
        person.phone,
        person.relation,
        person.register,
        person.note,
    )
