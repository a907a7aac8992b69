"""What a phone needs to go on without network: the worker, what to keep, and how to install it."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

HERE = Path(__file__).parent / "static"
KEPT = (
    "ui/wanjia.css",
    "ui/charts.css",
    "ui/household.css",
    "ui/large.css",
    "ui/wanjia.js",
    "ui/queue.js",
    "ui/offline.js",
    "ui/icons.svg",
    "ui/mark.svg",
    "vendor/htmx-2.0.11/htmx.min.js",
)
ICONS = (192, 512)  # pixels


def worker(_: HttpRequest) -> HttpResponse:
    """Return the service worker, with the names of what it keeps; it changes when any of that
    does.
    """
    answer = HttpResponse(_make_script(), content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@cache
def _make_script() -> str:
    parts = [(HERE / "ui" / name).read_text(encoding="utf-8") for name in ("queue.js", "sw.js")]
    own = "\n".join(parts)
    mixed = hashlib.blake2b(own.encode(), digest_size=8)
    for name in KEPT:
        mixed.update((HERE / name).read_bytes())
    shell = [reverse("ui:offline"), *(static(name) for name in KEPT)]
    return f"const VERSION = {json.dumps(mixed.hexdigest())}, SHELL = {json.dumps(shell)};\n{own}"


def offline(request: HttpRequest) -> HttpResponse:
    """Show what is shown without network where a page was not kept; it says nothing of anybody."""
    return render(request, "ui/offline.html")


def manifest(_: HttpRequest, token: str = "") -> JsonResponse:
    """Return how a phone installs Wanjia: for staff, or a household's own page."""
    start = reverse("ui:household", args=[token]) if token else "/"
    said: dict[str, Any] = {
        "name": "万家 Wanjia",
        "short_name": "万家",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#faf7f0",
        "theme_color": "#16233f",
        "icons": [
            {
                "src": static(f"ui/icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in ICONS
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")
