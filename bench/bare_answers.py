"""The bare limit of an answer by HTTP: a Django view without middleware that inserts one row."""

import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from wanjia.core.database import database_from
from wanjia.core.ids import new_id
from wanjia.core.server.asgi import WholeRequests
from wanjia.core.server.limits import limits_from

# A row as wide as an answer, under the same keys: what any way of keeping answers has to write.
TABLE = """
CREATE TABLE bare (
    id CHAR(32) PRIMARY KEY, community CHAR(32), round CHAR(32), resident CHAR(32), at TIMESTAMP,
    way VARCHAR(10), antigen VARCHAR(8), temperature DECIMAL, symptoms VARCHAR(80), current BOOL
);
CREATE UNIQUE INDEX bare_once ON bare (community, round, resident) WHERE current;
CREATE INDEX bare_resident ON bare (community, resident, round)
"""
INSERT = "INSERT INTO bare VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
COMMUNITY, ROUND = uuid.uuid4().hex, uuid.uuid4().hex


def answer(request: HttpRequest, household: str) -> HttpResponse:
    """Insert what was posted."""
    said = request.POST
    row: list[Any] = [
        new_id().hex, COMMUNITY, ROUND, uuid.uuid4().hex, datetime.now(UTC), "household",
        said["antigen"], said["temperature"], "", True,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row)
    headers = {"Location": f"/h/{household}/", "Content-Length": "0"}
    return HttpResponse(status=302, headers=headers)


urlpatterns = [path("h/<str:household>/", answer)]


def make_application() -> WholeRequests:
    """A Django of one view on the database in the folder `BARE_DATA`, or at `BARE_URL`, behind the
    same reading of requests as ours."""
    folder = Path(os.environ["BARE_DATA"])
    database = database_from(os.environ.get("BARE_URL", ""), folder)
    settings.configure(
        SECRET_KEY="bare",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    with connection.cursor() as cursor:
        for statement in TABLE.split(";"):
            cursor.execute(statement)
    lanes = {"residents": int(os.environ.get("THREADS", "1"))}
    return WholeRequests(WSGIHandler(), limits_from({}), lanes, _lane_of, folder)


def _lane_of(method: str, path: str, size: int) -> str:  # noqa: ARG001
    return "residents"


if "BARE_DATA" in os.environ:
    application = make_application()
