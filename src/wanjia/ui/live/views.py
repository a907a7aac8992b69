"""Who looks, for the stream of events; and the same parts at once, for who has no stream."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone, translation

from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.server.live_stream import Looker, ask_part, screen_of


@for_roles(*STAFF)
def stream(_request: ViewerRequest) -> HttpResponse:
    """Say that there is no stream here: the server in front answers this address itself."""
    return HttpResponse(status=204)


@for_roles(*STAFF)
def who(request: ViewerRequest) -> HttpResponse:
    """Tell who looks, in which language and by which clock."""
    viewer = request.viewer
    return JsonResponse(
        {
            "community": str(viewer.community_id),
            "role": viewer.role,
            "user": str(viewer.user_id),
            "name": viewer.name,
            "language": translation.get_language(),
            "timezone": timezone.get_current_timezone_name(),
        }
    )


@for_roles(*STAFF)
def now(request: ViewerRequest) -> HttpResponse:
    """Give the parts that a screen shows, as they are now."""
    language = translation.get_language() or "zh-hans"
    looker = Looker(request.viewer, language, timezone.get_current_timezone_name())
    screen = screen_of(looker, request.META.get("QUERY_STRING", ""))
    events = [
        {"part": name, "kind": part.kind, "values": ask_part(looker, name, part)}
        for name, part in screen.parts.items()
    ]
    return JsonResponse({"events": events})
