"""The find box: whoever is meant is found, however they are named, and only within sight."""

import pytest

from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident
from wanjia.people.queries import find
from wanjia.people.search.pinyin import sound
from wanjia.people.search.queries import find_with_total
from wanjia.places.models import Dwelling, Estate, Stairwell


@pytest.fixture
def people(residents, estate):
    for person in residents:
        person.pinyin, person.initials = sound(person.name)
    Resident.objects.bulk_update(residents, ["pinyin", "initials"])
    home = Dwelling.objects.get(stairwell__estate=estate, door="23-302")
    for name, phone in (
        ("单雄信", "19900007777"),
        ("买买提·艾力", ""),
        ("陳美玲", ""),
        ("Mary Lee", ""),
    ):
        how = sound(name)
        Resident.objects.create(
            community=estate.community,
            dwelling=home,
            name=name,
            phone=phone,
            pinyin=how.pinyin,
            initials=how.initials,
        )
    return residents


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("19900007777", "单雄信"),
        ("+86 199 0000 7777", "单雄信"),
        ("7777", "单雄信"),
        ("１９９００００７７７７", "单雄信"),
        ("单雄信", "单雄信"),
        ("单雄", "单雄信"),
        ("shanxiongxin", "单雄信"),
        ("danxiongxin", "单雄信"),
        ("Shan Xiong Xin", "单雄信"),
        ("sxx", "单雄信"),
        ("dxx", "单雄信"),
        ("SX", "单雄信"),
        ("善雄信", "单雄信"),
        ("买买提艾力", "买买提·艾力"),
        ("买买提·艾力", "买买提·艾力"),
        ("mmtal", "买买提·艾力"),
        ("陳美玲", "陳美玲"),
        ("cml", "陳美玲"),
        ("mary lee", "Mary Lee"),
        ("ml", "Mary Lee"),
        ("中海悦庭 单雄信", "单雄信"),
    ],
)
def test_a_resident_is_found_by_any_of_their_names(people, viewer, typed, name):
    hits = [hit for hit in find(viewer, typed) if hit.kind == "resident"]
    assert hits[0].title == name
    assert hits[0].door == "23-302"


@pytest.mark.parametrize(
    "typed",
    ["23-302", "23号302室", "２３－３０２", "23 号 302 室", "中海悦庭23-302", "二十三号302"],
)
def test_a_dwelling_is_found_by_any_way_to_write_it(people, viewer, typed):
    first = find(viewer, typed)[0]
    assert (first.kind, first.title, first.text) == ("dwelling", "23-302", "6")


def test_a_stairwell_lists_its_dwellings_while_one_types(people, viewer):
    assert [hit.title for hit in find(viewer, "23号")] == [
        "23-101",
        "23-102",
        "23-201",
        "23-202",
        "23-301",
        "23-302",
    ]
    assert [hit.title for hit in find(viewer, "23-3")] == ["23-301", "23-302"]
    assert {hit.title.split("-")[0] for hit in find(viewer, "3")} == {"3"}


def test_an_estate_is_found_by_the_beginning_of_its_name(people, viewer):
    assert find(viewer, "中海")[0].kind == "estate"
    assert find(viewer, "zhonghai")[0].title == "中海悦庭"


def test_the_estate_before_a_door_says_which_of_two(people, viewer, community):
    other = Estate.objects.create(community=community, name="祥欣别墅")
    door = Stairwell.objects.create(community=community, estate=other, label="23")
    Dwelling.objects.create(community=community, stairwell=door, room="302", door="23-302")
    assert len(find(viewer, "23-302")) == 2
    assert [hit.estate for hit in find(viewer, "祥欣别墅23-302")] == ["祥欣别墅"]


def test_an_exact_name_comes_before_a_longer_one(people, viewer, estate):
    home = Dwelling.objects.get(stairwell__estate=estate, door="24-101")
    for name in ("李小一", "李小"):
        Resident.objects.create(community=estate.community, dwelling=home, name=name)
    assert [hit.title for hit in find(viewer, "李小")] == ["李小", "李小一"]


def test_who_left_is_not_found(people, viewer):
    from wanjia.core import clock

    Resident.objects.filter(name="单雄信").update(left_at=clock.now())
    assert not find(viewer, "单雄信")


@pytest.mark.parametrize(
    "typed", ["", "  ", "%", "_", "'", "\u0000", "0", "9" * 500, "-" * 99, "没有"]
)
def test_nonsense_finds_nothing(people, viewer, typed):
    assert find(viewer, typed) == []


def test_a_household_finds_itself_only(people, viewer, estate):
    home = Dwelling.objects.get(stairwell__estate=estate, door="23-302")
    household = Viewer(viewer.community_id, "household", dwelling_id=home.id)
    assert [hit.title for hit in find(household, "23-302")] == ["23-302"]
    assert not find(household, "23-301")
    assert {hit.door for hit in find(household, "张")} <= {"23-302"}
    assert not find(household, "中海")


def test_a_grid_officer_without_a_grid_and_the_town_find_nobody(people, viewer):
    for role in ("grid", "doctor", "town"):
        other = Viewer(viewer.community_id, role)
        assert not find(other, "单雄信")
        assert not find(other, "23-302")


def test_at_most_twelve_and_few_statements(people, viewer, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert len(find(viewer, "张")) == 12
    with django_assert_max_num_queries(3):
        find(viewer, "23-302")


def test_a_name_sounds_as_it_is_said():
    assert sound("吕布") == ("lvbu", "lb")
    assert sound("曾国藩") == ("zengguofan cengguofan", "zgf cgf")
    assert sound("䶮𠮷") == ("yan", "y")
    assert sound("José Díaz") == ("josediaz", "jd")
    assert sound("欧阳锋").pinyin == "ouyangfeng"
    assert sound("···") == ("", "")


@pytest.mark.both
def test_a_whole_syllable_comes_before_one_that_only_begins_so(people, viewer, estate):
    home = estate.stairwells.first().dwellings.first()
    for name in ("程安", "陈有", "成一", "陈"):
        sounds = sound(name)
        Resident.objects.create(
            community=estate.community, dwelling=home, name=name,
            pinyin=sounds.pinyin, initials=sounds.initials,
        )  # fmt: skip
    found = find_with_total(viewer, "chen", limit=3)
    assert [hit.title for hit in found.hits][:2] == ["陈", "陈有"]
    assert found.total >= 4
