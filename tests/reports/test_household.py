"""The household's page: no account, no script needed, sees itself only."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.reports.conftest import make_zone, text_of

from wanjia.core import clock
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink, Resident, Staff
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Answer
from wanjia.zoning.models import Grid, GridMember, GridStairwell

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(people):
    return people[:2]


@pytest.fixture
def link(at, family):
    return HouseholdLink.objects.create(
        community_id=family[0].community_id,
        dwelling_id=family[0].dwelling_id,
        token="a-secret-of-this-household",
        made_at=at,
    )


@pytest.fixture
def url(link):
    return f"/h/{link.token}/"


@pytest.fixture
def page(client, url, morning):
    return client.get(url)


def said(page, round_, family, **fields):
    """What the page's form would send: antigen and temperature of each, with the hidden id."""
    sent = re.search(r'name="id" value="([^"]+)"', page.content.decode())
    data = {"round": str(round_.id), "id": sent[1]}
    for name, values in fields.items():
        for one, value in zip(family, values, strict=False):
            data[f"{name}-{one.id.hex}"] = value
    return data


def test_a_household_sees_itself_and_nobody_else(page, people):
    text = page.content.decode()
    assert all(one.name in text for one in people[:2])
    assert not any(one.name in text for one in people[2:])


def test_the_page_and_all_it_loads_is_small(page):
    text = page.content.decode()
    loaded = re.findall(r'<(?:link rel="stylesheet" href|script src)="/static/([^"]+)"', text)
    assert loaded == ["ui/household.css", "ui/queue.js", "ui/offline.js"]
    assert text.count("<script") == 2  # They serve without network; nothing else needs them.
    files = sum(Path(finders.find(name)).stat().st_size for name in loaded)
    assert len(page.content) + files < 60_000
    assert len(page.content) < 20_000
    assert page.headers["Cache-Control"] == "no-store"


def test_what_is_sent_is_stored_and_confirmed(client, url, page, morning, family):
    data = said(page, morning, family, antigen=["negative"] * 2, temperature=["36.5", "36,8"])
    data[f"temperature-{family[1].id.hex}"] = "36。8"
    answer = client.post(url, data, follow=True)
    assert answer.status_code == 200
    assert "已收到" in answer.content.decode()
    rows = Answer.objects.order_by("temperature").values_list("antigen", "temperature", "channel")
    assert list(rows) == [
        ("negative", Decimal("36.5"), "household"),
        ("negative", Decimal("36.8"), "household"),
    ]


def test_sending_twice_is_harmless(client, url, page, morning, family):
    data = said(page, morning, family, antigen=["negative"] * 2, temperature=["36.5", "36.8"])
    for _ in range(3):
        assert client.post(url, data).status_code == 302
    assert Answer.objects.count() == 2


def test_a_bad_temperature_is_named_and_nothing_typed_is_lost(client, url, page, morning, family):
    data = said(page, morning, family, antigen=["negative"] * 2, temperature=["365", "36.8"])
    answer = client.post(url, data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "体温“365”读不懂" in text
    assert text.count('value="negative" checked') == 2
    assert 'value="36.8"' in text
    assert Answer.objects.count() == 0


@pytest.mark.both
def test_the_same_form_sent_with_something_changed_is_a_correction(
    client, url, page, morning, family
):
    data = said(page, morning, family, antigen=["negative"], temperature=["36.5"])
    client.post(url, data)
    client.post(url, data | {f"temperature-{family[0].id.hex}": "36.9"})
    assert Answer.objects.get(current=True).temperature == Decimal("36.9")
    assert Answer.objects.count() == 2


def test_a_positive_opens_an_alarm_and_says_what_to_do(client, url, page, morning, family):
    data = said(page, morning, family, antigen=["positive"], temperature=["36.5"])
    text = client.post(url, data, follow=True).content.decode()
    assert Alarm.objects.get().kind == "positive"
    assert "有异常" in text


def test_a_neighbours_answer_cannot_be_sent(client, url, page, morning, people):
    data = said(page, morning, people[2:4], antigen=["negative"] * 2)
    assert client.post(url, data).status_code == 422
    assert Answer.objects.count() == 0


def test_an_empty_form_is_told_so(client, url, page, morning, family):
    answer = client.post(url, said(page, morning, family))
    assert answer.status_code == 422
    assert "什么也没填" in answer.content.decode()


def test_a_closed_round_says_whom_to_tell(client, url, page, morning, family):
    data = said(page, morning, family, antigen=["negative"])
    with clock.freeze(morning.closes_at):
        answer = client.post(url, data)
    assert answer.status_code == 409
    assert "截止" in answer.content.decode()


def test_a_round_of_another_zone_is_refused(client, url, page, morning, estate, family):
    other = make_zone(estate, labels=("3",)).rounds.get(key=morning.key)
    answer = client.post(url, said(page, other, family, antigen=["negative"]))
    assert answer.status_code == 409
    assert Answer.objects.count() == 0


@pytest.mark.both
def test_a_revoked_link_opens_nothing_and_stores_nothing(client, url, link, page, morning, family):
    link.revoked_at = link.made_at
    link.save()
    data = said(page, morning, family, antigen=["negative"])
    for answer in (client.get(url), client.post(url, data)):
        assert answer.status_code == 404
        assert "不能用" in answer.content.decode()
        assert family[0].name not in answer.content.decode()
    assert Answer.objects.count() == 0


def test_an_unknown_link_is_a_clear_page(client, db):
    answer = client.get("/h/no-such-secret/")
    assert answer.status_code == 404
    assert "不能用" in answer.content.decode()


def test_a_round_without_a_test_is_one_button(client, url, zone, link, family):
    zone.rounds.update(wants=["temperature"])
    page = client.get(url)
    assert "在家的都好" in page.content.decode()
    round_ = zone.rounds.get(key="2022-04-19-morning")
    client.post(url, said(page, round_, []) | {"say": "well"})
    assert list(Answer.objects.values_list("well", "where")) == [(True, "home")] * 2
    assert "体温正常" in client.get(url).content.decode()


def test_changing_one_temperature_leaves_the_other_well(client, url, zone, link, family):
    zone.rounds.update(wants=["temperature"])
    round_ = zone.rounds.get(key="2022-04-19-morning")
    page = client.get(url)
    client.post(url, said(page, round_, []) | {"say": "well"})
    page = client.get(url)
    sent = said(page, round_, family, temperature=["36.6", ""], well=["1", "1"], where=["home"] * 2)
    client.post(url, sent)
    now = {one.resident_id: one for one in Answer.objects.filter(current=True)}
    assert (now[family[0].id].temperature, now[family[0].id].well) == (Decimal("36.6"), False)
    assert now[family[1].id].well is True


def test_the_zone_and_whom_to_call_are_on_the_page(client, url, zone, page, family):
    grid = Grid.objects.create(community_id=zone.community_id, zone=zone, name="23号")
    GridStairwell.objects.create(
        community_id=zone.community_id, grid=grid, stairwell=family[0].dwelling.stairwell
    )
    officer = Staff.objects.create(
        community_id=zone.community_id, name="王敏", role="grid", phone="19900001234"
    )
    GridMember.objects.create(community_id=zone.community_id, grid=grid, staff=officer)
    text = client.get(url).content.decode()
    assert "封控区" in text
    assert "第 2 天" in text
    assert "足不出户" in text
    assert 'href="tel:19900001234"' in text


def test_the_page_speaks_english(link, url, morning, family):
    answer = Client(headers={"accept-language": "en"}).get(url)
    known = "".join(one.name for one in family) + "祥欣居民区中海悦庭中文西区"
    chinese = [one for one in answer.content.decode() if "一" <= one <= "鿿" and one not in known]
    assert chinese == []
    assert "Sealed" in answer.content.decode()


def test_who_is_exempt_or_away_is_not_asked_for(client, url, zone, link, family):
    Resident.objects.filter(id=family[0].id).update(exempt_until="2022-05-01")
    Resident.objects.filter(id=family[1].id).update(where="away")
    text = client.get(url).content.decode()
    assert "免报" in text
    assert ">外出<" in text
    assert "未填" not in text


def test_a_page_takes_few_statements_and_a_post_fewer(
    client, url, page, morning, family, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        client.get(url)
    data = said(page, morning, family, antigen=["negative"] * 2, temperature=["36.5", "36.8"])
    with django_assert_max_num_queries(7):  # two of them are SAVEPOINTs of the test's transaction
        client.post(url, data)


def test_a_first_plain_answer_takes_one_statement_to_read_and_one_to_write(
    client, url, page, morning, family
):
    data = said(page, morning, family, antigen=["negative"] * 2, temperature=["36.5", "36.8"])
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url, data).status_code == 302
    # The test's own transaction makes a savepoint of the act's.
    assert [one["sql"].split()[0] for one in asked if "SAVEPOINT" not in one["sql"]] == [
        "SELECT",
        "INSERT",
    ]
    assert Answer.objects.filter(channel="household", current=True, antigen="negative").count() == 2


def test_the_second_of_a_family_answers_when_the_first_has(client, url, page, morning, family):
    first = said(page, morning, family, antigen=["negative"])
    second = said(page, morning, family[1:], antigen=["negative"])
    assert client.post(url, first).status_code == client.post(url, second).status_code == 302
    assert Answer.objects.filter(current=True).count() == 2


def test_a_household_asks_for_help_and_sees_how_far_it_is(client, url, page, family):
    sent = re.search(
        r'value="help">\s*<input type="hidden" name="id" value="([^"]+)"', text_of(page)
    )
    said = {"act": "help", "id": sent[1], "text": "妈妈的降压药只够两天", "who": str(family[1].id)}
    for _ in range(2):
        answer = client.post(url, said, follow=True)
    need = Need.objects.get()
    assert (need.resident, need.dwelling) == (family[1], family[1].dwelling)
    assert "求助已收到" in text_of(answer)
    assert "妈妈的降压药只够两天" in text_of(answer)


def test_help_without_a_word_is_told_so(client, url, page):
    answer = client.post(url, {"act": "help", "text": " "})
    assert answer.status_code == 422
    assert "请写下要什么帮助" in text_of(answer)
    assert Need.objects.count() == 0


def test_help_cannot_be_asked_for_in_a_neighbours_name(client, url, page, people):
    client.post(url, {"act": "help", "text": "要买菜", "who": str(people[5].id)})
    assert not Need.objects.filter(resident=people[5]).exists()


def test_what_an_officer_entered_meanwhile_is_not_taken_back_by_an_older_form(
    client, url, page, viewer, morning, family
):
    store_answers(viewer, morning, [Given(family[0].id, "negative", 36.4)], "door")
    client.post(url, said(page, morning, family, antigen=["negative"], symptoms=["咽痛"]))
    now = Answer.objects.get(current=True)
    assert (now.temperature, now.symptoms) == (Decimal("36.4"), "咽痛")


def test_what_stood_in_the_form_and_was_emptied_is_taken_back(client, url, page, morning, family):
    client.post(url, said(page, morning, family, antigen=["negative"], symptoms=["咽痛"]))
    seen = said(client.get(url), morning, family, antigen=["negative"], seen=["1"])
    client.post(url, seen | {f"temperature-{family[0].id.hex}": "36.5"})
    assert Answer.objects.get(current=True).symptoms == ""


def test_help_and_the_ambulance_are_at_the_foot_wherever_one_is(page):
    text = page.content.decode()
    assert '<nav class="help-foot"' in text
    assert 'href="tel:120"' in text
