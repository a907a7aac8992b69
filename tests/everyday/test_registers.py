"""Registers: fields as data, XLSForms in and out, gaps, what is due, what stands twice."""

import io
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from wanjia.core import clock
from wanjia.core.models import Membership, User
from wanjia.core.problems import Problem
from wanjia.everyday.models import RegisterEntry
from wanjia.everyday.registers import actions
from wanjia.everyday.registers.builtin import load_templates
from wanjia.everyday.registers.form_fields import (
    KINDS,
    MANY,
    ONE,
    Choice,
    FormField,
    UnreadableValueError,
    fields_from,
    read_value,
)
from wanjia.everyday.registers.queries import (
    DUE,
    count_register,
    entries_of,
    registers_of,
    show_entries,
)
from wanjia.everyday.registers.xlsform import XlsForm, read_xlsform, write_xlsform
from wanjia.needs.models import Need
from wanjia.people.roster.reader.sheets import open_sheets

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WELL_SURVEY = {
    "survey": [
        ["type", "name", "label", "label::中文 (zh)", "required", "hint", "relevant"],
        ["start", "start", "", "", "", "", ""],
        ["begin_group", "who", "Who", "", "", "", ""],
        ["text", "head", "Head of the household", "户主", "yes", "as on the card", ""],
        ["select_one yn", "dog", "Is there a dog?", "有没有狗", "true", "", ""],
        ["select_multiple breeds", "breeds", "Breeds", "品种", "", "", "${dog} = 'y'"],
        ["integer", "many", "How many", "几只", "", "", ""],
        ["geopoint", "at", "Where", "", "", "", ""],
        ["select_one gone", "lost", "Lost", "", "", "", ""],
        ["text", "有空格", "Bad name", "", "", "", ""],
        ["text", "head", "Again", "", "", "", ""],
        ["end_group", "", "", "", "", "", ""],
    ],
    "choices": [
        ["list_name", "name", "label", "label::中文 (zh)"],
        ["yn", "y", "Yes", "有"],
        ["yn", "n", "No", "没有"],
        ["breeds", "1", "Poodle", "贵宾"],
        ["breeds", "2", "Other", "其他"],
    ],
    "settings": [["form_title", "form_id"], ["Dogs of the lane", "dogs"]],
}


def workbook(sheets):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def uploaded(data, name="form.xlsx"):
    return SimpleUploadedFile(name, data)


def read_back(data):
    return read_xlsform({sheet.name: sheet.rows for sheet in open_sheets(data)})


@pytest.fixture
def desk(viewer, residents):
    with clock.freeze(TUESDAY):
        yield viewer


def test_somebody_else_s_form_is_read_and_what_it_can_not_hold_is_told_by_row():
    form = read_back(workbook(WELL_SURVEY))
    assert form.title == "Dogs of the lane"
    assert [(one.name, one.kind, one.zh, one.required) for one in form.fields] == [
        ("head", "text", "户主", True),
        ("dog", "select_one", "有没有狗", True),
        ("breeds", "select_multiple", "品种", False),
        ("many", "integer", "几只", False),
    ]
    assert form.fields[2].more == {"relevant": "${dog} = 'y'"}
    assert form.fields[2].choices[0] == Choice("1", "贵宾")
    assert {(one.row, one.why) for one in form.left_out} == {
        (3, "kind"), (8, "kind"), (9, "choices"), (10, "name"), (11, "twice"), (12, "kind"),
    }  # fmt: skip


@pytest.mark.parametrize("key", sorted(load_templates()))
def test_each_template_goes_out_as_a_form_that_pyxform_takes_and_comes_back(key):
    template = load_templates()[key]
    form = XlsForm(template.name.zh, tuple(one.form_field for one in template.fields))
    data = write_xlsform(form, key)
    xform = convert(xlsform=data, file_type=".xlsx").xform
    assert all(f"<{one.name}" in xform for one in form.fields)
    again = read_back(data)
    assert again.fields == form.fields
    assert again.title == form.title


words = st.text("甲乙丙abc 1", min_size=1, max_size=8).filter(
    lambda text: text == text.strip() != ""
)
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@st.composite
def form_fields(draw):
    kind = draw(st.sampled_from(KINDS))
    chosen = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    choices = tuple(Choice(name, draw(words), draw(words)) for name in chosen)
    some = choices if kind in (ONE, MANY) else ()
    return FormField(draw(names), kind, draw(words), draw(words), draw(st.booleans()), some)


@given(st.lists(form_fields(), min_size=1, max_size=4, unique_by=lambda one: one.name))
def test_a_form_that_goes_out_comes_back_as_it_was(listed):
    again = read_back(write_xlsform(XlsForm("表", tuple(listed)), "f"))
    assert again.fields == tuple(listed)
    assert fields_from([one.to_dict() for one in listed]) == tuple(listed)


@given(form_fields(), st.text(max_size=12) | st.floats() | st.integers() | st.none())
def test_a_value_is_read_as_its_field_says_or_refused_and_read_again_the_same(one, typed):
    try:
        value = read_value(one, typed)
    except UnreadableValueError:
        return
    if value is not None:
        assert read_value(one, value) == value


@pytest.mark.both
def test_an_entry_is_written_once_with_its_gaps_and_is_due_again(desk, residents):
    register = actions.open_register(desk, "dogs").register
    door, sent = residents[0].dwelling.door, uuid4()
    for _ in range(2):
        actions.add_entry(desk, register.id, {"licence": "A-1"}, door, entry_id=sent)
    [shown] = show_entries(register, list(entries_of(desk, register)))
    assert (shown.gaps, shown.late, shown.twice) == (["狂犬疫苗"], False, False)
    actions.add_entry(desk, register.id, {"licence": "A-1"}, door)
    assert all(one.twice for one in show_entries(register, list(entries_of(desk, register))))
    second = entries_of(desk, register).exclude(id=sent).get()
    actions.end_entry(desk, register.id, second.id)
    with clock.freeze(TUESDAY + timedelta(days=366)):
        assert DUE.get(desk.community_id) == (1, 1)
        actions.confirm_entry(desk, register.id, sent)
        assert DUE.get(desk.community_id) == (0, 1)
    for typed, door_typed, said in (
        ({"vaccinated": "昨天"}, door, "读不懂"),
        ({}, "99-1", "没有找到门号"),
        ({}, "", "没有找到门号"),
    ):
        with pytest.raises(Problem, match=said):
            actions.add_entry(desk, register.id, typed, door_typed)
    with pytest.raises(Problem, match="没有这本"):
        actions.open_register(desk, "unicorns")


@pytest.mark.both
def test_a_field_that_vanishes_takes_nothing_along(desk, residents):
    register = actions.open_register(desk, "dogs").register
    door = residents[0].dwelling.door
    actions.add_entry(desk, register.id, {"licence": "A-1", "breed": "柴犬"}, door)
    opened = actions.change_form(desk, register.id, uploaded(workbook(WELL_SURVEY)))
    assert len(opened.left_out) == 6
    [shown] = show_entries(opened.register, list(entries_of(desk, opened.register)))
    assert shown.lost == {"licence": "A-1", "breed": "柴犬"}
    assert [one.name for one in fields_from(opened.register.fields)][:2] == ["head", "dog"]
    with pytest.raises(Problem, match="没有能用的字段"):
        actions.import_form(desk, uploaded(workbook({"a": [["x"], ["y"]]})), "door")
    with pytest.raises(Problem, match="读不出来"):
        actions.import_form(desk, uploaded(b"%PDF-1.4"), "door")


@pytest.mark.both
def test_what_is_written_in_a_register_is_heard(desk, residents):
    register = actions.open_register(desk, "elders").register
    person = residents[0]
    typed = {"allowance": "已领", "helper": "昨晚摔倒了起不来，叫不应"}
    actions.add_entry(desk, register.id, typed, person.dwelling.door, person.name)
    assert Need.objects.get().urgency == 1
    with pytest.raises(Problem, match="没有找到“没有这人”"):
        actions.add_entry(desk, register.id, {}, person.dwelling.door, "没有这人")


@pytest.mark.both
def test_a_workbook_of_entries_is_read_and_each_refused_row_says_why(desk, residents):
    register = actions.open_register(desk, "bikes").register
    door = residents[0].dwelling.door
    rows = [
        ["电动车登记表", "", "", ""],
        ["门号", "几辆", "在哪充电", "车牌"],
        [door, 2, "车棚、家里", "x"],
        [residents[4].dwelling.door, "三", "车棚", ""],
        ["99-999", 1, "车棚", ""],
        ["", "", "", ""],
        [residents[6].dwelling.door, 1, "阳台", ""],
    ]
    data = workbook({"登记": rows})
    told = actions.import_entries(desk, register.id, uploaded(data))
    assert (told.added, told.same, told.unknown) == (1, 0, ("车牌",))
    assert [number for number, _why in told.refused] == [4, 5, 7]
    assert "三" in told.refused[0][1]
    assert RegisterEntry.objects.get().values == {"count": 2, "charged": ["shed", "home"]}
    again = actions.import_entries(desk, register.id, uploaded(data))
    assert (again.added, again.same) == (0, 1)
    counted = count_register(desk, register)
    assert counted.choices == [("在哪充电", [("车棚", 1), ("家里", 1), ("楼道", 0), ("", 0)])]
    with pytest.raises(Problem, match="没有找到字段名"):
        actions.import_entries(desk, register.id, uploaded(workbook({"a": [["x"], ["y"]]})))


@pytest.mark.both
def test_who_may_see_a_register_sees_their_own_doors(alder):
    desk = alder.viewers["desk"]
    dogs = actions.open_register(desk, "dogs").register
    benefit = actions.open_register(desk, "benefit").register
    hydrants = actions.open_register(desk, "hydrants").register
    for well in "79":
        door = alder.people[well][0].dwelling.door
        actions.add_entry(desk, dogs.id, {"licence": well}, door)
    actions.add_entry(desk, hydrants.id, {"works": "no"}, place="7 号门口")
    grid = alder.viewers["grid"]
    assert {one.id for one in registers_of(grid)} == {
        alder.ids["register_id"], dogs.id, hydrants.id
    }  # fmt: skip
    assert [one.values["licence"] for one in entries_of(grid, dogs)] == ["7"]
    assert entries_of(alder.viewers["volunteer"], hydrants).count() == 1
    client = alder.client("grid")
    assert client.get(f"/registers/{benefit.id}/").status_code == 404
    outside = {"door": alder.people["9"][0].dwelling.door, "form_licence": "x"}
    assert client.post(f"/registers/{dogs.id}/add/", outside).status_code == 422
    with pytest.raises(Problem, match="没有权限"):
        actions.open_register(grid, "dogs")


def test_a_register_is_opened_filled_in_and_taken_out_from_its_pages(client, desk, residents):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community_id=desk.community_id, user=user, role="desk")
    client.force_login(user)
    opened = client.post("/registers/open/", {"template": "dogs"}, follow=True)
    assert "台账“犬只”好了。" in opened.content.decode()
    form = client.post(
        "/registers/import/", {"file": uploaded(workbook(WELL_SURVEY)), "about": "door"},
        follow=True,
    )  # fmt: skip
    assert "第 8 行 geopoint 没有收" in form.content.decode()
    url = f"/registers/{registers_of(desk)[0].id}/"
    posted = {"door": residents[0].dwelling.door, "form_licence": "A-1", "form_breed": "柴犬"}
    assert client.post(f"{url}add/", posted).status_code == 302
    refused = client.post(f"{url}add/", posted | {"form_vaccinated": "昨天"})
    assert refused.status_code == 422
    assert "柴犬" in refused.content.decode()
    rows = workbook({"a": [["door", "licence"], [residents[2].dwelling.door, "B-2"], ["9-9", "x"]]})
    told = client.post(f"{url}rows/", {"file": uploaded(rows)}).content.decode()
    assert "第 3 行没有记" in told
    assert open_sheets(client.get(f"{url}form.xlsx").content)[0].name == "survey"
    counts = open_sheets(client.get("/registers/counts.xlsx").content)[0].rows
    assert ["犬只", "", "全部", 2] in [row[:4] for row in counts]
    assert residents[0].name not in str(counts)
    assert "missing" in client.get(url, headers={"accept-language": "en"}).content.decode()
