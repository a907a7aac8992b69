"""What is told to whoever asked, of a need that was recorded."""

from collections.abc import Mapping

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import Opened
from wanjia.core.ids import parse_id
from wanjia.core.localized import active_language
from wanjia.needs.intake.actions import Recorded
from wanjia.needs.intake.numbers import number_of
from wanjia.needs.intake.receipts import Facts, receipt
from wanjia.needs.models import Need
from wanjia.needs.queries import visible_needs
from wanjia.triage import Verdict

KEYS = ("heard", "added")  # in the address of a household's page: what it was just sent


def describe_recorded(recorded: Recorded, staff: bool = False) -> Opened:
    """Return a recorded need as its asker is told of it, in the language in use."""
    need = recorded.need
    return Opened(
        need_id=need.id,
        number=number_of(need.id),
        answer_by=need.answer_by,
        receipt=receipt_of(need, recorded.added, recorded.verdict, staff),
        urgency=need.urgency,
        added=recorded.added,
        community_id=need.community_id,
    )


def receipt_of(
    need: Need, added: bool = False, verdict: Verdict | None = None, staff: bool = False
) -> str:
    """Return the receipt of a need.

    `verdict` is that of the words just sent, if they are new.
    """
    language = active_language()
    english = language.startswith("en")
    doubts = verdict.ask if verdict and verdict.unsure else ()
    facts = Facts(
        number=number_of(need.id),
        what=str(need.get_category_display()),
        category=need.category,
        urgency=need.urgency,
        reasons=f"{need.reason} {need.reason_en}",
        answer_by=timezone.localtime(need.answer_by) if need.answer_by else None,
        added=added,
        questions=[doubt.text_en if english else doubt.text for doubt in doubts],
        staff=staff,
    )
    return receipt(facts, language, timezone.localtime(clock.now()))


def receipts_for(viewer: Viewer, query: Mapping[str, str]) -> list[Opened]:
    """Return what the page says of the requests that it was just sent, the gravest first."""
    asked = {parse_id(query.get(key)): key == "added" for key in KEYS if query.get(key)}
    asked.pop(None, None)
    if not asked:
        return []
    needs = visible_needs(viewer).filter(id__in=list(asked)).order_by("urgency")
    return [describe_recorded(Recorded(need, added=asked[need.id])) for need in needs]
