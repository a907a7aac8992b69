"""A roster comes in: added, changed, moved, unchanged; nobody doubled, nothing put back."""

import io
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.people.rosters import csv, good_id

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.people.models import Resident, Risk
from wanjia.people.residents.actions import (
    edit_resident,
    judge_risk,
    move_resident,
    resident_left,
)
from wanjia.people.roster.actions import import_roster, read, refused_workbook, roster_difference
from wanjia.places.models import Dwelling, Estate, Stairwell

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SAMPLES = Path(__file__).parent / "data" / "rosters"
TODAY = date(2022, 4, 18)
HEADING = "楼号,室号,姓名,身份证号,电话,备注"


def roster(*lines, heading=HEADING):
    return read(csv(heading, *lines), "名册.csv", TODAY)


def bring(viewer, *lines, heading=HEADING):
    return import_roster(viewer, roster(*lines, heading=heading), estate_named="祥欣")


def look(viewer, *lines):
    return roster_difference(viewer, roster(*lines), estate_named="祥欣")


def counts(difference):
    return difference.added, difference.changed, difference.moved, difference.unchanged


@pytest.mark.parametrize(
    "name", ["tidy.xlsx", "merged.xlsx", "gb18030.csv", "old.xls", "errors.xlsx"]
)
def test_a_sample_comes_in_and_the_second_time_all_are_unchanged(viewer, name):
    sample = read((SAMPLES / name).read_bytes(), name, TODAY)
    before = roster_difference(viewer, sample, estate_named="祥欣")
    assert not Resident.objects.exists()
    done = import_roster(viewer, sample, estate_named="祥欣")
    assert counts(done) == counts(before) == (len(sample.people), 0, 0, 0)
    assert Resident.objects.count() == done.people
    assert Resident.objects.values("dwelling").distinct().count() == done.households
    assert Resident.objects.values("dwelling__stairwell").distinct().count() == done.stairwells

    again = import_roster(viewer, sample, estate_named="祥欣")
    assert counts(again) == (0, 0, 0, done.people)
    assert again.nothing
    assert Entry.objects.filter(type="roster.imported").count() == 1


def test_the_json_has_the_keys_of_the_contract(viewer):
    difference = look(viewer, "5,101,张三,,,", "5,,李四,,,", "5,102,空关,,,")
    assert difference.to_dict() == {
        "people": 1,
        "households": 1,
        "stairwells": 1,
        "added": 1,
        "changed": 0,
        "moved": 0,
        "unchanged": 0,
        "refused": [{"row": 3, "column": "室号", "reason": "本楼道其他人都有室号，这一行没有"}],
        "warnings": [{"row": 4, "code": "empty_dwelling", "why": "空关房，没有人"}],
        "ignored": [1, 4],
    }


def test_looking_changes_nothing_and_leaves_no_trace(viewer):
    look(viewer, "5,101,张三,,,")
    assert not Estate.objects.exists()
    assert not Resident.objects.exists()
    assert not Entry.objects.exists()


def test_doors_that_nobody_had_drawn_are_made_and_drawn(viewer):
    bring(viewer, "5,101,张三,,,", "12,602,李四,,,")
    estate = Estate.objects.get()
    assert (estate.name, estate.schematic) == ("祥欣", True)
    assert [(one.door, one.floor) for one in Dwelling.objects.order_by("door")] == [
        ("12-602", 6),
        ("5-101", 1),
    ]
    assert all(one.junction_id and one.at for one in Stairwell.objects.all())


def test_doors_on_the_map_are_used_and_not_doubled(viewer, estate):
    before = Dwelling.objects.count()
    bring(viewer, "23,102,张三,,,", "24号楼,301室,李四,,,")
    assert Dwelling.objects.count() == before
    assert Resident.objects.get(name="张三").dwelling.door == "23-102"


def test_a_person_is_moved_rather_than_doubled(viewer):
    bring(viewer, f"5,101,张三,{good_id()},19900001234,", "5,101,李四,,19900005678,")
    moved = bring(viewer, f"5,102,张三,{good_id()},,", "6,101,李四,,19900005678,")
    assert counts(moved) == (0, 0, 2, 0)
    assert {one.name: one.dwelling.door for one in Resident.objects.all()} == {
        "张三": "5-102",
        "李四": "6-101",
    }
    assert [(one.before, one.after) for one in moved.moves] == [
        ("5-101", "5-102"),
        ("5-101", "6-101"),
    ]
    assert Resident.objects.get(name="张三").phone == "19900001234"


def test_an_empty_cell_erases_nothing_and_absence_removes_nobody(viewer):
    bring(viewer, f"5,101,张三,{good_id()},19900001234,独居老人", "5,102,李四,,,")
    done = bring(viewer, "5,101,张三,,,")
    assert counts(done) == (0, 0, 0, 1)
    one = Resident.objects.get(name="张三")
    assert (one.id_number, one.phone, one.note) == (good_id(), "19900001234", "独居老人")
    assert Resident.objects.filter(left_at=None).count() == 2


def test_what_the_roster_knows_better_is_changed_and_the_journal_keeps_both(viewer):
    bring(viewer, "5,101,张三,,19900001234,")
    done = bring(viewer, f"5,101,张三,{good_id()},19900001234,养狗")
    one = Resident.objects.get()
    assert counts(done) == (0, 1, 0, 0)
    assert (one.id_number, one.note, one.birth) == (good_id(), "养狗", date(1985, 3, 7))
    entry = Entry.objects.filter(type="roster.imported").latest("occurred_at")
    assert entry.before["residents"][str(one.id)]["note"] == ""
    assert entry.after["residents"][str(one.id)]["note"] == "养狗"
    assert entry.after["changed"] == 1


def test_a_value_put_right_by_hand_is_not_put_back_by_the_old_file(viewer):
    lines = [f"5,101,张三,{good_id()},19900001234,"]
    bring(viewer, *lines)
    one = Resident.objects.get()
    edit_resident(viewer, one.id, {"phone": "19900009999"})
    done = bring(viewer, *lines)
    assert counts(done) == (0, 0, 0, 1)
    assert [(warned.row, warned.code) for warned in done.warnings] == [(2, "changed_by_hand")]
    newer = bring(viewer, f"5,101,张三,{good_id()},19900007777,")
    assert newer.changed == 1
    one.refresh_from_db()
    assert one.phone == "19900007777"


def test_a_name_put_right_by_hand_does_not_make_a_second_person(viewer):
    lines = [f"5,101,张珊,{good_id()},,"]
    bring(viewer, *lines)
    edit_resident(viewer, Resident.objects.get().id, {"name": "张姗"})
    assert counts(bring(viewer, *lines)) == (0, 0, 0, 1)
    assert Resident.objects.get().name == "张姗"


def test_a_move_made_by_hand_is_not_undone_by_the_old_file(viewer):
    lines = [f"5,101,张三,{good_id()},,", "5,102,李四,,,"]
    bring(viewer, *lines)
    one = Resident.objects.get(name="张三")
    move_resident(viewer, one.id, Dwelling.objects.get(door="5-102").id)
    done = bring(viewer, *lines)
    assert (counts(done), done.warnings[0].code) == ((0, 0, 0, 2), "changed_by_hand")
    one.refresh_from_db()
    assert one.dwelling.door == "5-102"


def test_who_has_left_is_not_brought_back_by_the_old_file(viewer):
    lines = [f"5,101,张三,{good_id()},,", "5,102,李四,,,"]
    bring(viewer, *lines)
    resident_left(viewer, Resident.objects.get(name="张三").id)
    done = bring(viewer, *lines)
    assert (counts(done), [one.code for one in done.warnings]) == ((0, 0, 0, 2), ["left"])
    assert Resident.objects.filter(left_at=None).count() == 1


def test_risks_are_suggested_once_and_wait_for_a_person(viewer):
    elder = good_id("19400101", "124")
    bring(viewer, f"5,101,张三,{elder},,", "5,102,李四,,,孕妇", "5,102,王五,,,非孕妇")
    risks = Risk.objects.order_by("kind")
    assert [(one.resident.name, one.kind, one.confirmed) for one in risks] == [
        ("张三", "alone_elder", False),
        ("李四", "pregnant", False),
    ]
    judge_risk(viewer, risks[1].id, holds=False)
    bring(viewer, f"5,101,张三,{elder},,", "5,102,李四,,19900001234,孕妇")
    assert Risk.objects.count() == 2


def test_a_room_is_needed_where_the_stairwell_is_known_to_have_flats(viewer, estate):
    difference = look(viewer, "23,,张三,,,", "99,,李四,,,")
    assert [(one.row, one.column) for one in difference.refused] == [(2, "室号")]
    assert difference.people == 1


def test_a_roster_that_names_no_estate_means_the_one_in_its_title_or_the_one_with_its_doors(
    viewer, estate
):
    bring(viewer, "银杏苑,7,101,赵六", heading="小区,楼号,室号,姓名")
    title = ("中海悦庭居民名册,,", "楼号,室号,姓名", "88,101,张三")
    import_roster(viewer, read(csv(*title), "a.csv", TODAY), estate_named="祥欣")
    bring(viewer, "23,101,李四,,,", "24,101,王五,,,")
    homes = Resident.objects.exclude(name="赵六").values_list("dwelling__stairwell__estate__name")
    assert set(homes) == {("中海悦庭",)}
    assert Estate.objects.count() == 2


def test_a_lane_is_needed_where_several_have_the_number(viewer):
    lanes = "弄,号,室,姓名"
    bring(viewer, "1266,3,101,张三", "1288,3,101,李四", heading=lanes)
    difference = roster_difference(
        viewer, roster("3,102,王五", heading="号,室,姓名"), estate_named="祥欣"
    )
    assert difference.people == 0
    assert "弄" in difference.refused[0].zh


def sheet_of(book):
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()


def test_the_refused_workbook_says_why_and_fills_in_the_place(viewer):
    lines = roster("5,101,张三,,19900001234,", "〃,〃,,,19900005678,租客", "5,,李四,,,")
    heading, first, second = sheet_of(refused_workbook(viewer, lines, estate_named="祥欣"))
    assert heading[:6] == HEADING.split(",")
    assert first[:6] == ["5", "101", "", "", "19900005678", "租客"]
    assert first[6:] == [3, "没有姓名", "no name"]
    assert second[2] == "李四"


def test_the_refused_workbook_once_put_right_comes_in_by_itself(viewer):
    lines = roster("5,101,张三,,,", ",102,,,19900005678,")
    heading, row = sheet_of(refused_workbook(viewer, lines, estate_named="祥欣"))
    row[2] = "李四"
    put_right = csv(*(",".join(str(cell) for cell in cells) for cells in (heading, row)))
    import_roster(viewer, read(put_right, "refused.csv", TODAY), estate_named="祥欣")
    assert [(one.name, one.dwelling.door) for one in Resident.objects.all()] == [("李四", "5-102")]


def test_only_officers_import(community):
    grid = Viewer(community_id=community.id, role="grid")
    with pytest.raises(Problem, match="权限"):
        bring(grid, "5,101,张三,,,")


def test_nothing_is_half_done_when_the_act_fails(viewer, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("wanjia.core.journal.write", fail)
    with pytest.raises(RuntimeError):
        bring(viewer, "5,101,张三,,,")
    assert not Resident.objects.exists()
    assert not Estate.objects.exists()


def test_two_communities_do_not_see_each_other(viewer):
    from wanjia.core.models import Community

    other = Community.objects.create(name="别处")
    bring(viewer, f"5,101,张三,{good_id()},,")
    done = bring(Viewer(other.id, "desk"), f"5,101,张三,{good_id()},,")
    assert done.added == 1
    assert Resident.objects.filter(community=other).count() == 1


def test_a_long_roster_takes_few_questions(viewer, django_assert_max_num_queries):
    lines = [f"{at // 20},{at % 20 + 101},张三{chr(0x4E00 + at)},,,独居老人" for at in range(400)]
    few = roster(*lines)
    bring(viewer, "5,101,王五,,,")
    with django_assert_max_num_queries(45):
        import_roster(viewer, few, estate_named="祥欣")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "people.roster_unreadable"),
        (b"x" * 20_000_001, "people.upload_too_big"),
        (csv(HEADING), "people.roster_empty"),
    ],
)
def test_what_cannot_be_read_is_a_named_problem_in_both_languages(data, code):
    with pytest.raises(Problem) as problem:
        read(data, "名册.csv", TODAY)
    assert problem.value.code == code
    assert problem.value.words("zh") != problem.value.words("en")


def test_today_is_the_clocks(viewer):
    from datetime import UTC, datetime

    with clock.freeze(datetime(2022, 4, 18, 10, tzinfo=UTC)):
        bring(viewer, f"5,101,张三,{good_id('20220401', '124')},,")
    assert Risk.objects.get().kind == "newborn"


def test_a_second_file_with_names_written_otherwise_adds_nobody(viewer):
    heading = "小区,楼号,室号,姓名,电话"
    lines = ["同名苑,1,102,陈国强,19900003002", "同名苑,1,103,John Smith,19900003003"]
    bring(viewer, *lines, heading=heading)
    again = ["同名苑,1,102,陳國強,19900003002", "同名苑,1,103,JOHN SMITH,19900003003"]
    assert counts(bring(viewer, *again, heading=heading)) == (0, 0, 0, 2)
    assert Resident.objects.count() == 2


def test_a_roster_with_an_open_question_does_not_come_in(viewer):
    asked = roster("5,101,张三等4人,,,", "5,102,李四,,,")
    assert asked.questions
    with pytest.raises(Problem) as why:
        import_roster(viewer, asked, estate_named="祥欣")
    assert why.value.code == "people.roster_asks"
    assert not Resident.objects.exists()
