"""A birth known in part is a range; who may be old and alone is suggested, and is on the lists."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from wanjia.care.contacts.queries import make_promise
from wanjia.care.register.background import suggest_daily, suggest_risks
from wanjia.core import clock
from wanjia.people.models import Resident, Risk
from wanjia.people.roster.actions import import_roster, read
from wanjia.people.roster.reader.birth_ranges import born_between
from wanjia.people.roster.reader.risk_suggestions import suggested

NOW = datetime(2026, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
ROSTER = """小区,楼号,室号,姓名,性别,身份证号,出生日期,年龄,备注
暖阳里,1,101,赵整,女,,1938-05-20,,
暖阳里,1,102,赵年,女,,1938,,
暖阳里,1,103,赵月,女,,1938年5月,,
暖阳里,1,104,赵岁,女,,,88,
暖阳里,1,105,赵科,女,999999193805200000,,,
暖阳里,1,106,赵注,女,,,,独居，88岁
暖阳里,1,107,赵藏,女,310117193805******,,,
暖阳里,1,108,赵约,女,,,80多岁,
暖阳里,1,109,赵字,女,,,,八十八岁，独自居住
暖阳里,1,201,钱少,女,,,35,
暖阳里,1,202,钱年,女,,1990,,
暖阳里,1,203,钱两,女,,,88,
暖阳里,1,203,钱人,男,,,60,
暖阳里,1,204,钱女,女,,,,女儿88岁
"""


@pytest.fixture
def imported(viewer):
    with clock.freeze(NOW):
        import_roster(viewer, read(ROSTER.encode(), "a.csv", TODAY), estate_named="暖阳里")
        yield viewer


def suggested_rooms() -> set[str]:
    rows = Risk.objects.filter(kind="alone_elder")
    return set(rows.values_list("resident__dwelling__room", flat=True))


@pytest.mark.both
@pytest.mark.django_db
def test_whoever_may_be_over_the_limit_and_lives_alone_is_suggested(imported):
    over = {"101", "102", "103", "104", "105", "106", "107", "108", "109"}
    assert suggested_rooms() == over
    assert not Risk.objects.filter(confirmed=True).exists()


@pytest.mark.both
@pytest.mark.django_db
def test_the_unconfirmed_are_on_the_lists(imported):
    told = make_promise(imported)
    listed = {one.person.door.rpartition("-")[2] for one in (*told.late, *told.soon, *told.later)}
    assert {"104", "105", "106"} <= listed


@pytest.mark.django_db
def test_the_same_roster_again_changes_nothing(imported):
    again = import_roster(imported, read(ROSTER.encode(), "a.csv", TODAY), estate_named="暖阳里")
    assert again.nothing


@pytest.mark.both
@pytest.mark.django_db
def test_who_is_left_alone_or_grows_old_is_suggested_on_that_day(imported):
    cache.clear()
    suggest_daily(imported.community_id)
    assert "203" not in suggested_rooms()
    Resident.objects.filter(name="钱人").update(left_at=NOW)
    with clock.freeze(NOW.replace(month=12, day=1)):
        suggest_daily(imported.community_id)
    assert "203" in suggested_rooms()
    assert suggest_risks(imported.community_id) == 0


@pytest.mark.django_db
def test_what_somebody_ended_is_not_suggested_again(imported):
    Risk.objects.filter(resident__name="赵岁").update(ended_at=NOW)
    assert suggest_risks(imported.community_id) == 0


@pytest.mark.parametrize(
    ("note", "earliest", "latest"),
    [
        ("2016年11月时78岁", date(1937, 11, 16), date(1938, 11, 15)),
        ("88岁", date(1937, 12, 1), date(1938, 11, 30)),
        ("虚岁90", date(1935, 12, 1), date(1938, 11, 30)),
        ("虚岁 九十岁", date(1935, 12, 1), date(1936, 11, 30)),
        ("九十岁以上", date(1895, 12, 1), date(1936, 11, 30)),
        ("年近90岁", date(1935, 12, 1), date(1941, 11, 30)),
        ("1938年生", date(1938, 1, 1), date(1938, 12, 31)),
        ("出生1938年2月", date(1938, 2, 1), date(1938, 2, 28)),
        ("88岁，出生1938年", date(1938, 1, 1), date(1938, 11, 30)),
        ("照顾88岁母亲", None, None),
        ("女儿60岁", None, None),
        ("房租1938元", None, None),
    ],
)
def test_what_a_note_says_of_a_birth_is_a_range(note, earliest, latest):
    born = born_between(None, note, TODAY, ())
    assert born == ((earliest, latest) if earliest else None)


@pytest.mark.parametrize(
    ("note", "alone", "kinds"),
    [
        ("独居", False, {"alone_elder"}),
        ("独居，35岁", True, set()),
        ("非独居，88岁", False, set()),
        ("高龄，独自居住", False, {"alone_elder"}),
        ("出生2026年11月", False, {"newborn"}),
        ("出生2026年", False, set()),
        ("出生2024年", False, set()),
    ],
)
def test_a_note_suggests_what_may_be(note, alone, kinds):
    assert suggested(None, note, alone, TODAY) == kinds
