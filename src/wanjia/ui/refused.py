"""What an officer typed in a form that was refused is kept, and danger in it is told at once."""

from collections.abc import Callable, Mapping
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.drafts import keep_draft
from wanjia.core.ids import parse_id
from wanjia.triage import triage
from wanjia.ui.drafts import WAITING, texts_of, typed_in
from wanjia.ui.refill import OURS

Responder = Callable[[HttpRequest], HttpResponse]
DRAFT_OF = "draft_of"  # the address to which the waiting draft's form was sent
SHORTEST, LONGEST = 4, 4000  # signs of a text that may tell of danger
MOST = 40  # texts of a form that are looked at
LIFE = 1


def grave_words(posted: Mapping[str, str]) -> str:
    """Return the first of the posted texts that tells of danger to life, or nothing."""
    texts = dict.fromkeys(text.strip() for name, text in posted.items() if name != OURS)
    fitting = (text for text in texts if SHORTEST <= len(text) <= LONGEST and not parse_id(text))
    graves = (text for text in islice(fitting, MOST) if triage(text).urgency == LIFE)
    return next(graves, "")


def keep_refused(respond: Responder) -> Responder:
    """Keep what was typed where a refusal leads back to a page, which offers to go on with it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        viewer = getattr(request, "viewer", None)
        if request.method != "POST" or viewer is None or viewer.role not in STAFF:
            return response
        if not getattr(request, "refused", False):
            if request.session.get(DRAFT_OF) == request.path and response.status_code < 400:
                del request.session[DRAFT_OF]
                request.session.pop(WAITING, None)
        elif response.status_code < 400 and texts_of(request):
            typed = typed_in(request)
            if typed and viewer.user_id:
                draft = keep_draft(viewer.user_id, typed)
                request.session[WAITING], request.session[DRAFT_OF] = str(draft.id), request.path
            if grave_words(request.POST):
                messages.error(request, _("您写的话听起来有生命危险，还没有存下。"))
        return response

    return middleware
