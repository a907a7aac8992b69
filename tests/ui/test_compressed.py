"""What is sent compressed, and what goes out as it is."""

import gzip
import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from wanjia.ui.middleware import Compress

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip"}
TEXT = "家 " * 500
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def sent(response):
    return Compress(lambda _request: response)(RequestFactory().get("/", **GZIP))


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml"])
def test_text_is_compressed(kind):
    response = sent(HttpResponse(TEXT, content_type=kind))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == TEXT


def test_a_stream_is_sent_as_it_is_written():
    assert "Content-Encoding" not in sent(StreamingHttpResponse(iter([TEXT])))


def test_a_workbook_is_not_compressed_twice():
    assert "Content-Encoding" not in sent(HttpResponse(TEXT, content_type="application/zip"))


@pytest.mark.django_db
def test_a_page_with_a_token_is_never_the_same_twice(client):
    first, second = client.get("/login/", **GZIP), client.get("/login/", **GZIP)
    assert first["Content-Encoding"] == "gzip"
    pages = [gzip.decompress(page.content).decode() for page in (first, second)]
    assert TOKEN.search(pages[0])[1] != TOKEN.search(pages[1])[1]
