"""What becomes of a message: kept, tied to a household, read as a pasted fragment, answered.

Each is kept before anything else is tried, and repeated with the same answer. What isn't certain
waits for a person.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wanjia.channels.incoming.interpret import answer_doubt, understand
from wanjia.channels.incoming.message import MOST_TEXT, Letter, Stale
from wanjia.channels.models import Heard, Inbox, Incoming, Sender
from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer, system_viewer
from wanjia.core.hearing import Opened, Words, hear
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.followup.actions import record_need
from wanjia.needs.intake.actions import place_need
from wanjia.needs.models import Channel
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import TOKEN_BYTES
from wanjia.people.search.queries import dwellings_like
from wanjia.places.models import Dwelling

_TOKEN = re.compile(rf"(?<![\w-])[\w-]{{{TOKEN_BYTES * 4 // 3}}}(?![\w-])", re.ASCII)
# The address of a household's page, with or without what stands before its key.
_ADDRESS = re.compile(rf"(?:(?:https?://[\w.:-]+)?(?:/[\w-]+)*/)?{_TOKEN.pattern}/?", re.ASCII)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
MOST_AGAIN = 50  # messages of one sender that are read once it is known who they are


@transaction.atomic
def take(inbox: Inbox, letter: Letter) -> Incoming:
    """Keep a message and answer it; the same message again is the one that is there.

    Raises Stale where its sending's nonce was used for another message.
    """
    scope: dict[str, Any] = {"community_id": inbox.community_id, "inbox": inbox}
    rows = Incoming.objects.filter(**scope).select_related("sender__dwelling")
    if known := rows.filter(known_as=letter.id).first():
        return known
    if letter.nonce and rows.filter(nonce=letter.nonce[:80]).exists():
        raise Stale
    sender, _new = Sender.objects.select_related("dwelling").get_or_create(
        **scope, name=letter.sender
    )
    kept = Incoming.objects.create(
        **scope,
        sender=sender,
        known_as=letter.id,
        nonce=letter.nonce[:80] or None,
        received_at=clock.now(),
        kind=letter.kind,
        text=letter.text.replace("\0", "")[:MOST_TEXT],
        media=dict(letter.media),
        status=Heard.WAITING,
    )
    _write_entry(system_viewer(inbox.community_id), "incoming.kept", kept)
    with translation.override("zh-hans" if speaks_chinese(letter) else "en"):
        _take_words(kept, letter.words, _reply_to)
    kept.save()
    return kept


def _take_words(kept: Incoming, text: str, read: Callable[[Incoming], None]) -> None:
    """Take a message as the reply that it is, else hear it whole and read it."""
    answered = answer_doubt(kept)
    if answered and answered.but:
        kept.need, kept.status, kept.reply = answered.need_id, Heard.TAKEN, answered.told
        return
    opened = _hear_message(kept, text)
    read(kept)
    # What to do now comes before all else, whatever else the message may be.
    told = (opened.receipt if opened else "", answered.told if answered else "", kept.reply)
    kept.reply = "\n".join(filter(None, told))
    if answered and kept.need is None:
        kept.need = answered.need_id


def _hear_message(kept: Incoming, text: str) -> Opened | None:
    """Hear a message whole, before it is read as a link or an answer, whoever sent it."""
    words = Words(
        # The key to a household's page is not kept in a request either.
        text=_without_address(text.replace("\0", "")),
        source="incoming.text",
        source_id=kept.id,
        dwelling_id=kept.sender.dwelling_id,
        asker=kept.sender.dwelling.door if kept.sender.dwelling else "",
    )
    opened = hear(system_viewer(kept.community_id), words).opened
    kept.need = opened.need_id if opened else None
    return opened


def _without_address(text: str) -> str:
    """Return what is said beside the address of a page, which on its own asks for nothing."""
    return text if (rest := _ADDRESS.sub("…", text)) == text else rest.strip("… \n\t")


def speaks_chinese(letter: Letter) -> bool:
    """Return whether to answer in Chinese: what has no letter of its own (a number, a picture)
    too.
    """
    return bool(_CHINESE.search(letter.text)) or not re.search("[A-Za-z]{2}", letter.text)


def _reply_to(kept: Incoming) -> None:
    if kept.kind == "event":
        kept.status, kept.reply = Heard.ASIDE, _greeting_text(kept.sender)
    elif link := _link_in(kept):
        _tie_sender(system_viewer(kept.community_id), kept.sender, link.dwelling)
        kept.text = _TOKEN.sub("…", kept.text)  # the key to a household's page is not kept here
        kept.status = Heard.TAKEN
        kept.reply = _("已和 %(door)s 对上。以后直接发消息，就能填报、报平安或求助。") % {
            "door": link.dwelling.door
        }
    elif kept.sender.dwelling is None:
        kept.reply = _unreadable_text() if kept.is_unread else _greeting_text(kept.sender)
    elif kept.is_unread:
        kept.reply = _unreadable_text()
    else:
        understand(kept)


def _read_known(kept: Incoming) -> None:
    if kept.sender.dwelling:
        understand(kept)


def _unreadable_text() -> str:
    return _(
        "这里只能读文字，不会自动听语音、看图片；内容已留给值班人员，5 分钟内有人听、看。"
        "急事请打电话，生命危险请立即拨 120。"
    )


def _greeting_text(sender: Sender) -> str:
    if sender.dwelling:
        return _("您好！直接发消息，就能填报、报平安或求助。")
    return _(
        "您好！我们还不知道您是哪一户。请把本户二维码打开后的网址发到这里；"
        "没有的话，写门号和姓名，值班人员会核对。急事请打电话，生命危险拨 120。"
    )


def _link_in(kept: Incoming) -> HouseholdLink | None:
    tokens = _TOKEN.findall(kept.text)[:3]
    rows = HouseholdLink.objects.filter(
        community_id=kept.community_id, token__in=tokens, revoked_at=None
    )
    return rows.select_related("dwelling").first() if tokens else None


def _write_entry(viewer: Viewer, kind: str, kept: Incoming) -> None:
    after = {"kind": kept.kind}
    journal.write(viewer, kind, subject=kept.id, dwelling=kept.sender.dwelling_id, after=after)


def _tie_sender(viewer: Viewer, sender: Sender, dwelling: Dwelling) -> None:
    if sender.dwelling_id != dwelling.id:
        sender.dwelling, sender.tied_at, sender.tied_by = dwelling, clock.now(), viewer.name[:80]
        sender.save(update_fields=["dwelling", "tied_at", "tied_by"])
        journal.write(viewer, "sender.tied", subject=sender.id, dwelling=dwelling.id)
    letters = Incoming.objects.filter(community_id=sender.community_id, sender=sender)
    for letter in letters.exclude(need=None).order_by("-received_at", "-id")[:MOST_AGAIN]:
        if letter.need:
            place_need(viewer, letter.need, dwelling)
    rows = letters.filter(status=Heard.WAITING, kind="text", paste=None)
    for earlier in rows.order_by("received_at", "id")[:MOST_AGAIN]:
        earlier.sender = sender
        if not _TOKEN.search(earlier.text):
            understand(earlier)
            earlier.save()


def _lock_message(viewer: Viewer, letter_id: UUID) -> Incoming:
    viewer.need(*OFFICERS)
    rows = Incoming.objects.of(viewer).filter(id=letter_id)
    return get_or_refuse(
        rows.select_related("sender__dwelling", "inbox").select_for_update(of=("self",))
    )


@transaction.atomic
def say_who(viewer: Viewer, letter_id: UUID, dwelling_id: UUID) -> Incoming:
    """Say which household a message's sender is; what they wrote and waits is read now."""
    kept = _lock_message(viewer, letter_id)
    rows = Dwelling.objects.of(viewer).filter(id=dwelling_id)
    dwelling = get_or_refuse(rows)
    _tie_sender(viewer, kept.sender, dwelling)
    return _lock_message(viewer, letter_id)


@transaction.atomic
def tie_to_door(viewer: Viewer, letter_id: UUID, door: str) -> Incoming:
    """Say by its door which household writes; raises Problem `incoming.door`."""
    _lock_message(viewer, letter_id)
    typed = door.strip()
    homes = list(dwellings_like(viewer, typed)[:2]) if typed else []
    if len(homes) != 1:
        raise Problem("incoming.door", text=door[:20], n=len(homes))
    return say_who(viewer, letter_id, homes[0].id)


@transaction.atomic
def forget_who(viewer: Viewer, letter_id: UUID) -> Incoming:
    """Say that a sender is not of the household they were tied to."""
    kept = _lock_message(viewer, letter_id)
    if kept.sender.dwelling_id:
        home, kept.sender.dwelling, kept.sender.tied_at = kept.sender.dwelling_id, None, None
        kept.sender.save(update_fields=["dwelling", "tied_at"])
        journal.write(viewer, "sender.untied", subject=kept.sender_id, dwelling=home)
    return kept


@transaction.atomic
def ask_for(viewer: Viewer, letter_id: UUID) -> Incoming:
    """Enter what a message says as a request; a second time is harmless."""
    kept = _lock_message(viewer, letter_id)
    if kept.need is None:
        need = record_need(
            viewer,
            kept.text,
            dwelling_id=kept.sender.dwelling_id,
            channel=Channel.MESSAGE,
            need_id=kept.id,
        )
        kept.need = need.id
    return _settle_message(viewer, kept, Heard.TAKEN)


@transaction.atomic
def write_down(viewer: Viewer, letter_id: UUID, text: str) -> Incoming:
    """Write down what a voice message says or a picture shows: it is heard and read like any other.

    Raises Problem `needs.no_text`.
    """
    kept = _lock_message(viewer, letter_id)
    text = text.strip()[:MOST_TEXT]
    if not text:
        raise Problem("needs.no_text")
    if kept.text.strip():
        return kept
    kept.text, kept.settled_by = text, viewer.name[:80]
    _take_words(kept, text, _read_known)
    _write_entry(viewer, "incoming.written_down", kept)
    kept.save()
    return kept


@transaction.atomic
def set_aside(viewer: Viewer, letter_id: UUID) -> Incoming:
    """Say that nothing is to be done about a message."""
    return _settle_message(viewer, _lock_message(viewer, letter_id), Heard.ASIDE)


@transaction.atomic
def take_up_again(viewer: Viewer, letter_id: UUID) -> Incoming:
    """Put a message back among those that wait for a person."""
    return _settle_message(viewer, _lock_message(viewer, letter_id), Heard.WAITING)


def _settle_message(viewer: Viewer, kept: Incoming, stand: str) -> Incoming:
    if kept.status != stand:
        kept.status, kept.settled_by = stand, viewer.name[:80]
        _write_entry(viewer, "incoming.settled", kept)
    kept.save(update_fields=["status", "settled_by", "need"])
    return kept
