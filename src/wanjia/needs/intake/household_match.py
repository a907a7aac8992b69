"""A need whose household was not known when it came is given it: household, person, asker."""

from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.needs.doubts.questions import given_of
from wanjia.needs.followup.clocks import journal_need, raise_to
from wanjia.needs.followup.locking import lock_open_need
from wanjia.needs.intake.actions import household_of, risks_of
from wanjia.needs.models import Need
from wanjia.triage import Verdict, settle, triage


@transaction.atomic
def attach(
    viewer: Viewer,
    need_id: UUID,
    dwelling_id: UUID | None,
    resident_id: UUID | None = None,
    asker: str | None = None,
    asker_phone: str | None = None,
    keep_home: bool = False,
) -> tuple[Need, bool]:
    """Say whose an open need is, and who asks.

    Return it, and whether what is known raised it. What is known of the person may raise the
    urgency, never lower it. None leaves the asker as it was; `keep_home` the household, where only
    the asker is told. Raises Problem `needs.closed`, `kernel.not_found`, `people.not_theirs`.
    """
    viewer.need(*STAFF)
    need = lock_open_need(viewer, need_id)
    before = {"door": need.dwelling.door if need.dwelling else ""}
    if not keep_home:
        need.dwelling, need.resident = household_of(viewer, dwelling_id, resident_id)
        need.dwelling_maybe = False
    if asker is not None:
        need.asker = asker.strip()[:80]
    if asker_phone is not None:
        need.asker_phone = asker_phone.strip()[:20]
    need.save(update_fields=["dwelling", "dwelling_maybe", "resident", "asker", "asker_phone"])
    door = need.dwelling.door if need.dwelling else ""
    journal_need(viewer, need, "need.attached", before=before, door=door)
    weighed = None if keep_home else _weigh_with_risks(viewer, need)
    was = _current_triage(need)
    if weighed is None or not raise_to(need, weighed):
        return need, False
    journal_need(viewer, need, "need.raised", before=was, **_current_triage(need), why=need.reason)
    return need, True


def _current_triage(need: Need) -> dict[str, Any]:
    return {"category": need.category, "urgency": need.urgency, "unsure": need.unsure}


def _weigh_with_risks(viewer: Viewer, need: Need) -> Verdict | None:
    """Return what triage says now that the person's risks are known.

    None if they change nothing. An officer's word stands against what triage says of the text, not
    against what they did not know: it is weighed with the risks and without.
    """
    risks = risks_of(viewer, need.dwelling, need.resident)
    if not risks:
        return None
    given = given_of(need)
    knowing = settle(triage(need.text, risks), given)
    blind = settle(triage(need.text, []), given)
    graver = (knowing.urgency, not knowing.unsure) < (blind.urgency, not blind.unsure)
    return knowing if graver else None
