"""What is typed to find somebody stands in no address, and so in no log, history or referrer.

A form that asks posts to `?ask`. Before any view sees it the post becomes a look at the same page:
htmx gets the answer at once, a browser is sent on to an address in which what was typed is sealed.
Such a post changes nothing, whatever it holds: the view is asked with GET.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode

from wanjia.core.encryption.fields import MARK, WrongKey, decrypt, encrypt

ASK = "ask"
TYPED = frozenset({"q", "who", "why"})  # the names under which people type whom they look for
LONGEST = 200  # characters of what is typed
ABOUT = b"asked"  # sealed so that nothing of the database can be unsealed by asking for it
Responder = Callable[[HttpRequest], HttpResponse]


def asking(respond: Responder) -> Responder:
    """Turn a post that asks into a look, and read what is sealed in an address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if request.method == "POST" and query == ASK:
            asked = request.POST.copy()
            asked.pop("csrfmiddlewaretoken", None)
            if not request.headers.get("HX-Request"):
                return _sent_on(request, asked)
            request.method = request.META["REQUEST_METHOD"] = "GET"
            request.GET, request.POST = asked, QueryDict()  # type: ignore[assignment]
            return respond(request)
        if MARK[:-1] in query:
            request.GET = _read(request.GET)  # type: ignore[assignment]
        return respond(request)

    return middleware


def _sent_on(request: HttpRequest, asked: QueryDict) -> HttpResponse:
    query = sealed_query(asked)
    answer = HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)
    answer.status_code = 303
    return answer


def sealed_query(asked: QueryDict) -> str:
    """Return a query as it may stand in an address: what is typed is sealed, what is empty left
    out.
    """
    return urlencode(
        [
            (name, sealed_word(value) if name in TYPED else value)
            for name, values in asked.lists()
            for value in values
            if value
        ]
    )


def sealed_word(text: str) -> str:
    """Return what is typed, as it may stand in an address."""
    return encrypt(text[:LONGEST], ABOUT)


def _read(query: QueryDict) -> QueryDict:
    query_dict = query.copy()
    for name in TYPED & query_dict.keys():
        query_dict.setlist(name, [_opened(one) for one in query_dict.getlist(name)])
    return query_dict


def _opened(text: str) -> str:
    try:
        return decrypt(text, ABOUT)
    except WrongKey:
        return ""
