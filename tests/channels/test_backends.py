"""Each channel is one file: what it sends, what is an address of it, what it does not follow."""

import base64
import hashlib
import hmac
import socket
import threading
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation
from tests.channels.robot import robot

from wanjia.channels import backends
from wanjia.channels.backends import AddressError, backend_of, dingtalk, mail
from wanjia.channels.models import Message
from wanjia.channels.outbox.actions import send_due
from wanjia.channels.outbox.queue import Letter, put
from wanjia.core import clock
from wanjia.core.models import Membership, User

KEY = "693a91f6-7a1b-4bc4-97a0-0ec2sifa5aaa"
TEXT = "明天 8:00 做核酸。"
NOW = datetime(2022, 4, 18, 11, 0, tzinfo=UTC)

NEW = """
from wanjia.channels.backends import AddressError, Backend, register

SENT = []


def check(address):
    if not address.startswith("horn:"):
        raise AddressError("no horn")


def send(message, address):
    SENT.append((address, message.text))
    return "" if "broken" not in address else "it is hoarse"


register(
    Backend(
        key="horn", name="大喇叭", place=15, per_minute=2, bytes=90,
        starts="horn:", check=check, send=send,
    )
)
"""


@pytest.fixture
def desk(client, community):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    return client


@pytest.fixture
def horn(tmp_path, monkeypatch):
    """A file more in the folder of channels, and nothing else."""
    (tmp_path / "horn.py").write_text(NEW, "utf-8")
    monkeypatch.setattr(backends, "__path__", [*backends.__path__, str(tmp_path)])
    monkeypatch.setattr(backends, "_backends", dict(backends.backends()))
    backends._import_all.cache_clear()
    yield
    backends._import_all.cache_clear()


def test_a_new_channel_is_one_file(horn, viewer, estate, residents, group, desk):
    with translation.override("en"):
        page = desk.get(reverse("channels:group_new")).content.decode()
    assert "大喇叭" in page or "Loudspeaker" in page
    assert "horn:…" in page
    made = group("村口", way="horn", secret="horn:gate")
    put(viewer, [made], Letter("一二三四五六七八九十" * 6, "n"))
    assert send_due(viewer.community_id) == 2  # of three parts, as many as a minute allows
    from wanjia.channels.backends import horn as file

    assert [address for address, _text in file.SENT] == ["horn:gate"] * 2
    assert all(len(text.encode()) <= 90 for _address, text in file.SENT)
    listed = desk.get(reverse("channels:groups")).content.decode()
    assert "大喇叭" in listed


def test_a_channel_whose_file_is_gone_sends_nothing_and_says_so(viewer, estate, residents, group):
    made = group("一群", way="wecom")
    put(viewer, [made], Letter(TEXT, "n"))
    Message.objects.update(channel="gone")
    assert send_due(viewer.community_id) == 0
    assert Message.objects.get().error == "bad_address"


def test_a_key_is_one_channels():
    with pytest.raises(ValueError, match="channel wecom: taken"):
        backends.register(backend_of("wecom"))


def message(text: str = TEXT) -> Message:
    return Message(text=text, channel="x")


def test_dingtalk_is_signed_for_the_moment(monkeypatch):
    with robot() as heard, clock.freeze(NOW):
        monkeypatch.setattr(dingtalk, "HOST", heard.url)
        address = f"{dingtalk.STARTS}{KEY} SEC123abcdef"
        assert dingtalk.send(message(), address) == ""
    [(path, body)] = heard.heard
    asked = parse_qs(urlsplit(path).query)
    moment = str(round(NOW.timestamp() * 1000))
    signed = hmac.new(b"SEC123abcdef", f"{moment}\nSEC123abcdef".encode(), hashlib.sha256)
    assert asked == {
        "access_token": [KEY],
        "timestamp": [moment],
        "sign": [base64.b64encode(signed.digest()).decode()],
    }
    assert (body["msgtype"], body["text"]) == ("text", {"content": TEXT})


def test_dingtalk_without_a_secret_is_not_signed(monkeypatch):
    with robot() as heard:
        monkeypatch.setattr(dingtalk, "HOST", heard.url)
        assert dingtalk.send(message(), dingtalk.STARTS + KEY) == ""
    assert heard.heard[0][0] == f"/robot/send?access_token={KEY}"


def test_feishu_is_told_in_its_own_words_and_its_refusal_is_read(monkeypatch):
    feishu = backend_of("feishu")
    with robot() as heard:
        monkeypatch.setattr("wanjia.channels.backends.feishu.HOST", heard.url)
        assert feishu.send(message(), feishu.starts + KEY) == ""
        heard.body = {"code": 19024, "msg": "Key Words Not Found"}
        assert feishu.send(message(), feishu.starts + KEY) == "19024 Key Words Not Found"
    assert heard.heard[0] == (
        f"/open-apis/bot/v2/hook/{KEY}",
        {"msg_type": "text", "content": {"text": TEXT}},
    )


@pytest.mark.parametrize("status", [301, 307, 403, 500])
def test_a_robot_elsewhere_is_not_followed_and_a_status_is_told(monkeypatch, status):
    with robot() as heard:
        heard.status = status
        gateway = backend_of("sms")
        assert gateway.send(message(), f"{heard.url}/sms?token=abc") == f"HTTP {status}"
    assert [path for path, _body in heard.heard] == ["/sms?token=abc"]


def test_a_mail_account_is_read_as_it_is_written():
    read = mail.read("mailtos://desk:p%40ss@mail.example/?to=a@b.example,c@d.example")
    assert (read.host, read.port, read.use_ssl) == ("mail.example", 587, False)
    assert (read.user, read.password, read.sender) == ("desk", "p@ss", "desk@mail.example")
    assert read.to == ("a@b.example", "c@d.example")
    read = mail.read("mailtos://desk:p@qq.com")
    assert (read.host, read.port, read.use_ssl, read.to) == (
        "smtp.qq.com", 465, True, ("desk@qq.com",),
    )  # fmt: skip
    read = mail.read("mailtos://u:p@x.example:2525/?smtp=out.example&from=f@x.example&mode=ssl")
    assert (read.host, read.port, read.use_ssl, read.sender) == (
        "out.example", 2525, True, "f@x.example",
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["mailtos://", "mailtos://u:p@", "mailtos://u:p@x.example/?to=a@b%0aBcc:c@d", "mailto://u@x.y"],
)
def test_what_is_no_account_is_refused(address):
    with pytest.raises(AddressError):
        mail.read(address)


def test_a_mail_is_made_of_the_message(monkeypatch):
    made = []
    where = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(f"{where}.send_messages", lambda self, mails: made.append((self, mails[0])))
    assert (
        mail.send(message("明天核酸\n8:00 东门"), "mailtos://u:p@x.example/?to=a@b.example") == ""
    )
    [(server, sent)] = made
    assert (server.host, server.port, server.use_tls, server.use_ssl) == (
        "x.example",
        587,
        True,
        False,
    )
    assert server.timeout == mail.SECONDS
    assert (sent.subject, sent.body, sent.to) == (
        "明天核酸",
        "明天核酸\n8:00 东门",
        ["a@b.example"],
    )


def test_a_mail_server_that_does_not_encrypt_is_told_nothing():
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as lines:
            line.sendall(b"220 here\r\n")
            for said in lines:
                heard.append(said)
                line.sendall(b"221 bye\r\n" if said.startswith(b"QUIT") else b"250 here\r\n")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    port = server.getsockname()[1]
    assert mail.send(message(), f"mailtos://u:secret@127.0.0.1:{port}/?from=u@x.example") == (
        "not_connected"
    )
    thread.join(5)
    server.close()
    assert not any(line.startswith((b"AUTH", b"MAIL", b"DATA")) for line in heard)
