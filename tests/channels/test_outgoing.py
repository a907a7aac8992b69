"""Messages go out into the world, encrypted, and to no machine of the house that is not listed."""

import socket

import pytest

from wanjia.channels.backends import AddressError, _addresses, backend_of, mail, sms
from wanjia.channels.models import Message


@pytest.fixture(autouse=True)
def hosts(monkeypatch, settings, tmp_path):
    """The file of the hosts that the administrator lists, empty at first."""
    settings.DATA = tmp_path
    monkeypatch.setattr(_addresses, "listed", LISTED)
    return tmp_path / _addresses.FILE


LISTED = _addresses.listed  # before any test's stand-in
HOSTILE = [
    "http://sms.example/send",
    "https://user:secret@sms.example/",
    "https://sms.example@127.0.0.1/",
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
    "https://0177.0.0.1/", "https://0/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/", "https://[fe80::1]/", "https://[fd00::1]/",
    "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://10.0.0.8/",
    "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://255.255.255.255/",
    "https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://printer.local/",
    "https://metadata.google.internal/", "https://intranet/", "https://router.lan/",
    "https://sms.example\\@10.0.0.1/", "https://sms.example/#@10.0.0.1", "https://sms.example /",
    "https://sms.example/\r\nHost: x", "https://sms.example:0x50/", "https://sms.example:99999/",
    "https://", "https:///x", "https:sms.example", "//sms.example/", "ftp://sms.example/",
    "file:///etc/passwd", "gopher://sms.example/", "javascript:alert(1)", "https://１２７.0.0.1/",
    "https://sms。example/", "https://-a.example/", "https://a..example/", "",
]  # fmt: skip
MAIL = [
    "mailtos://u:p@127.0.0.1/", "mailtos://u:p@10.1.2.3/", "mailtos://u:p@localhost/",
    "mailtos://u:p@mail.example/?smtp=192.168.0.2", "mailtos://u:p@mail.example/?mode=insecure",
    "mailtos://u:p@mail.example/?verify=no", "mailtos://u:p@mail.example/#x",
    "mailtos://u:p@mail.example/?to=a@b.example&smtp=[::1]",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_a_gateways_address_that_is_none_of_the_worlds_is_refused(address):
    with pytest.raises(AddressError):
        sms.check(address)


@pytest.mark.parametrize("address", MAIL)
def test_a_mail_server_that_is_none_of_the_worlds_is_refused(address):
    with pytest.raises(AddressError):
        mail.check(address)


@pytest.mark.parametrize(
    "address",
    ["https://sms.example/send?token=a", "https://sms.example:8443/", "https://1.1.1.1/x"],
)
def test_a_host_of_the_world_may_be_written_to(address):
    sms.check(address)


def test_what_the_administrator_lists_may_be_written_to_and_nothing_beside_it(hosts):
    hosts.write_text("# our gateway\n10.0.0.8:8080\nGateway.lan  # in the cupboard\n")
    sms.check("http://10.0.0.8:8080/send")
    sms.check("https://gateway.lan/send")
    for address in ("http://10.0.0.8/send", "https://10.0.0.9:8080/", "http://sms.example/"):
        with pytest.raises(AddressError):
            sms.check(address)


@pytest.mark.parametrize("number", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
@pytest.mark.parametrize(
    ("way", "address"), [("sms", "https://sms.example/x"), ("mail", "mailtos://u:p@mail.example")]
)
def test_a_name_that_leads_home_is_not_called(monkeypatch, number, way, address):
    def leads(_host, port, **_more):
        family = socket.AF_INET6 if ":" in number else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", leads)
    with pytest.raises(AddressError):
        backend_of(way).send(Message(text="x"), address)
