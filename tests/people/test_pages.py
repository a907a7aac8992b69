"""The pages of people: who may see them, what they show, what their buttons do."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.models import Entry, Membership, User
from wanjia.people.labels import age, risk_words
from wanjia.people.models import Contact, HouseholdLink, Resident, Risk
from wanjia.places.models import Dwelling

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client, community):
    def sign(role):
        user = User.objects.create_user(username=role, password="x", name=f"某{role}")
        Membership.objects.create(community=community, user=user, role=role)
        client.force_login(user)
        return client

    return sign


@pytest.fixture
def desk(sign_in):
    return sign_in("desk")


@pytest.fixture
def home(residents):
    return Dwelling.objects.get(door="23-302")


def act(client, person, name, /, **fields):
    return client.post(reverse(f"people:{name}", args=[person.id]), fields, follow=True)


def test_the_list_masks_phones_and_a_click_shows_one(desk, residents):
    page = desk.get("/residents/").content.decode()
    assert residents[0].name in page
    assert residents[0].phone not in page
    assert f"199****{residents[0].phone[-4:]}" in page
    shown = desk.get(reverse("people:phone", args=[residents[0].id])).content.decode()
    assert f"tel:{residents[0].phone}" in shown


def test_the_list_is_filtered_by_door_text_risk_and_whereabouts(desk, residents, home):
    first, second = home.residents.order_by("sort")
    Risk.objects.create(community=home.community, resident=first, kind="dialysis")
    Resident.objects.filter(id=second.id).update(where="away")
    count = lambda query: desk.get(f"/residents/?{query}").context["page"].paginator.count  # noqa: E731
    assert count("") == 36
    assert count(f"stairwell={home.stairwell_id}") == 12
    assert count(f"estate={home.stairwell.estate_id}") == 36
    assert count("risk=dialysis") == 1
    assert count("where=away") == 1
    assert count("q=23-302") == 2
    assert count("q=张") == 18
    assert count(f"q=张&stairwell={home.stairwell_id}") == 6
    assert count("q=没有这人") == 0
    assert count("stairwell=nonsense&risk=nonsense&page=x") == 36


@pytest.mark.parametrize(
    "path",
    [
        "/residents/",
        pytest.param("/find/?q=张", marks=pytest.mark.both),
        "/estates/",
        "home",
        "estate",
    ],
)
def test_no_page_takes_more_than_twelve_statements(
    desk, residents, home, path, django_assert_max_num_queries
):
    Risk.objects.bulk_create(
        Risk(community=home.community, resident=one, kind="chronic") for one in residents
    )
    url = {
        "home": reverse("people:dwelling", args=[home.id]),
        "estate": reverse("places:estate", args=[home.stairwell.estate_id]),
    }.get(path, path)
    with django_assert_max_num_queries(12):
        assert desk.get(url).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/residents/", "/find/?q=zhonghai", "/estates/", "home", "edit", "add", "estate"]
)
def test_english_pages_hold_no_chinese_but_names(desk, residents, home, path):
    person = home.residents.first()
    Risk.objects.create(
        community=home.community, resident=person, kind="dialysis", detail={"weekdays": [1, 3]}
    )
    Resident.objects.filter(id=person.id).update(
        where="away", exempt_until=timezone.localdate(clock.now()) + timedelta(days=3), sex="女"
    )
    act(desk, person, "contact", way="call", outcome="well")
    desk.cookies["wanjia_lang"] = "en"
    url = {
        "home": reverse("people:dwelling", args=[home.id]),
        "edit": reverse("people:edit", args=[person.id]),
        "add": reverse("people:add", args=[home.id]),
        "estate": reverse("places:estate", args=[home.stairwell.estate_id]),
    }.get(path, path)
    page = re.search(r"<main.*</main>", desk.get(url).content.decode(), re.S).group()
    page = re.sub(r"<script.*?</script>|祥欣居民区|某desk|中海悦庭|东门|中文", "", page, flags=re.S)
    for one in residents:
        page = page.replace(one.name, "")
    page = page.replace('option value="男"', "").replace('option value="女"', "")
    assert re.findall(r"[\u4e00-\u9fff]+", page) == []


def test_the_find_box_answers_htmx_with_the_list_alone(desk, residents):
    whole = desk.get("/find/?q=23-302").content.decode()
    part = desk.get("/find/?q=23-302", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert "23-302" in part


def test_what_is_typed_is_never_markup(desk, residents):
    for path in ("/find/", "/residents/"):
        page = desk.get(path, {"q": "<script>alert(1)</script>"}).content.decode()
        assert "<script>alert" not in page


def test_the_household_page_shows_who_lives_there_and_what_happened(desk, home):
    person = home.residents.first()
    act(desk, person, "contact", way="call", outcome="needs", note="要买菜")
    act(desk, person, "where", where="hospital")
    page = desk.get(reverse("people:dwelling", args=[home.id])).content.decode()
    for words in ("电话联系", "要买菜", "更新去向", "住院", f"tel:{person.phone}"):
        assert words in page
    contact = Contact.objects.get()
    assert (contact.resident, contact.created_by_name) == (person, "某desk")
    assert not Entry.objects.filter(type__startswith="contact").exists()


def test_a_move_names_the_door_and_is_journaled(desk, home):
    person = home.residents.first()
    act(desk, person, "move", to="中海悦庭3号101室")
    person.refresh_from_db()
    assert person.dwelling.door == "3-101"
    entry = Entry.objects.get(type="resident.moved")
    assert (entry.before["door"], entry.after["door"]) == ("23-302", "3-101")


def test_a_move_to_an_unknown_door_changes_nothing(desk, home):
    person = home.residents.first()
    page = act(desk, person, "move", to="99-999").content.decode()
    assert "99-999" in page
    person.refresh_from_db()
    assert person.dwelling == home


def test_an_exemption_lasts_until_a_day_to_come(desk, home):
    person = home.residents.first()
    yesterday = timezone.localdate(clock.now()) - timedelta(days=1)
    assert "已过去" in act(desk, person, "exempt", until=yesterday.isoformat()).content.decode()
    act(desk, person, "exempt", until=(yesterday + timedelta(days=8)).isoformat(), why="康复期")
    person.refresh_from_db()
    assert (person.exempt_until - yesterday).days == 8
    act(desk, person, "exempt", until="")
    person.refresh_from_db()
    assert (person.exempt_until, person.exempt_reason) == (None, "")


def test_who_left_is_off_the_list_and_kept(desk, home):
    person = home.residents.first()
    act(desk, person, "left")
    assert desk.get("/residents/").context["page"].paginator.count == 35
    person.refresh_from_db()
    assert person.left_at


def test_an_edit_keeps_the_old_value_and_makes_the_name_findable(desk, home):
    person = home.residents.first()
    fields = {"name": "单雄信", "phone": "19900009999", "birth": "1950-02-03", "sex": "男"}
    act(desk, person, "edit", **fields)
    person.refresh_from_db()
    assert (person.initials, person.birth) == ("sxx dxx", date(1950, 2, 3))
    entry = Entry.objects.get(type="resident.edited")
    assert entry.before["name"] != entry.after["name"] == "单雄信"
    act(desk, person, "edit", **fields)
    assert Entry.objects.filter(type="resident.edited").count() == 1


def test_a_person_is_added_without_typing_the_address(desk, home):
    url = reverse("people:add", args=[home.id])
    assert desk.post(url, {"name": ""}).status_code == 200
    desk.post(url, {"name": "张宝宝", "birth": "2022-04-01"})
    assert [one.name for one in home.residents.all()][-1] == "张宝宝"


def test_a_suggested_risk_is_confirmed_or_ended_by_a_person(desk, home):
    person = home.residents.first()
    for holds in ("1", "0"):
        risk = Risk.objects.create(community=home.community, resident=person, kind="alone_elder")
        desk.post(reverse("people:risk", args=[person.id, risk.id]), {"holds": holds})
        risk.refresh_from_db()
        assert (risk.confirmed, bool(risk.ended_at)) == (holds == "1", holds == "0")


def test_a_printed_link_stays_live_until_it_is_renewed(desk, home):
    url = reverse("people:link", args=[home.id])
    sheet = desk.post(url, follow=True).content.decode()
    first = HouseholdLink.objects.get()
    assert f"/h/{first.token}/" in sheet
    assert "<svg" in sheet
    desk.post(url)
    assert HouseholdLink.objects.count() == 1
    desk.post(url, {"renew": "1"})
    first.refresh_from_db()
    assert first.revoked_at
    live = HouseholdLink.objects.get(revoked_at=None)
    assert len(live.token) >= 32
    assert first.token not in desk.get(reverse("people:sheet", args=[home.id])).content.decode()


def test_a_contact_sent_twice_is_one(viewer, home):
    from wanjia.core.ids import new_id
    from wanjia.people.residents.actions import record_contact

    one = new_id()
    person = home.residents.first()
    for _ in range(2):
        record_contact(viewer, person.id, "door", "well", id=one)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("role", ["grid", "doctor", "steward", "volunteer"])
def test_a_field_role_without_a_grid_sees_nobody(sign_in, residents, home, role):
    client = sign_in(role)
    assert client.get("/residents/").context["page"].paginator.count == 0
    assert not client.get("/find/?q=张").context["hits"]
    assert client.get(reverse("people:dwelling", args=[home.id])).status_code == 404
    person = home.residents.first()
    assert client.get(reverse("people:phone", args=[person.id])).status_code == 404
    assert act(client, person, "contact", way="call", outcome="well").status_code == 404
    assert act(client, person, "move", to="3-101").status_code == 403
    assert not Contact.objects.exists()


def test_a_grid_officer_sees_their_own_doors_only(sign_in, residents, home, monkeypatch):
    from wanjia.core.access import viewer as access

    monkeypatch.setattr(access, "_scope", [lambda _viewer: frozenset({home.stairwell_id})])
    client = sign_in("grid")
    assert client.get("/residents/").context["page"].paginator.count == 12
    assert client.get(reverse("people:dwelling", args=[home.id])).status_code == 200
    other = Dwelling.objects.get(door="3-101")
    assert client.get(reverse("people:dwelling", args=[other.id])).status_code == 404
    assert [row["stairwells"] for row in client.get("/estates/").context["rows"]] == [1]
    doors = client.get(reverse("places:estate", args=[home.stairwell.estate_id])).context["rows"]
    assert [row["key"] for row in doors] == ["23"]


def test_the_town_sees_counts_and_no_person(sign_in, residents, home):
    client = sign_in("town")
    assert client.get("/estates/").context["rows"][0]["residents"] == 36
    page = client.get(reverse("places:estate", args=[home.stairwell.estate_id])).content.decode()
    assert "/residents/" not in page
    for path in ("/residents/", "/find/?q=张", reverse("people:dwelling", args=[home.id])):
        assert client.get(path).status_code == 403


def test_another_communitys_household_is_not_found(desk, home, community):
    from wanjia.core.models import Community

    elsewhere = Community.objects.create(name="别处")
    for model in (Dwelling, Resident):
        model.objects.all().update(community=elsewhere)
    assert desk.get(reverse("people:dwelling", args=[home.id])).status_code == 404


def test_nobody_signed_in_is_asked_to(client, residents):
    assert client.get("/residents/").status_code == 302


def test_ages_and_risks_in_words():
    assert age(date(1950, 4, 2), date(2022, 4, 1)) == 71
    assert age(date(1950, 4, 1), date(2022, 4, 1)) == 72
    assert age(None, date(2022, 4, 1)) is None
    risk = Risk(kind="dialysis", detail={"weekdays": [1, 3, 5], "hospital": "市六医院"})
    assert risk_words(risk) == "血透（市六医院，周一、周三、周五）"
    assert risk_words(Risk(kind="disabled")) == "残疾"
