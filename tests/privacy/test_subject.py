"""What is stored of one resident: all of it, read and taken by officers, and corrected."""

import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import transaction
from tests.privacy.seed import live_through
from tests.two_towns import NOW, Town

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import CommunityModel, Entry
from wanjia.core.problems import Problem
from wanjia.needs.models import Need
from wanjia.people.models import Correction, HouseholdLink, Resident
from wanjia.places.models import Dwelling
from wanjia.privacy.subject import corrections
from wanjia.privacy.subject.columns import column_names, silent
from wanjia.privacy.subject.queries import _resident_models, fields_of, parts_of, plain, ways_to

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(inhabit) -> Iterator[Town]:
    with inhabit("suhe", lambda: live_through("苏禾")) as made:
        yield made


@pytest.fixture(autouse=True)
def _afterwards(town, db) -> Iterator[None]:
    with clock.freeze(NOW):
        yield


def test_every_model_that_points_to_a_resident_or_a_dwelling_is_walked():
    walked = {*_resident_models(), Resident}
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, CommunityModel) and model not in walked
        for field in model._meta.concrete_fields
        if field.related_model in (Resident, Dwelling)
    ]
    assert missing == []
    assert {one.__name__ for one in ways_to(Resident)} >= {"NeedNote", "ErrandItem", "Weighing"}


def test_every_column_is_named_in_both_languages_or_known_to_tell_nothing():
    names = {
        field.name for model in [Resident, Entry, *_resident_models()] for field in fields_of(model)
    }
    assert sorted(names - column_names().keys() - silent()) == []
    assert all(one.zh and one.en for one in column_names().values())


def test_a_resident_is_told_everything_and_nothing_of_somebody_else(town):
    person = town.people["7"][1]
    told = json.dumps(
        [plain(row) for part in parts_of(person) for row in part.rows], ensure_ascii=False
    )
    for known in (
        person.name, person.phone, person.id_number, "外婆的胰岛素只剩一支", "嗓子像刀割一样",
        "夜里盗汗三次", "昨晚咳血一次", "血透每周三次在六院", "开门很慢耳朵背",
        "复核转阴已上报", "答应明早送药上门", "收养的猫谁来喂",
    ):  # fmt: skip
        assert known in told
    others = [one.name for one in town.people["8"]] + [town.people["7"][2].name]
    assert not [one for one in others if one in told]
    assert HouseholdLink.objects.get(dwelling=person.dwelling_id).token not in told


def test_officers_read_and_take_it_and_the_journal_knows(town):
    person = town.people["7"][1]
    client = town.client("desk")
    page = client.get(f"/residents/{person.id}/kept/").content.decode()
    assert "夜里盗汗三次" in page
    assert person.id_number in page
    english = town.client("desk", "en").get(f"/residents/{person.id}/kept/").content.decode()
    assert "Answers (antigen, temperature, symptoms)" in english
    answer = client.get(f"/residents/{person.id}/kept.json")
    told = json.loads(answer.content)
    assert told["resident"]["name"] == person.name
    kinds = {one["kind"] for one in told["kept"]}
    assert kinds >= {"answers", "alarms", "needs", "contacts", "risks", "journal"}
    entries = Entry.objects.filter(type="resident.exported", subject=person.id)
    assert {one.after["kind"] for one in entries} == {"page", "json"}
    for role in ("grid", "doctor", "volunteer", "town"):
        assert town.client(role).get(f"/residents/{person.id}/kept.json").status_code == 403


@pytest.mark.both
def test_a_household_sees_how_long_and_asks_for_a_correction_that_one_tap_makes(town):
    person = town.people["7"][1]
    url = f"/h/{HouseholdLink.objects.get(dwelling=person.dwelling_id).token}/kept/"
    client = town.client("")
    page = client.get(url).content.decode()
    assert person.name in page
    assert person.id_number not in page
    assert "夜里盗汗三次" not in page  # whoever holds the link reads this page
    assert "轮次截止满 30 天清除" in page
    sent = {"resident": person.id, "what": "phone", "said": "19900005555"}
    assert client.post(url, sent).status_code == 302
    client.post(url, sent)
    one = Correction.objects.get(resident=person)  # twice is once
    assert "更正请求已收到" in client.get(f"{url}?asked=1").content.decode()
    desk = town.client("desk")
    assert "19900005555" in desk.get("/corrections/").content.decode()
    desk.post(f"/corrections/{one.id}/accept/")
    person.refresh_from_db()
    assert person.phone == "19900005555"
    assert Entry.objects.filter(type="resident.edited", subject=person.id).exists()
    assert Entry.objects.get(type="correction.accepted").subject == one.id
    with pytest.raises(Problem) as again:
        corrections.accept(town.viewers["desk"], one.id)
    assert again.value.code == "correction.settled"


def test_what_is_refused_changes_nothing_and_nobody_corrects_the_neighbours(town):
    person, neighbour = town.people["7"][1], town.people["8"][0]
    household = Viewer(town.community.id, "household", name="7-101", dwelling_id=person.dwelling_id)
    was = person.name
    asked = corrections.ask(household, person.id, "name", "改名")
    corrections.refuse(town.viewers["desk"], asked.id)
    person.refresh_from_db()
    assert person.name == was
    for whom, what, said, code in (
        (neighbour.id, "name", "改名", "people.not_theirs"),
        (person.id, "birth", "三月八日", "correction.unreadable"),
        (person.id, "phone", "  ", "correction.nothing"),
        (person.id, "note", "x", "people.choice_unknown"),
    ):
        with pytest.raises(Problem) as refused:
            corrections.ask(household, whom, what, said)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("what", "said", "heard"),
    [
        ("phone", "19900005556", False),
        ("id_number", "99000019570302123X", False),
        ("birth", "1957-03-02", False),
        ("birth", "2022-04-19T25:61", False),
        ("nothing that there is", "1957-03-02", False),
        ("phone", "120", True),
        ("birth", "奶奶昏过去了叫不醒", True),
        ("phone", "19900005556 快来人，他喘不上气了", True),
    ],
)
def test_a_number_that_is_put_right_is_no_request_and_words_beside_it_are(town, what, said, heard):
    person = town.people["7"][1]
    url = f"/h/{HouseholdLink.objects.get(dwelling=person.dwelling_id).token}/kept/"
    before = Need.objects.filter(dwelling=person.dwelling_id).count()
    town.client("").post(url, {"resident": person.id, "what": what, "said": said})
    assert (Need.objects.filter(dwelling=person.dwelling_id).count() > before) == heard


@pytest.mark.slow
@pytest.mark.both
def test_the_head_ends_and_forgets_only_what_was_typed(town):
    head = town.client("head")
    page = head.get("/forget/").content.decode()
    for words in ("结束应急", "医疗废物管理条例", "清除以后不能恢复"):
        assert words in page
    assert town.people["7"][1].name not in page
    assert head.get("/forget/?before=someday").status_code == 422
    refused = head.post("/forget/start/", {"before": "2022-04-19", "typed": "是"})
    assert refused.status_code == 422
    assert "照样输入" in refused.content.decode()
    assert head.post("/forget/end/", {"typed": "x"}).status_code == 422
    with transaction.atomic():
        assert head.post("/forget/end/", {"typed": "结束应急"}).status_code == 302
        begun = head.post("/forget/start/", {"before": "2022-04-19", "typed": "清除"})
        assert begun.status_code == 302
        assert "正在清除" in head.get("/forget/").content.decode()
        assert "hx-get" in head.get("/forget/progress/").content.decode()
        transaction.set_rollback(True)
    assert town.client("desk").get("/forget/").status_code == 403


def test_where_a_case_was_is_named_on_its_own_page():
    from wanjia.privacy.subject.columns import in_words
    from wanjia.reports.models import Visit

    visit = Visit(kind="shop", place="虬江路菜场")
    assert "虬江路菜场" in dict(in_words(visit)).values()
