"""The roster taken out as a workbook comes in again unchanged."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people.rosters import csv, good_id

from wanjia.core.models import Entry, Membership, User
from wanjia.people.models import Resident
from wanjia.people.residents.actions import edit_resident
from wanjia.people.roster.actions import import_roster, read, roster_difference
from wanjia.people.roster.export import roster_workbook, workbook_of
from wanjia.people.roster.reader import read_roster

SAMPLES = Path(__file__).parent / "data" / "rosters"
TODAY = date(2022, 4, 18)


def unchanged(viewer, people):
    roster = read(roster_workbook(viewer), "roster.xlsx", TODAY)
    assert (roster.questions, roster.refused) == ((), ())
    difference = roster_difference(viewer, roster, estate_named="别处")
    assert (difference.changes, difference.moves, difference.newcomers) == ((), (), ())
    assert (difference.nothing, difference.unchanged) == (True, people)


@pytest.mark.django_db
@pytest.mark.both
@pytest.mark.parametrize("name", ["tidy.xlsx", "merged.xlsx", "gb18030.csv", "errors.xlsx"])
def test_a_sample_that_came_in_goes_out_and_comes_in_unchanged(viewer, name):
    done = import_roster(
        viewer, read((SAMPLES / name).read_bytes(), name, TODAY), estate_named="祥欣"
    )
    unchanged(viewer, done.people)


@pytest.mark.django_db
def test_names_and_notes_written_by_hand_come_in_unchanged(viewer):
    lines = [f"5,10{n},住户{n},,19900000{n:03}," for n in range(1, 10)]
    roster = read(csv("楼号,室号,姓名,身份证号,电话,备注", *lines), "a.csv", TODAY)
    import_roster(viewer, roster, estate_named="祥欣")
    written = [
        "张三、李四",
        "王五（租）",
        "合计",
        "租客",
        "12",
        "Maria  Gonzalez",
        "同上",
        "张三李四",
        "=1+1",
    ]
    for one, name in zip(Resident.objects.order_by("phone"), written, strict=True):
        changes = {"name": name, "note": "88岁，女儿王小燕照顾", "phone": "02164330004-802"}
        edit_resident(viewer, one.id, changes)
    unchanged(viewer, 9)


@pytest.mark.django_db
def test_stairwells_with_and_without_a_lane_stay_apart(viewer):
    heading = "小区,弄,门号,室号,姓名"
    lines = ["丰和,1266,3,101,张三", "丰和,,4,101,李四", "丰和,1266,5,101,王五"]
    roster = read(csv(heading, *lines, "别墅区,1288,7,,赵六"), "a.csv", TODAY)
    import_roster(viewer, roster, estate_named="祥欣")
    unchanged(viewer, 4)


LABEL = st.one_of(
    st.integers(1, 400).map(str),
    st.from_regex(r"[1-9][0-9]?-[1-9]", fullmatch=True),
    st.from_regex(r"[1-9][0-9]?[甲乙]", fullmatch=True),
    st.sampled_from(["A", "B12", "东楼", "3-东"]),
)
ROOM = st.one_of(
    st.just(""),
    st.integers(101, 3999).map(str),
    st.sampled_from(["601-603", "12A", "亭子间", "B02", "A101"]),
)
NAME = (
    st.text(
        alphabet="张李王欧阳伟芳娜敏陳國㛃𠮷ÉéabJohnSmith ·（）、,'-.合计租客同上户主",
        min_size=1,
        max_size=12,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(c.isalpha() for c in text))
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["丰和苑", "梧桐里"]), st.sampled_from(["", "1266"]), LABEL, ROOM, NAME,
            st.sampled_from(["", "男", "女"]), st.sampled_from(["", good_id(), "E12345678"]),
            st.one_of(st.none(), st.dates(date(1920, 1, 1), TODAY)),
            st.sampled_from(["", "19900001234", "02164330004-802", "+85291234567"]), st.just(""),
            st.sampled_from(["", "户主", "女"]), st.sampled_from(["", "本市"]),
            st.text(alphabet="独居养狗，1a", max_size=8).map(str.strip),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda row: (row[:4], row[4]),
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_out_is_read_as_it_was(rows):
    roomed = {row[:3] for row in rows if row[3]}
    rows = [row for row in rows if row[3] or row[:3] not in roomed]
    roster = read_roster(workbook_of(rows), TODAY)
    assert (roster.questions, roster.refused) == ((), ())
    told = {(one.place, one.name) for one in roster.people}
    merged = {one.row for one in roster.warnings if one.code in ("duplicate", "two_dwellings")}
    for at, row in enumerate(rows, 2):
        assert at in merged or (row[:4], row[4]) in told, row


@pytest.mark.django_db
def test_only_officers_take_the_roster_out_and_the_journal_tells(client, community, viewer):
    import_roster(
        viewer, read(csv("楼号,室号,姓名", "5,101,张三"), "a.csv", TODAY), estate_named="祥欣"
    )
    for role, status in (("desk", 200), ("grid", 403)):
        user = User.objects.create_user(username=role, password="x", name=role)
        Membership.objects.create(community=community, user=user, role=role)
        client.force_login(user)
        answer = client.get(reverse("people:roster_workbook"))
        assert answer.status_code == status
        if status == 200:
            roster = read_roster(answer.content, TODAY)
            assert [one.name for one in roster.people] == ["张三"]
    entry = Entry.objects.get(type="file.taken")
    assert entry.after["kind"] == "roster.workbook"


@pytest.mark.both
@pytest.mark.django_db
def test_the_command_writes_the_workbook(viewer, tmp_path, community):
    from wanjia.__main__ import main

    import_roster(
        viewer, read(csv("楼号,室号,姓名", "5,101,张三"), "a.csv", TODAY), estate_named="祥欣"
    )
    file = tmp_path / "out.xlsx"
    assert main(["export", "roster", str(file), "--community", community.name]) == 0
    assert len(read_roster(file.read_bytes(), TODAY).people) == 1
