"""A new kind of risk is one entry of risks.toml: every floor knows it, and no code was touched."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from wanjia import risks
from wanjia.care.contacts.overdue import count_late
from wanjia.channels.outbox import privacy_filter
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Membership, User
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.needs.intake.actions import take_in
from wanjia.people.models import Risk
from wanjia.people.roster.reader.risk_suggestions import suggested
from wanjia.reports.paste.reader import lexicon
from wanjia.reports.paste.reader.tokens import Kind
from wanjia.triage import triage

NEW = """
[kinds.oxygen]
name = { zh = "在家吸氧", en = "Oxygen at home" }
fields = ["days_left"]
order = 12
shut = 6
open = 12
source = "our default"
notes = ["吸氧", "制氧机"]
asks = ["氧气瓶"]
guard = ["吸氧", "oxygen"]
raises = true
first = true
pairs = "carry"
"""
LACKS = "米快吃完了，只够一天"


@pytest.fixture(autouse=True)
def copy(tmp_path, monkeypatch):
    """The file with one entry more."""
    path = tmp_path / "risks.toml"
    path.write_text(risks.FILE.read_text("utf-8") + NEW, "utf-8")
    monkeypatch.setattr(risks, "FILE", path)
    caches = (privacy_filter.words, lexicon.load_lexicon)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.fixture
def desk(client, community):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    return client


def read(answer) -> str:
    return answer.content.decode()


def registered(desk, residents) -> Risk:
    """Put somebody on the register, as an officer does."""
    url = f"{reverse('care:register_add')}?resident={residents[0].id}"
    assert "在家吸氧" in read(desk.get(url))
    desk.post(url, {"kind": "oxygen", "days_left": "2"})
    return Risk.objects.get(kind="oxygen")


def test_it_is_on_the_register_the_household_and_the_lists(desk, residents):
    risk = registered(desk, residents)
    assert (risk.confirmed, risk.detail) == (True, {"days_left": 2})
    assert "在家吸氧" in read(desk.get(reverse("care:register"), {"kind": "oxygen"}))
    home = read(desk.get(reverse("people:dwelling", args=[residents[0].dwelling_id])))
    assert "在家吸氧" in home
    assert "Oxygen at home" in read(
        desk.get(reverse("people:residents"), {"risk": "oxygen"}, headers={"accept-language": "en"})
    )


def test_it_is_promised_a_contact_in_its_own_hours(desk, residents, community):
    registered(desk, residents)
    late = clock.now() + timedelta(hours=48)
    with clock.freeze(late):
        assert count_late(community.id).people == 1
        assert "在家吸氧" in read(desk.get(reverse("care:contacts"), {"list": "late"}))


def test_its_words_are_known_to_roster_paste_and_guard():
    today = clock.now().date()
    assert suggested(None, "在家用制氧机", False, today) == {"oxygen"}
    assert [meaning[0] for meaning in lexicon.load_lexicon().meanings["氧气瓶"]] == [Kind.NEED]
    found = privacy_filter.findings("23号602室在吸氧，请轻一点。", privacy_filter.Known())
    assert [(one.kind, one.words.endswith("吸氧")) for one in found] == [("health", True)]


def test_triage_raises_what_such_a_person_lacks(desk, residents):
    assert (triage(LACKS).urgency, triage(LACKS, ["oxygen"]).urgency) == (3, 2)
    assert triage(LACKS, ["chronic"]).urgency == 3
    registered(desk, residents)
    person = residents[0]
    viewer = Viewer(person.community_id, "system")
    need = take_in(viewer, LACKS, resident_id=person.id, channel="phone").need
    assert need.urgency == 2


def test_a_kind_that_the_file_does_not_have_is_refused(desk, residents):
    url = f"{reverse('care:register_add')}?resident={residents[0].id}"
    desk.post(url, {"kind": "nothing"})
    assert not Risk.objects.exists()


def test_a_kind_that_left_the_file_keeps_its_key(residents):
    risk = Risk(resident=residents[0], kind="forgotten")
    with translation.override("en"):
        assert risk.kind_name == "forgotten"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("order = 0", "kinds.oxygen.order: must be 1 or more"),
        ('fields = ["smell"]', "kinds.oxygen.fields: “smell” is none of"),
        ('pairs = "sing"', "kinds.oxygen.pairs: must be one of"),
        ('colour = "red"', "kinds.oxygen.colour: there is no such key"),
        ("raises = 1", "kinds.oxygen.raises: must be true or false"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(tmp_path, wrong, told):
    key = wrong.split(" =")[0]
    lines = [line for line in NEW.splitlines() if not line.startswith(f"{key} =")]
    text = "\n".join([risks.FILE.read_text("utf-8").replace(NEW, ""), *lines, wrong])
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    line = len(text.splitlines())
    with pytest.raises(RulesFileError, match=rf"wrong\.toml, line {line}, {told}"):
        risks.load_risks(path)


def test_a_kind_that_the_program_names_cannot_be_taken_out(tmp_path):
    path = tmp_path / "less.toml"
    path.write_text(risks.FILE.read_text("utf-8").replace("kinds.newborn", "kinds.baby"), "utf-8")
    with pytest.raises(RulesFileError, match=r"kinds\.newborn: is missing"):
        risks.load_risks(path)
