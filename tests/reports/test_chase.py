"""The pages of rounds, doors and the missing list, as officers use them."""

import re

import pytest
from tests.reports.conftest import NOW, signed_in, text_of, url

from wanjia.people.models import Contact, Resident, Risk
from wanjia.places.models import Stairwell
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.missing.queries import group_text, missing_people
from wanjia.reports.models import Answer
from wanjia.zoning.models import Grid

pytestmark = pytest.mark.django_db
CHINESE_TEXT = r'<pre class="copy" tabindex="0" id="text-zh".*?</pre>'


def test_a_days_rounds_are_listed_with_how_far_they_are(desk, viewer, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, "negative")], "door")
    text = text_of(desk.get(url("rounds")))
    assert "西区 · 上午" in text
    assert "<b>1</b>/24" in text
    assert "还有 1 小时" in text
    assert "西区 · 傍晚" in text_of(desk.get(url("rounds", day="2022-04-18")))


def test_every_figure_of_a_round_opens_the_list_that_it_counts(desk, viewer, morning, people):
    Resident.objects.filter(id=people[2].id).update(where="away")
    Resident.objects.filter(id=people[3].id).update(exempt_until="2022-05-01")
    said = [Given(people[0].id, "positive"), Given(people[1].id, "invalid")]
    store_answers(viewer, morning, said, "door")
    page = desk.get(url("round", morning.id))
    figures = {one["label"]: one for one in page.context["figures"]}
    assert {label: one["count"] for label, one in figures.items()} == {
        "登记": 24,
        "已填": 2,
        "未填": 20,
        "异常": 1,
        "抗原无效": 1,
        "外出": 1,
        "免报": 1,
    }
    for one in figures.values():
        shown = desk.get(one["url"].split("#")[0])
        assert len(shown.context["people"]) == one["count"]


def test_a_stairwells_bar_opens_its_own_missing(desk, morning):
    page = desk.get(url("round", morning.id))
    bar = page.context["bars"][0]
    assert (bar["label"], bar["missing"]) == ("23号", 12)
    listed = desk.get(bar["url"].split("#")[0])
    assert {one["resident"].dwelling.stairwell.label for one in listed.context["people"]} == {"23"}


def test_a_household_that_is_well_is_one_tap(desk, morning, people):
    page = desk.get(url("doors", morning.id))
    sent = re.search(r'name="sent" value="([^"]+)"', text_of(page))[1]
    home = people[0].dwelling_id
    tap = {"one": str(home), "sent": sent, "stairwell": str(page.context["stairwell_id"])}
    for _ in range(2):
        assert desk.post(url("doors", morning.id), tap).status_code == 302
    rows = Answer.objects.values_list(
        "resident__dwelling", "antigen", "well", "temperature", "channel"
    )
    assert list(rows) == [(home, "negative", True, None, "door")] * 2


@pytest.mark.both
def test_a_tap_with_htmx_gives_back_the_households_row(desk, morning, people):
    home = people[0].dwelling_id
    row = desk.post(url("doors", morning.id), {"one": str(home)}, headers={"hx-request": "true"})
    assert "体温正常" in text_of(row)
    assert "<html" not in text_of(row)
    assert 'name="one"' not in text_of(row)


def test_ticked_households_are_noted_together_and_what_was_said_stays(
    desk, viewer, morning, people
):
    store_answers(viewer, morning, [Given(people[0].id, "positive", 38)], "household")
    homes = [str(people[number].dwelling_id) for number in (0, 2, 4)]
    desk.post(url("doors", morning.id), {"door": homes})
    assert Answer.objects.filter(current=True).count() == 6
    assert Answer.objects.get(resident=people[0]).antigen == "positive"


def test_who_is_away_is_not_noted_as_well(desk, morning, people):
    Resident.objects.filter(id=people[0].id).update(where="away")
    desk.post(url("doors", morning.id), {"one": str(people[0].dwelling_id)})
    assert [one.resident for one in Answer.objects.all()] == [people[1]]


def test_a_household_is_entered_person_by_person_and_corrected(desk, morning, people):
    place = url("door", morning.id, people[0].dwelling_id)
    first, second = people[0].id.hex, people[1].id.hex
    said = {
        f"antigen-{first}": "negative",
        f"temperature-{first}": "36.4",
        f"antigen-{second}": "positive",
        f"temperature-{second}": "37.9",
    }
    assert desk.post(place, said).status_code == 302
    assert Answer.objects.filter(current=True).count() == 2
    desk.post(place, said | {f"antigen-{second}": "negative"})
    assert Answer.objects.get(resident=people[1], current=True).antigen == "negative"
    assert "更正过 1 次" in text_of(desk.get(place))


def test_a_wrong_temperature_at_the_door_names_the_person_and_keeps_what_was_typed(
    desk, morning, people
):
    key = people[0].id.hex
    said = {f"antigen-{key}": "negative", f"temperature-{key}": "99"}
    answer = desk.post(url("door", morning.id, people[0].dwelling_id), said)
    assert answer.status_code == 422
    assert f"{people[0].name}的体温 99" in text_of(answer)
    assert 'value="99"' in text_of(answer)
    assert Answer.objects.count() == 0


def test_a_grid_officer_sees_and_enters_the_own_stairwell_only(officer, morning, people):
    page = officer.get(url("doors", morning.id))
    assert [tab["label"] for tab in page.context["tabs"]] == ["23号"]
    other = next(one for one in people if one.dwelling.stairwell.label == "24")
    officer.post(url("doors", morning.id), {"one": str(other.dwelling_id)})
    assert Answer.objects.count() == 0
    assert officer.get(url("door", morning.id, other.dwelling_id)).status_code == 422
    listed = officer.get(url("missing"))
    assert listed.context["total"] == 12
    assert other.name not in text_of(listed)


def test_alone_elders_are_called_first_then_others_at_risk(desk, community, morning, people):
    for number, kind in ((9, "alone_elder"), (5, "pregnant"), (20, "alone_elder")):
        Risk.objects.create(community=community, resident=people[number], kind=kind)
    page = desk.get(url("missing"))
    assert [one["resident"].id for one in page.context["people"]][:4] == [
        people[9].id,
        people[20].id,
        people[5].id,
        people[0].id,
    ]


def test_the_missing_list_is_filtered_by_grid_stairwell_and_risk(desk, community, officer, people):
    Risk.objects.create(community=community, resident=people[5], kind="pregnant")
    grid = Grid.objects.get()
    well = Stairwell.objects.get(label="24")
    assert desk.get(url("missing", grid=grid.id)).context["known"] == 12
    assert desk.get(url("missing", stairwell=well.id)).context["known"] == 12
    found = desk.get(url("missing", risk="pregnant"))
    assert [one["resident"].id for one in found.context["people"]] == [people[5].id]


def test_the_outcome_of_a_call_is_one_tap_and_shown(desk, morning, people):
    place = url("called", people[0].id)
    desk.post(place, {"round": str(morning.id), "outcome": "no_answer"})
    assert Contact.objects.get().outcome == "no_answer"
    assert "无人接听" in text_of(desk.get(url("missing")))
    assert Answer.objects.count() == 0
    part = desk.post(
        place, {"round": str(morning.id), "outcome": "will_report"}, headers={"hx-request": "true"}
    )
    assert "马上填报" in text_of(part)


@pytest.mark.both
def test_a_call_that_finds_all_well_answers_a_round_that_asks_no_more(desk, zone, people):
    zone.rounds.update(wants=["contact"])
    round_ = zone.rounds.get(key="2022-04-19-morning")
    desk.post(url("called", people[0].id), {"round": str(round_.id), "outcome": "well"})
    answer = Answer.objects.get()
    assert (answer.channel, answer.where) == ("call", "home")


def test_the_text_for_the_group_names_doors_and_nobody(viewer, morning, people):
    store_answers(viewer, morning, [Given(one.id, "negative") for one in people[:2]], "door")
    doors = missing_people(viewer, morning)
    chinese, english = (group_text(morning, doors, language) for language in ("zh", "en"))
    assert "23号：102、201、202、301、302" in chinese
    assert "No. 23: 102, 201, 202, 301, 302" in english
    assert "11:00" in chinese
    assert "11:00" in english
    for one in people:
        assert one.name not in chinese + english
    assert not re.search("[一-鿿]", english)


def test_a_house_is_named_by_its_number_alone(viewer, morning, people):
    from wanjia.places.models import Dwelling

    Dwelling.objects.filter(door="24-302").update(door="24", room="")
    said = [Given(one.id, "negative") for one in people if one.dwelling.door != "24"]
    store_answers(viewer, morning, said, "door")
    text = group_text(morning, missing_people(viewer, morning), "zh")
    assert text.splitlines()[1] == "24号"


def test_the_call_list_can_be_printed(desk, people, morning):
    page = desk.get(url("missing", print=1))
    assert text_of(page).count("<tr>") == 25


def test_the_town_sees_none_of_these_pages(community, morning, people):
    town = signed_in(community, "town")
    places = [
        url("rounds"),
        url("round", morning.id),
        url("doors", morning.id),
        url("missing"),
        url("door", morning.id, people[0].dwelling_id),
        url("alarms"),
        url("excel", morning.id),
    ]
    assert {town.get(place).status_code for place in places} == {403}


def test_another_communitys_round_is_not_found(db, morning):
    from wanjia.core.models import Community

    other = signed_in(Community.objects.create(name="别处"), "desk")
    assert other.get(url("round", morning.id)).status_code == 404


def test_the_pages_ask_the_database_little(desk, morning, people, django_assert_max_num_queries):
    places = [
        url("rounds"),
        url("round", morning.id),
        url("doors", morning.id),
        url("missing"),
        url("door", morning.id, people[0].dwelling_id),
        url("alarms"),
    ]
    for place in places:
        with django_assert_max_num_queries(12):
            assert desk.get(place).status_code == 200


def test_the_pages_speak_english(community, viewer, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, "positive", 38)], "door")
    client = signed_in(community, "head", english=True)
    Resident.objects.update(name="Zhang")
    from wanjia.places.models import Estate

    Estate.objects.update(name_en="Yueting")
    places = [
        url("rounds"),
        url("round", morning.id, show="abnormal"),
        url("doors", morning.id),
        url("missing"),
        url("door", morning.id, people[0].dwelling_id),
        url("alarms"),
        url("excel", morning.id),
        url("missing", print=1),
    ]
    for place in places:
        text = re.sub(CHINESE_TEXT, "", text_of(client.get(place)), flags=re.DOTALL)
        found = re.findall(r"[一-鿿]+", text)
        assert set(found) <= {"中文", "西区", "王敏"}, place


def test_the_moment_of_the_tests_is_in_the_morning_round(morning):
    assert morning.opens_at <= NOW < morning.closes_at
