"""What every app's part of the JSON API shares: the viewer, a page of rows, a refusal."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import AfterValidator

from wanjia.core.access.viewer import Viewer
from wanjia.core.journal.export_log import log_api_read
from wanjia.core.text_cleaning import NUL, clean_text

M = TypeVar("M", bound=Model)


def _clean_sent(text: str) -> str:
    return clean_text(text.replace(NUL, ""))


# Text as it is sent, without what nobody types: no database keeps a NUL character.
CleanText = Annotated[str, AfterValidator(_clean_sent)]
REFUSED = frozenset({400, 401, 403, 404, 409, 413, 422, 429})


class Refusal(Schema):
    """A refusal: its name, and its sentence in the language that was asked for."""

    code: str
    message: str


class Window(Schema):
    """Which rows of a list: at most `limit`, from `offset` on."""

    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who asks, by session or by key."""
    return cast(Viewer, request.auth)  # type: ignore[attr-defined]


def log_list_read(request: HttpRequest, kind: str) -> None:
    """Tell the journal of a program that reads a list which names people, by its key."""
    key = getattr(request, "key", None)
    if key is not None:
        log_api_read(viewer_of(request), key.id, f"api.{kind}", key.name)


def responses(schema: Any, status: int = 200) -> dict[Any, Any]:
    """Return what an operation answers: this, or a refusal."""
    return {status: schema, REFUSED: Refusal}


def paged(rows: QuerySet[M], window: Window, shape: Callable[[M], Any]) -> dict[str, Any]:
    """Return a page of rows as `items`, and how many there are in all."""
    found = rows[window.offset : window.offset + window.limit]
    return {"items": [shape(one) for one in found], "total": rows.count()}
