"""For machines that look after it: is it alive, is it ready, and its figures for Prometheus."""

import hmac
import os
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from wanjia.core import clock
from wanjia.ui.system import facts, rating
from wanjia.ui.system.rating import ACT, Finding

LEVELS = {"well": 0, "heed": 1, "act": 2}
HERE = ("127.0.0.1", "::1")


@never_cache
def live(_: HttpRequest) -> HttpResponse:
    """Return the process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(_: HttpRequest) -> HttpResponse:
    """Return whether pages can be served: 503 where database, disk or sealing key forbid it.

    `status` is `ok`, `degraded` (what comes round or goes out is late) or `failing`.
    """
    found = _collect_findings()
    failing = any(one.level == ACT and _forbids_service(one) for one in found)
    degraded = any(one.level == ACT for one in found)
    status = "failing" if failing else "degraded" if degraded else "ok"
    checks = {one.check: "failing" if one.level == ACT else "ok" for one in found}
    return JsonResponse({"status": status, "checks": checks}, status=503 if failing else 200)


def _forbids_service(finding: Finding) -> bool:
    return finding.check == "database" or (finding.check, finding.why) in (
        ("disk", "full"),
        ("seal", "closed"),
    )


def _collect_findings() -> list[Finding]:
    now, database = clock.now(), facts.database_finding()
    boxes = facts.outboxes() if database.why != "silent" else []
    return [
        database,
        *([facts.seal_finding()] if database.why == "" else []),
        rating.disk(facts.free_bytes(), facts.stored_bytes()),
        facts.regular_finding(now),
        facts.outbox_finding(now, boxes),
    ]


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the figures, for whoever has the token; without one, for programs on this machine
    alone.
    """
    if not _may_measure(request):
        return HttpResponse(status=403)
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    body = generate_latest(registry) + generate_latest(_now)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _may_measure(request: HttpRequest) -> bool:
    if token := settings.METRICS_TOKEN:
        said = request.META.get("HTTP_AUTHORIZATION", "")
        return hmac.compare_digest(said.encode(), f"Bearer {token}".encode())
    # Through a proxy on this machine everybody comes from this machine.
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR") or request.META.get("HTTP_FORWARDED")
    return request.META.get("REMOTE_ADDR") in HERE and not forwarded


class _Now(Collector):
    """What is not counted but looked at: as it stands when somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each figure by itself; a database that is silent takes its own figures with it."""
        now, found = clock.now(), _collect_findings()
        yield _make_gauge("wanjia_info", "The version.", {facts.version(): 1.0}, "version")
        levels = {
            one.check: float(LEVELS[one.level]) for one in [*found, facts.backup_finding(now)]
        }
        yield _make_gauge("wanjia_check", "0 well, 1 to heed, 2 to act on.", levels, "check")
        yield _make_gauge("wanjia_disk_free_bytes", "Room for the data folder.", facts.free_bytes())
        if copy := facts.last_backup():
            age = (now - copy.at).total_seconds()
            yield _make_gauge("wanjia_backup_age_seconds", "Since the last backup.", age)
            yield _make_gauge("wanjia_backup_bytes", "Size of the last backup.", copy.bytes)
        if run := facts.last_run():
            age = (now - run.at).total_seconds()
            yield _make_gauge(
                "wanjia_regular_age_seconds", "Since the regular work began last.", age
            )
            took = {name: one.seconds for name, one in run.acts.items()}
            yield _make_gauge("wanjia_regular_seconds", "How long each act took last.", took, "act")
        try:
            boxes, size = facts.outboxes(), facts.database_bytes()
        except DatabaseError:
            return
        yield _make_gauge("wanjia_database_bytes", "Size of the database.", size)
        stands = {key: float(sum(box[key] for box in boxes)) for key in facts.QUEUES}
        yield _make_gauge("wanjia_queue", "Messages out and letters in, by stand.", stands, "stand")
        late = [(now - box["since"]).total_seconds() for box in boxes if box["since"]]
        yield _make_gauge("wanjia_outbox_late_seconds", "How late a message is.", max([0.0, *late]))


def _make_gauge(
    name: str, says: str, value: float | dict[str, float], label: str = ""
) -> GaugeMetricFamily:
    if not isinstance(value, dict):
        return GaugeMetricFamily(name, says, value=value)
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, number in value.items():
        family.add_metric([key], number)
    return family


_now = CollectorRegistry()
_now.register(_Now())
