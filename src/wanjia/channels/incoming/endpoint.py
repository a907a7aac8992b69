"""The address that messages come in by: WeChat's callback and the signed webhook.

What is forged, stale, too big or no message gets a short refusal that tells nothing of anybody.
"""

import zoneinfo
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.channels.incoming import webhook, wechat
from wanjia.channels.incoming.inboxes import inbox_at
from wanjia.channels.incoming.message import Forged, Stale, Unreadable, check_age
from wanjia.channels.incoming.receive import take
from wanjia.channels.models import Inbox, InboxKind
from wanjia.core import clock
from wanjia.core.problems import Problem

MOST_BYTES = 64 * 1024  # a message with a few thousand characters, sealed, is a third of it
View = Callable[..., HttpResponse]


def _answer_problems(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, address: str) -> HttpResponse:
        try:
            return view(request, address)
        except Forged:
            return _problem_response(Problem("incoming.forged"))
        except Stale:
            return _problem_response(Problem("incoming.stale"))
        except Unreadable as wrong:
            return _problem_response(Problem("incoming.unreadable", what=str(wrong)[:20]))
        except Problem as problem:
            return _problem_response(problem)

    return answer


def _problem_response(problem: Problem) -> HttpResponse:
    said = f"{problem.words('zh')} {problem.words('en')}\n"
    return HttpResponse(said, status=problem.status, content_type="text/plain; charset=utf-8")


@csrf_exempt  # Programs call it; what they send is signed.
@require_http_methods(["GET", "POST"])
@_answer_problems
def come_in(request: HttpRequest, address: str) -> HttpResponse:
    """Take a message, or answer WeChat's question whether the address is ours."""
    inbox = inbox_at(address)
    with timezone.override(zoneinfo.ZoneInfo(inbox.community.timezone)):
        if inbox.kind == InboxKind.WECHAT:
            return _receive_wechat(request, inbox)
        return _receive_webhook(request, inbox)


def _read_body(request: HttpRequest) -> bytes:
    """Return what was sent; raises Problem `incoming.too_big` before a large body is read."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise Problem("incoming.too_big", most=MOST_BYTES // 1024)
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Problem("incoming.too_big", most=MOST_BYTES // 1024)
    return data


def _receive_wechat(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    asked = request.GET
    timestamp, nonce = asked.get("timestamp", ""), asked.get("nonce", "")
    if request.method == "GET":
        return _echo_challenge(inbox, asked.get("echostr", ""), asked, timestamp, nonce)
    body = _read_body(request)
    is_sealed = asked.get("encrypt_type") == "aes" or "msg_signature" in asked
    if is_sealed:
        text = wechat.fields(body).get("Encrypt", "")
        given = asked.get("msg_signature", "")
        wechat.check_signature(given, inbox.secret, timestamp, nonce, text)
        body = wechat.unsealed(text, inbox.key, inbox.account)
    else:
        given = asked.get("signature", "")
        wechat.check_signature(given, inbox.secret, timestamp, nonce)
    check_age(timestamp, clock.now().timestamp())
    said = wechat.fields(body)
    kept = take(inbox, wechat.letter_of(said, f"{timestamp}.{nonce}"))
    at = int(clock.now().timestamp())
    answer = wechat.reply(said, kept.reply, at)
    if is_sealed:
        answer = wechat.sealed_reply(answer, inbox.secret, inbox.key, inbox.account, at, nonce)
    return HttpResponse(answer, content_type="text/xml; charset=utf-8")


def _echo_challenge(
    inbox: Inbox, text: str, asked: object, timestamp: str, nonce: str
) -> HttpResponse:
    """Show that the address is ours: the platform's word is said back, unsealed if it is sealed."""
    given = asked.get("msg_signature", "")  # type: ignore[attr-defined]
    if given:
        wechat.check_signature(given, inbox.secret, timestamp, nonce, text)
        return HttpResponse(
            wechat.unsealed(text, inbox.key, inbox.account), content_type="text/plain"
        )
    given = asked.get("signature", "")  # type: ignore[attr-defined]
    wechat.check_signature(given, inbox.secret, timestamp, nonce)
    check_age(timestamp, clock.now().timestamp())
    return HttpResponse(text[:200], content_type="text/plain; charset=utf-8")


def _receive_webhook(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    if request.method != "POST":
        raise Problem("incoming.post_only")
    sent = request.headers
    timestamp, nonce = sent.get("x-wanjia-timestamp", ""), sent.get("x-wanjia-nonce", "")[:80]
    body = _read_body(request)
    webhook.check_signature(
        sent.get("x-wanjia-signature", ""), inbox.secret, timestamp, nonce, body
    )
    check_age(timestamp, clock.now().timestamp())
    kept = take(inbox, webhook.letter_of(body, nonce))
    told = {"id": kept.known_as, "reply": kept.reply, "state": kept.status}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
