"""The bare limit of an answer by HTTP: a Django view without middleware that inserts one row."""

import os
import uuid
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from wanjia.kernel.database import database_from

TABLE = (
    "CREATE TABLE IF NOT EXISTS bare (id CHAR(32) PRIMARY KEY, household VARCHAR(43),"
    " antigen VARCHAR(8), temperature DECIMAL)"
)


def answer(request: HttpRequest, household: str) -> HttpResponse:
    """Insert what was posted."""
    said = request.POST
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare VALUES (%s, %s, %s, %s)",
            [uuid.uuid4().hex, household, said["antigen"], said["temperature"]],
        )
    headers = {"Location": f"/h/{household}/", "Content-Length": "0"}
    return HttpResponse(status=302, headers=headers)


urlpatterns = [path("h/<str:household>/", answer)]


def make_application() -> WSGIHandler:
    """A Django of one view on the database in `BARE_DATA`."""
    settings.configure(
        SECRET_KEY="bare",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": database_from("", Path(os.environ["BARE_DATA"]))},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    return WSGIHandler()


if "BARE_DATA" in os.environ:
    application = make_application()
