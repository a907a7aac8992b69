"""Reads the sources of warnings, every few minutes, and what their entries link to."""

import hashlib
from datetime import timedelta
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.core.cache import cache

from wanjia.channels.backends import AddressError
from wanjia.channels.backends._addresses import check_url, check_where_it_leads
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.scheduling.scheduler import every_minute
from wanjia.everyday.models import WarningFeed
from wanjia.everyday.warnings.actions import Taken, take_warnings
from wanjia.everyday.warnings.cap_reader import (
    MOST_BYTES,
    UnreadableError,
    WeatherMessage,
    read_warnings,
)
from wanjia.everyday.warnings.queries import feeds_of

EVERY = timedelta(minutes=5)
SECONDS = 10  # to connect, and to answer
MOST_LINKS = 20  # of a feed, at a time
A_DAY = 86_400


@every_minute
def read_feeds(community_id: UUID) -> None:
    """Read each source whose time has come; one that fails says so on the page."""
    viewer, now = system_viewer(community_id), clock.now()
    for feed in feeds_of(viewer):
        if feed.read_at is None or not feed.read_at <= now < feed.read_at + EVERY:
            read_feed(viewer, feed)


def read_feed(viewer: Viewer, feed: WarningFeed) -> Taken:
    """Read a source now and take in what it holds; note how it went."""
    taken, failure = Taken(), ""
    try:
        found = read_warnings(fetch(feed.url))
        messages = [*found.messages, *_read_links(feed.url, found.links)]
        taken = take_warnings(viewer, messages)
    except UnreadableError:
        failure = "unreadable"
    except AddressError:
        failure = "address"
    except OSError as error:  # requests' own errors are these
        failure = type(error).__name__
    now = clock.now()
    feed.read_at = now
    feed.failed_since = (feed.failed_since or now) if failure else None
    feed.failure = failure[:60]
    feed.save(update_fields=["read_at", "failed_since", "failure"])
    return taken


def _read_links(source: str, links: tuple[str, ...]) -> list[WeatherMessage]:
    """Read what entries link to, once a day each, and from the source's own host alone."""
    messages: list[WeatherMessage] = []
    fetched = 0
    for link in links:
        url = urljoin(source, link)
        key = f"warning-link-{hashlib.sha256(url.encode()).hexdigest()}"
        if urlsplit(url).netloc != urlsplit(source).netloc or cache.get(key):
            continue
        if fetched == MOST_LINKS:
            break
        fetched += 1
        try:
            messages += read_warnings(fetch(url)).messages
        except (UnreadableError, AddressError):
            pass  # it will not be better in five minutes
        except OSError:
            continue
        cache.set(key, True, A_DAY)
    return messages


def fetch(url: str) -> bytes:
    """Return what stands at an address; raises OSError, AddressError, UnreadableError."""
    import requests  # kept out of every page's process until something is read

    parts = check_url(url)
    check_where_it_leads(parts.hostname or "", parts.port)
    with requests.get(
        url,
        timeout=(SECONDS, SECONDS),
        allow_redirects=False,
        stream=True,
        headers={"Accept": "application/cap+xml, application/atom+xml, application/xml"},
        auth=lambda request: request,  # else a .netrc of the machine's would be sent along
    ) as answer:
        if answer.status_code != 200:
            raise requests.HTTPError(f"HTTP {answer.status_code}")
        data = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    return bytes(data)
