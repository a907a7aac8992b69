"""Every way by which words of people come in, as its users use it.

A way takes a text and returns what its sender was told.
"""

import html
import json
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from tests.channels.test_incoming import said_back, say, send
from tests.reports.conftest import NOW, make_zone, signed_in

from wanjia.channels.incoming.inboxes import open_inbox
from wanjia.core import clock
from wanjia.core.access.api_keys import make_key
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Membership, User
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links

Way = Callable[[str], str]
WAYS: dict[str, Callable[["World"], Way]] = {}


def way(make: Callable[["World"], Way]) -> Callable[["World"], Way]:
    """Register a way in by the name of its function."""
    WAYS[make.__name__] = make
    return make


class World:
    """A small community in the morning of a round, with all that its people write into."""

    def __init__(self, community, estate, residents) -> None:
        self.community, self.estate, self.residents = community, estate, residents
        self.person, self.home = residents[0], residents[0].dwelling
        self.round = make_zone(estate).rounds.get(key="2022-04-19-morning")
        self.viewer = Viewer(community.id, "desk", name="值班")
        self.head = Viewer(community.id, "head", name="主任")
        make_household_links(self.viewer, [self.home])
        self.link = f"/h/{HouseholdLink.objects.get(dwelling=self.home).token}/"
        self.desk = signed_in(community, "desk")

    def posted(self, path: str, sent: dict, client: Client | None = None) -> str:
        """What the page says after a form was sent, and the page it leads to."""
        answer = (client or self.desk).post(path, sent, follow=True)
        assert answer.status_code < 500, path
        return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))

    def key(self) -> str:
        user = User.objects.create(username=f"key-{uuid4()}", name="网关")
        member = Membership.objects.create(community=self.community, user=user, role="desk")
        return make_key(self.head, member.id, "a gateway")[1]


@pytest.fixture
def world(community, estate, residents):
    with clock.freeze(NOW):
        yield World(community, estate, residents)


@way
def the_symptom_field_beside_a_negative_test(world):
    def go(text):
        key = world.person.id.hex
        sent = {"round": world.round.id, "id": uuid4(), f"antigen-{key}": "negative"}
        sent |= {f"temperature-{key}": "36.5", f"symptoms-{key}": text}
        return world.posted(world.link, sent, Client())

    return go


@way
def the_symptom_field_of_a_form_that_is_refused(world):
    def go(text):
        key = world.person.id.hex
        sent = {"round": world.round.id, "id": uuid4(), f"temperature-{key}": "abc"}
        return world.posted(world.link, sent | {f"symptoms-{key}": text}, Client())

    return go


@way
def the_symptom_field_of_a_round_that_is_gone(world):
    def go(text):
        sent = {"round": uuid4(), "id": uuid4(), f"symptoms-{world.person.id.hex}": text}
        return world.posted(world.link, sent, Client())

    return go


@way
def the_help_form(world):
    return lambda text: world.posted(
        world.link, {"act": "help", "id": uuid4(), "text": text}, Client()
    )


@way
def a_reply_on_an_open_request(world):
    from wanjia.needs.followup.actions import record_need

    need = record_need(world.viewer, "想借一本书", dwelling_id=world.home.id)

    def go(text):
        sent = {"act": "need", "need": need.id, "id": uuid4(), "text": text, "do": "again"}
        return world.posted(world.link, sent, Client())

    return go


def _notice(world):
    from wanjia.notices.models import Reach
    from wanjia.notices.publishing.actions import Draft, publish_notice, save_draft
    from wanjia.notices.publishing.audience import Audience

    audience = Audience(Reach.ESTATE, estate=world.estate.id)
    draft = Draft(audience=audience, title="做核酸", body="请 8:00 到东门")
    return publish_notice(world.viewer, save_draft(world.viewer, draft).id)


@way
def a_question_under_a_notice(world):
    notice = _notice(world)
    path = f"{world.link}notices/{notice.id}/"
    return lambda text: world.posted(path, {"text": text, "id": uuid4()}, Client())


@way
def a_question_under_a_notice_that_is_too_long(world):
    notice = _notice(world)
    path = f"{world.link}notices/{notice.id}/"
    long = "。今天天气不错，我们都好好的" * 40
    return lambda text: world.posted(path, {"text": text + long, "id": uuid4()}, Client())


@way
def a_comment_that_an_officer_passes_on(world):
    notice = _notice(world)
    path = f"/notices/{notice.id}/comment/"
    return lambda text: world.posted(path, {"text": text, "comment_id": uuid4()})


@way
def a_correction_of_the_register(world):
    path = f"{world.link}kept/"
    return lambda text: world.posted(path, {"what": "other", "said": text}, Client())


@way
def a_correction_that_cannot_be_read(world):
    path = f"{world.link}kept/"
    sent = {"what": "birth", "resident": world.person.id}
    return lambda text: world.posted(path, {**sent, "said": text}, Client())


@way
def a_pasted_line_beside_a_result(world):
    def go(text):
        path = world.posted_to_paste(f"{world.home.door} 全阴，{text}")
        return world.posted(f"{path}commit/", {}) + world.told

    return go


@way
def a_pasted_line_that_nobody_stores(world):
    def go(text):
        world.posted_to_paste(f"1. 张三\n李四：{text}\n收到")
        return world.told

    return go


def _posted_to_paste(self, text):
    answer = self.desk.post("/pastes/", {"text": text, "round": self.round.id}, follow=True)
    self.told = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return answer.redirect_chain[-1][0]


World.posted_to_paste = _posted_to_paste


@way
def a_paste_by_the_api(world):
    token = world.key()

    def go(text):
        sent = {"text": f"{world.home.door} 全阴，{text}", "round": str(world.round.id)}
        answer = Client().post(
            "/api/v1/pastes",
            json.dumps(sent),
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 200, answer.content
        from urllib.parse import unquote

        return unquote(answer.headers.get("X-Wanjia-Heard", ""))

    return go


@way
def a_message_of_a_known_household(world):
    box = open_inbox(world.head, "hook")
    send(box, f"http://wanjia.test{world.link}")
    return lambda text: send(box, text).json()["reply"]


@way
def a_message_that_is_an_answer_too(world):
    box = open_inbox(world.head, "hook")
    send(box, f"http://wanjia.test{world.link}")
    return lambda text: send(box, f"全家阴性 36.5，{text}").json()["reply"]


@way
def a_message_of_nobody_we_know(world):
    box = open_inbox(world.head, "hook")
    return lambda text: send(box, text, **{"from": f"u-{uuid4().hex[:8]}"}).json()["reply"]


@way
def a_message_with_a_link(world):
    box = open_inbox(world.head, "hook")
    link = f"http://wanjia.test{world.link}"
    return lambda text: send(box, f"{link} {text}").json()["reply"]


@way
def a_voice_that_wechat_wrote_down(world):
    box = open_inbox(world.head, "wechat", "wx1234567890abcdef")

    def go(text):
        number = uuid4().int % 10**9
        sent = {"kind": "voice", "number": number, "Recognition": text, "MediaId": "m-1"}
        return said_back(say(box, **sent))

    return go


@way
def open311(world):
    token = world.key()

    def go(text):
        sent = {
            "jurisdiction_id": world.community.code,
            "api_key": token,
            "service_code": "other",
            "description": text,
            "address_string": "中海悦庭23号102室",
        }
        answer = Client().post("/open311/v2/requests.json", sent)
        assert answer.status_code == 200, answer.content
        return answer.json()[0]["service_notice"]

    return go


@way
def a_note_of_a_contact(world):
    path = f"/care/contact/{world.person.id}/"
    sent = {"way": "call", "outcome": "needs"}
    return lambda text: world.posted(path, {**sent, "id": uuid4(), "note": text})


@way
def a_contact_on_the_households_page(world):
    path = f"/residents/{world.person.id}/contact/"
    sent = {"way": "door", "outcome": "well"}
    return lambda text: world.posted(path, {**sent, "id": uuid4(), "next_step": text})


@way
def symptoms_entered_at_the_door(world):
    def go(text):
        key = world.person.id.hex
        path = f"/rounds/{world.round.id}/doors/{world.home.id}/"
        sent = {"sent": uuid4(), f"antigen-{key}": "negative", f"symptoms-{key}": text}
        return world.posted(path, sent)

    return go


@way
def the_note_of_a_resident(world):
    path = f"/residents/{world.person.id}/edit/"
    return lambda text: world.posted(path, {"name": world.person.name, "note": text})


@way
def why_somebody_is_let_off(world):
    path = f"/residents/{world.person.id}/exempt/"
    return lambda text: world.posted(path, {"until": "2022-04-22", "why": text})


@way
def the_outcome_of_an_alarm(world):
    from wanjia.reports.answers.actions import Given, store_answers
    from wanjia.reports.models import Alarm

    given = [Given(world.person.id, antigen="positive")]
    store_answers(world.viewer, world.round, given, "door")
    alarm = Alarm.objects.get()
    return lambda text: world.posted(f"/alarms/{alarm.id}/close/", {"outcome": text})


@way
def an_errand(world):
    from wanjia.care.errands.actions import Wanted, ask
    from wanjia.core.hearing import listening

    def go(text):
        with listening() as ear:
            ask(world.viewer, world.person.id, "shopping", [Wanted("青菜")], note=text)
        return ear.first().receipt if ear.first() else ""

    return go


@way
def a_remark_on_an_order(world):
    from wanjia.core.hearing import listening
    from wanjia.goods.orders.actions import take_in_orders
    from wanjia.goods.orders.storing import OrderDraft
    from wanjia.goods.supplies import actions as supplies
    from wanjia.goods.supplies.actions import Draft, DraftGood

    goods = [DraftGood("青菜", "份", 600)]
    supply = supplies.open_supply(
        world.viewer, Draft("group_buy", "周三团", goods, estate=world.estate.id)
    )

    def go(text):
        found = OrderDraft(f"k-{uuid4().hex}", "list", text, {"青菜": 1}, world.home.id)
        with listening() as ear:
            take_in_orders(world.viewer, supply.id, [found])
        return ear.first().receipt if ear.first() else ""

    return go


@way
def what_is_in_the_way_at_a_site(world):
    from datetime import timedelta

    from wanjia.sites.models import SiteItem, SiteLink
    from wanjia.sites.sites import actions as building
    from wanjia.sites.sites.dashboard import full_hour

    site = building.make_site(
        world.viewer, "体育馆", 60, target_at=clock.now() + timedelta(hours=30)
    )
    key = SiteItem.objects.filter(site=site).first().key
    link = SiteLink.objects.get(site=site, revoked_at=None)

    def go(text):
        sent = {"hour": full_hour(clock.now()).isoformat(), "report_id": uuid4()}
        sent |= {f"done-{key}": "0", f"block-{key}": text}
        return world.posted(f"/s/{link.token}/", sent, Client())

    return go


@way
def why_somebody_is_to_be_transferred(world):
    path = "/transfers/new/"
    return lambda text: world.posted(path, {"resident_id": world.person.id, "reason": text})


@way
def why_somebody_goes_to_hospital(world):
    from wanjia.core.hearing import listening
    from wanjia.duty.trips.actions import open_trip

    def go(text):
        with listening() as ear:
            open_trip(world.viewer, world.person.id, {"why": text, "hospital": "市六"})
        return ear.first().receipt if ear.first() else ""

    return go
