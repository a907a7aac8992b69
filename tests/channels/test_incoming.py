"""Residents write by a WeChat account or a signed webhook; what is forged or hostile is refused.

WeChat's side is played by `wechatpy`, which nobody here wrote.
"""

import json
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client
from tests.reports.conftest import NOW, make_zone
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from wanjia.channels.incoming import webhook, wechat
from wanjia.channels.incoming.inboxes import end_inbox, open_inbox, renew_inbox
from wanjia.channels.models import Heard, Incoming, Sender
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links
from wanjia.reports.models import Answer

pytestmark = pytest.mark.django_db
APP = "wx1234567890abcdef"


@pytest.fixture(autouse=True)
def morning():
    """Ten in the morning of the second day."""
    with clock.freeze(NOW):
        yield


@pytest.fixture
def round_(estate, residents):
    """The open round of a sealed zone of two stairwells."""
    return make_zone(estate).rounds.get(key="2022-04-19-morning")


def now():
    return str(int(clock.now().timestamp()))


@pytest.fixture
def head(community):
    return Viewer(community_id=community.id, role="head", name="主任")


@pytest.fixture
def wechat_box(head):
    return open_inbox(head, "wechat", APP)


@pytest.fixture
def box(head):
    return open_inbox(head, "hook")


@pytest.fixture
def home(residents):
    return residents[0].dwelling


@pytest.fixture
def link(viewer, home):
    make_household_links(viewer, [home])
    return HouseholdLink.objects.get(dwelling=home)


def xml(text="", sender="o-resident", number=1, kind="text", **more):
    said = {
        "ToUserName": "gh_1",
        "FromUserName": sender,
        "CreateTime": "1650000000",
        "MsgType": kind,
        "Content": text,
        "MsgId": str(number),
    } | more
    return "<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in said.items()) + "</xml>"


def signed(box, nonce, timestamp):
    signer = WeChatSigner()
    signer.add_data(box.secret, timestamp, nonce)
    return signer.signature


def say(box, text="", *, nonce=None, timestamp=None, body=None, **more):
    """A message as WeChat sends it in the clear; returns the answer."""
    nonce, timestamp = nonce or uuid4().hex[:10], timestamp or now()
    query = f"signature={signed(box, nonce, timestamp)}&timestamp={timestamp}&nonce={nonce}"
    sent = body if body is not None else xml(text, **more)
    return Client().post(f"/in/{box.address}/?{query}", sent, content_type="text/xml")


def said_back(answer):
    assert answer.status_code == 200, answer.content.decode()
    return ElementTree.fromstring(answer.content).findtext("Content")


def send(box, text="", *, secret=None, timestamp=None, nonce=None, body=None, **more):
    """A message by the signed webhook; returns the answer."""
    said = {"id": uuid4().hex, "from": "u-8", "text": text} | more
    body = json.dumps(said).encode() if body is None else body
    nonce, timestamp = nonce or uuid4().hex, timestamp or now()
    headers = {
        "X-Wanjia-Timestamp": timestamp,
        "X-Wanjia-Nonce": nonce,
        "X-Wanjia-Signature": webhook.signature(secret or box.secret, timestamp, nonce, body),
    }
    return Client().post(
        f"/in/{box.address}/", body, content_type="application/json", headers=headers
    )


def tied(box, link):
    send(box, f"http://wanjia.test/h/{link.token}/")


def test_wechat_asks_whether_the_address_is_ours_in_the_clear_and_sealed(wechat_box):
    at = now()
    query = f"signature={signed(wechat_box, 'n', at)}&timestamp={at}&nonce=n&echostr=hello"
    answer = Client().get(f"/in/{wechat_box.address}/?{query}")
    assert answer.content == b"hello"
    crypto = WeChatCrypto(wechat_box.secret, wechat_box.key, APP)
    envelope = ElementTree.fromstring(crypto.encrypt_message("hello", "n", at))
    query = {
        "msg_signature": envelope.findtext("MsgSignature"),
        "timestamp": at,
        "nonce": "n",
        "echostr": envelope.findtext("Encrypt"),
    }
    assert Client().get(f"/in/{wechat_box.address}/", query).content == b"hello"


def test_a_sealed_message_is_opened_and_answered_so_that_wechats_own_library_reads_it(
    wechat_box, link
):
    crypto, at = WeChatCrypto(wechat_box.secret, wechat_box.key, APP), now()
    envelope = crypto.encrypt_message(xml(link.token), "n1", at)
    given = ElementTree.fromstring(envelope).findtext("MsgSignature")
    query = f"encrypt_type=aes&msg_signature={given}&timestamp={at}&nonce=n1"
    answer = Client().post(f"/in/{wechat_box.address}/?{query}", envelope, content_type="text/xml")
    told = ElementTree.fromstring(answer.content)
    plain = crypto.decrypt_message(
        answer.content.decode(),
        told.findtext("MsgSignature"),
        told.findtext("TimeStamp"),
        told.findtext("Nonce"),
    )
    assert link.dwelling.door in ElementTree.fromstring(plain).findtext("Content")
    assert Sender.objects.get().dwelling == link.dwelling


def test_a_households_message_goes_the_way_of_a_pasted_fragment(box, link, round_, residents):
    tied(box, link)
    answer = send(box, "全家阴性 36.5").json()
    assert answer["state"] == Heard.TAKEN
    assert residents[0].name in answer["reply"]
    stored = Answer.objects.filter(round=round_, current=True)
    assert {one.resident_id for one in stored} == {residents[0].id, residents[1].id}
    assert {one.antigen for one in stored} == {"negative"}


def test_what_is_asked_for_becomes_a_request_once(box, link):
    tied(box, link)
    sent = {"id": "m-1", "from": "u-8", "text": "我爸爸胸口疼得厉害，喘不上气"}
    for _ in range(3):
        answer = send(box, **sent).json()
    need = Need.objects.get()
    assert (need.urgency, need.dwelling) == (1, link.dwelling)
    assert "120" in answer["reply"]
    assert Incoming.objects.filter(known_as="m-1").count() == 1


def test_what_is_not_certain_waits_for_a_person(box, link, round_):
    tied(box, link)
    for text in ("阳性", "23-201 阳性", "谢谢你们"):
        assert send(box, text).json()["state"] == Heard.WAITING
    assert not Answer.objects.exists()
    assert Incoming.objects.filter(status=Heard.WAITING).count() == 3


def test_without_a_round_a_result_is_kept_and_told_so(box, link):
    tied(box, link)
    answer = send(box, "全家阴性").json()
    assert answer["state"] == Heard.WAITING
    assert "没有要填的轮次" in answer["reply"]


def test_who_is_not_known_is_told_how_to_be_and_nothing_of_anybody(box, link, residents):
    answer = send(box, "23-101 全家阳性").json()
    assert answer["state"] == Heard.WAITING
    assert residents[0].name not in answer["reply"]
    assert link.dwelling.door not in answer["reply"]
    english = send(box, "we are all negative").json()["reply"]
    assert "QR" in english
    assert not Answer.objects.exists()


@pytest.mark.both
def test_what_was_written_before_is_read_once_it_is_known_who_writes(
    client, community, box, link, round_, residents
):
    send(box, "全家阴性")
    user = User.objects.create(username="desk1", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    (letter,) = Incoming.objects.all()
    wrong = client.post(f"/incoming/{letter.id}/who/", {"door": "99-9"})
    assert wrong.status_code == 422
    assert "99-9" in wrong.content.decode()
    client.post(f"/incoming/{letter.id}/who/", {"door": link.dwelling.door})
    letter.refresh_from_db()
    assert letter.status == Heard.TAKEN
    assert Answer.objects.filter(resident=residents[0], antigen="negative").exists()
    client.post(f"/incoming/{letter.id}/not/")
    assert Sender.objects.get().dwelling is None


@pytest.mark.both
def test_a_message_is_made_a_request_or_set_aside_by_hand(client, community, box):
    send(box, "楼道灯坏了")
    user = User.objects.create(username="desk1", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    (letter,) = Incoming.objects.all()
    for _ in range(2):
        client.post(f"/incoming/{letter.id}/need/")
    assert Need.objects.get().text == "楼道灯坏了"
    for do, stand in (("back", Heard.WAITING), ("aside", Heard.ASIDE)):
        client.post(f"/incoming/{letter.id}/{do}/")
        letter.refresh_from_db()
        assert letter.status == stand


@pytest.mark.parametrize("kind", ["image", "voice", "location", "video"])
def test_what_is_no_text_is_kept_and_answered(wechat_box, link, kind):
    say(wechat_box, link.token, number=1)
    reply = said_back(say(wechat_box, kind=kind, number=2))
    assert "只能读文字" in reply
    assert Incoming.objects.get(kind=kind).status == Heard.WAITING


def test_who_follows_the_account_is_greeted(wechat_box):
    reply = said_back(say(wechat_box, kind="event", MsgId="", Event="subscribe"))
    assert "二维码" in reply


def test_a_voice_that_the_platform_wrote_down_is_read(wechat_box, link, round_):
    say(wechat_box, link.token, number=1)
    reply = said_back(say(wechat_box, kind="voice", number=2, Recognition="全家阴性"))
    assert "阴性" in reply


@pytest.mark.both
def test_the_platforms_repeats_are_one_message_with_one_answer(wechat_box, link):
    say(wechat_box, link.token, number=1)
    first = said_back(say(wechat_box, "我要配药，缬沙坦没有了", number=2))
    assert said_back(say(wechat_box, "我要配药，缬沙坦没有了", number=2)) == first
    assert Need.objects.count() == 1


def test_a_forged_or_stale_sending_is_refused_and_nothing_is_kept(wechat_box, box):
    url = f"/in/{wechat_box.address}/?signature={'0' * 40}&timestamp={now()}&nonce=n"
    forged = Client().post(url, xml("阳性"), content_type="text/xml")
    assert forged.status_code == 403
    assert "签名" in forged.content.decode()
    assert send(box, "阳性", secret="another").status_code == 403
    for shift in (-301, 301):
        assert say(wechat_box, "阳性", timestamp=str(int(now()) + shift)).status_code == 403
        assert send(box, "阳性", timestamp=str(int(now()) + shift)).status_code == 403
    for odd in ("", "soon", "1" * 40, "-5"):
        assert send(box, "阳性", timestamp=odd or " ").status_code == 403
    assert not Incoming.objects.exists()


def test_a_replayed_sending_with_another_message_is_refused(wechat_box, box):
    assert say(wechat_box, "一", nonce="n", number=1).status_code == 200
    assert say(wechat_box, "二", nonce="n", number=2).status_code == 403
    assert send(box, "一", nonce="n").status_code == 200
    assert send(box, "二", nonce="n").status_code == 403
    assert Incoming.objects.count() == 2


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{"&a" + str(n - 1 if n > 1 else "") + ";"}">' for n in range(1, 9))
    + "]><xml>&a8;</xml>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        OUTSIDE,
        "<xml>",
        "",
        "no xml",
        "<a/>",
        "<xml></xml>",
        b"\xff\xfe\x00",
        "<xml>" + "<a>" * 5000 + "</a>" * 5000 + "</xml>",
        '<?xml version="1.0" encoding="nonsense"?><xml/>',
    ],
    ids=lambda value: repr(value)[:20],
)
def test_hostile_or_broken_xml_is_refused_and_tells_nothing(wechat_box, body):
    answer = say(wechat_box, body=body)
    assert answer.status_code == 400
    assert "root:" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"id": 1}', b'{"id":"a","from":"","text":"x"}', b"[" * 60000]
)
def test_what_is_no_message_is_refused(box, body):
    assert send(box, body=body).status_code == 400
    assert not Incoming.objects.exists()


def test_ten_megabytes_are_refused_before_they_are_read(wechat_box, box):
    body = xml("x" * 10_000_000)
    for answer in (say(wechat_box, body=body), send(box, body=b"x" * 10_000_000)):
        assert answer.status_code == 413
        assert "64 KB" in answer.content.decode()


def test_a_sealed_text_of_another_key_account_or_padding_is_refused(wechat_box, head):
    at, other = now(), "a" * 43
    texts = [
        wechat.sealed(xml("阳性").encode(), other, APP),
        wechat.sealed(xml("阳性").encode(), wechat_box.key, "wx0"),
        "!!!!",
        "QUJD",
        "",
    ]
    for text in texts:
        given = wechat.signature(wechat_box.secret, at, "n", text)
        query = f"encrypt_type=aes&msg_signature={given}&timestamp={at}&nonce=n"
        body = f"<xml><Encrypt>{text}</Encrypt></xml>"
        answer = Client().post(f"/in/{wechat_box.address}/?{query}", body, content_type="text/xml")
        assert answer.status_code == 403, text
    assert not Incoming.objects.exists()


@pytest.mark.both
def test_an_address_that_is_closed_or_has_new_secrets_refuses(head, box):
    old = box.secret
    renew_inbox(head, box.id)
    assert send(box, "一", secret=old).status_code == 403
    box.refresh_from_db()
    assert send(box, "一").status_code == 200
    end_inbox(head, box.id)
    assert send(box, "二").status_code == 404
    assert Client().get("/in/nobody/").status_code == 404
    kinds = Entry.objects.filter(type__startswith="inbox.").values_list("type", flat=True)
    assert set(kinds) == {"inbox.opened", "inbox.renewed", "inbox.ended"}


@pytest.mark.both
def test_only_the_head_sets_up_and_the_page_says_how(client, community, head):
    user = User.objects.create(username="head1", name="主任")
    Membership.objects.create(community=community, user=user, role="head")
    client.force_login(user)
    refused = client.post("/incoming/setup/open/", {"kind": "wechat"})
    assert refused.status_code == 422
    client.post("/incoming/setup/open/", {"kind": "wechat", "account": APP})
    client.post("/incoming/setup/open/", {"kind": "hook"})
    page = client.get("/incoming/setup/").content.decode()
    assert "EncodingAESKey" in page
    assert "X-Wanjia-Signature" in page


def test_a_households_key_is_not_kept_with_its_message(box, link):
    tied(box, link)
    assert link.token not in Incoming.objects.get().text
