"""The journal's page: every act has a name, and what it changed is told in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from wanjia.core.localized import localized_name
from wanjia.core.models import Entry, Membership, User
from wanjia.ui.journal.labels import changes

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def desk(community):
    user = User.objects.create(username="desk", name="王敏")
    Membership.objects.create(community=community, user=user, role="desk")
    client = Client()
    client.force_login(user)
    return client


def entry(community, kind, day=18, **more):
    at = datetime(2022, 4, day, 18, 40, tzinfo=SHANGHAI)
    return Entry.objects.create(community=community, type=kind, occurred_at=at, **more)


def test_a_change_is_told_in_words_and_ids_are_left_out():
    with translation.override("zh-hans"), timezone.override(SHANGHAI):
        said = changes(
            {"where": "home", "zone": "01a20ad6-1ffb-727f-ac6a-e3cbde2f1211", "active": True},
            {"where": "away", "sampled_at": "2022-04-18T01:40:00+00:00", "staff": ["a", "b"],
             "given": "120.50", "active": False, "to_class": "sealed", "note": ""},
        )  # fmt: skip
    assert [(one.label, one.before, one.after) for one in said] == [
        ("去向", "在家", "外出"),
        ("在岗", "是", "否"),
        ("采样时间", "", "2022-04-18 09:40"),
        ("工作人员", "", "2 项"),
        ("给的钱", "", "120.50"),
        ("升为", "", "封控区"),
    ]


def test_a_long_text_is_cut_and_an_unknown_key_is_shown_as_it_is():
    [long, odd] = changes(None, {"toml": "x" * 500, "strange": 7})
    assert len(long.after) == 120
    assert (odd.label, odd.after) == ("strange", "7")


def test_the_list_is_narrowed_by_kind_person_day_and_household(desk, community, residents):
    home = residents[0].dwelling_id
    entry(community, "case.recorded", actor_name="王敏", dwelling=home)
    entry(community, "zones.published", actor_name="李刚")
    entry(community, "zones.undone", day=19, actor_name="王敏")

    def titles(query):
        return [one["title"] for one in desk.get(f"/journal/?{query}").context["entries"]]

    assert len(titles("")) == 3
    assert titles("kind=case.recorded") == ["登记病例"]
    assert titles("who=李") == ["发布分区"]
    assert titles("day=2022-04-19") == ["撤销发布"]
    assert titles(f"dwelling={home}") == ["登记病例"]
    assert titles("day=nonsense&dwelling=nonsense") == titles("")


def test_a_name_is_that_of_the_pages_language(community):
    with translation.override("en"):
        assert localized_name(community) == "Xiangxin"
    with translation.override("zh-hans"):
        assert localized_name(community) == "祥欣居民区"
    assert localized_name("东门") == "东门"
