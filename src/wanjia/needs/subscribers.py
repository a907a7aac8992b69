"""What the needs floor hears from the floors below: pasted lines, helpers who drop out."""

import hashlib
from dataclasses import replace
from uuid import UUID

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.hearing import Opened, Words, calls_for_need, on_words, still_there_by, tell_ears
from wanjia.core.models import Entry
from wanjia.needs.intake.actions import LONGEST, need_with, risks_of, take_in
from wanjia.needs.intake.telling import describe_recorded
from wanjia.needs.models import Channel, Need, Urgency
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling
from wanjia.reports.models import PasteLine
from wanjia.triage import Verdict, shorten, triage

# By which channel words came, by the row they stand in; `Words.way` goes before it.
CHANNELS = {
    "answer": Channel.HOUSEHOLD,
    "comment": Channel.HOUSEHOLD,
    "correction": Channel.HOUSEHOLD,
    "neednote": Channel.HOUSEHOLD,
    "order": Channel.PASTE,
    "incoming": Channel.MESSAGE,
    "pasteline": Channel.PASTE,
    "paste": Channel.PASTE,
}
WAYS = {"excel": Channel.PASTE, "call": Channel.PHONE, "phone": Channel.PHONE}


@on_words
def open_need(viewer: Viewer, words: Words, verdict: Verdict) -> Opened | None:
    """Open a need from words that call for one.

    The same words of the same row open it once.
    """
    dwelling, resident = _home_of(viewer, words)
    if verdict.urgency > min(words.upto, Urgency.DAY) and not verdict.unsure:
        verdict = triage(words.text, [*words.risks, *risks_of(viewer, dwelling, resident)])
    if not calls_for_need(verdict, words.upto):
        return None
    by_household = viewer.role == "household"
    id = words_id(words) if words.source_id else None
    recorded = need_with(viewer.community_id, id) if id else None
    # A volunteer hears of a door that is not theirs, a site's link sees no door at all.
    program = Viewer(viewer.community_id, "system", viewer.user_id, viewer.name)
    recorded = recorded or take_in(
        program,
        shorten(words.text, LONGEST),
        dwelling_id=dwelling.id if dwelling else None,
        resident_id=resident.id if resident else None,
        channel=_channel_of(words),
        asker=words.asker or (viewer.name if by_household else ""),
        asker_phone=words.asker_phone,
        need_id=id,
        verdict=verdict,
    )
    staff = not by_household and _channel_of(words) != Channel.MESSAGE
    return describe_recorded(replace(recorded, verdict=recorded.verdict or verdict), staff=staff)


def words_id(words: Words) -> UUID:
    """Return the id that these words of this row always have."""
    key = f"{words.source}|{words.source_id}|{words.text.strip()}"
    return UUID(bytes=hashlib.sha256(key.encode(errors="replace")).digest()[:16], version=5)


def _home_of(viewer: Viewer, words: Words) -> tuple[Dwelling | None, Resident | None]:
    scope = {"community_id": viewer.community_id}
    resident = None
    if words.resident_id:
        rows = Resident.objects.filter(**scope, id=words.resident_id, left_at=None)
        resident = rows.select_related("dwelling").first()
    if resident:
        return resident.dwelling, resident
    if words.dwelling_id:
        return Dwelling.objects.filter(**scope, id=words.dwelling_id).first(), None
    return None, None


def _channel_of(words: Words) -> str:
    if words.way:
        return words.way if words.way in Channel.values else WAYS.get(words.way, Channel.NOTE)
    return CHANNELS.get(words.source.split(".")[0], Channel.NOTE)


@still_there_by
def stored_needs(community: UUID, ids: list[UUID]) -> set[UUID]:
    """Which of some needs are stored."""
    rows = Need.objects.filter(community_id=community, id__in=ids)
    return set(rows.values_list("id", flat=True))


@journal.on("paste.need")
def _on_paste(entry: Entry) -> None:
    """A pasted line that asks for something becomes a need, once."""
    lines = PasteLine.objects.filter(community_id=entry.community_id)
    line = lines.filter(id=entry.subject).first() if entry.subject else None
    if line is None:
        return
    resident = (entry.after or {}).get("resident")
    recorded = take_in(
        journal.in_the_name_of(entry),
        _join_lines(line),
        dwelling_id=entry.dwelling,
        resident_id=UUID(resident) if resident else None,
        channel=Channel.PASTE,
        need_id=line.id,
        dwelling_maybe=bool((entry.after or {}).get("door_maybe")),
    )
    tell_ears(describe_recorded(recorded, staff=True))


def _join_lines(line: PasteLine) -> str:
    """Return a line, with the next where it goes on there."""
    if line.reading.get("why") != "continued":
        return line.text
    scope = {"community_id": line.community_id, "paste": line.paste_id}
    after = PasteLine.objects.filter(**scope, line__gt=line.line).order_by("line").first()
    return f"{line.text}\n{after.text}" if after else line.text


@journal.on("staff.out")
def _on_staff_out(entry: Entry) -> None:
    """What was sent to somebody who dropped out looks for another at once."""
    viewer = system_viewer(entry.community_id)
    rows = Need.objects.filter(
        community_id=entry.community_id, helper_id=entry.subject, closed_at=None
    )
    for need in rows.select_related("helper"):
        before = need.helper.name if need.helper else ""
        need.helper, need.dispatched_at, need.handled_at = None, None, None
        need.save(update_fields=["helper", "dispatched_at", "handled_at"])
        journal.write(
            viewer,
            "need.handed_on",
            subject=need.id,
            dwelling=need.dwelling_id,
            before={"helper": before},
            after={"at": clock.now().isoformat()},
        )
