"""What other programs read: alerts and zones for everybody, places for the officers."""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wanjia.channels.standards import cap, geo, public_data
from wanjia.core import clock
from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import log_export
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.core.public_address import absolute_url
from wanjia.places.estates.stored import drawn_estates


def in_plain_words(view: Any) -> Any:
    """Answer a refusal with its sentence in both languages, for a program that asked."""

    @wraps(view)
    def answered(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            text = f"{problem.words('zh')}\n{problem.words('en')}\n"
            kind = "text/plain; charset=utf-8"
            return HttpResponse(text, status=problem.status, content_type=kind)

    return answered


def _sender_of(request: ViewerRequest, community: Community) -> public_data.Sender:
    def address(name: str) -> str:
        path = reverse("channels:cap_alert", args=[public_data.code_of(community), name])
        return absolute_url(request, path, community)

    host = urlsplit(absolute_url(request, "", community)).hostname or ""
    return public_data.Sender(community, host, address)


@require_GET
@in_plain_words
def cap_feed(request: ViewerRequest, code: str) -> HttpResponse:
    """Show the alerts of a community that hold or ended lately, for anybody."""
    community = public_data.community_by_code(code)
    found = public_data.alerts(_sender_of(request, community))
    path = reverse("channels:cap_feed", args=[public_data.code_of(community)])
    here = absolute_url(request, path, community)
    names = " ".join(one for one in (community.name, community.name_en) if one)
    body = cap.feed_xml(names, here, found, clock.now())
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_GET
@in_plain_words
def cap_alert(request: ViewerRequest, code: str, name: str) -> HttpResponse:
    """Show one alert as a CAP 1.2 document, for anybody."""
    found = public_data.alert(_sender_of(request, public_data.community_by_code(code)), name)
    return HttpResponse(cap.alert_xml(found), content_type="application/cap+xml; charset=utf-8")


def _geojson_response(features: Any) -> JsonResponse:
    return JsonResponse(
        geo.collection(features),
        content_type="application/geo+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": False},
    )


@require_GET
@in_plain_words
def geo_zones(_request: ViewerRequest, code: str) -> HttpResponse:
    """Return the zones in force, for anybody: stairwell numbers and classes, nobody's facts."""
    shapes = public_data.zone_shapes(public_data.community_by_code(code))
    return _geojson_response(geo.zone_feature(shape) for shape in shapes)


@for_roles("head", "desk")
@require_GET
def geo_places(request: ViewerRequest) -> HttpResponse:
    """Show the places as a file that `wanjia import places` reads again."""
    viewer = request.viewer
    answer = _geojson_response(
        estate_feature
        for estate in drawn_estates(viewer)
        for estate_feature in geo.estate_features(estate)
    )
    answer["Content-Disposition"] = 'attachment; filename="places.geojson"'
    log_export(viewer, "places", "places.geojson")
    return answer


@for_roles("head", "desk")
def standards(request: ViewerRequest) -> HttpResponse:
    """Show the addresses that other programs read, each with what it is for."""
    viewer = request.viewer
    code = public_data.code_of(Community.objects.get(id=viewer.community_id))
    rows = [
        (
            _("预警（CAP 1.2）"),
            _("给应急平台和预警聚合网站：分区和全体通知。任何人可读，没有姓名、电话和门号。"),
            reverse("channels:cap_feed", args=[code]),
        ),
        (
            _("分区地图（GeoJSON）"),
            _("给地图软件：现在的分区和楼道号。任何人可读，没有个人信息。"),
            reverse("channels:geo_zones", args=[code]),
        ),
        (
            _("地点（GeoJSON）"),
            _("给地图软件，也可以再导入万家：小区、楼道、路和门。登录后才能下载。"),
            reverse("channels:geo_places"),
        ),
        (
            _("健康数据（FHIR R4）"),
            _("给医院和疾控的系统：抗原结果和体温。登录后才能读，每次读取记入日志。"),
            reverse("channels:fhir_observations"),
        ),
        (
            _("FHIR 能力说明"),
            _("给接 FHIR 的技术人员：能查什么。"),
            reverse("channels:fhir_metadata"),
        ),
        (
            _("排班日历（iCalendar）"),
            _("每人有自己的地址，放进手机日历就能看到自己的班。"),
            reverse("channels:calendar"),
        ),
    ]
    feeds = [
        {"title": title, "about": about, "url": absolute_url(request, path), "id": number}
        for number, (title, about, path) in enumerate(rows)
    ]
    return render(request, "channels/standards.html", {"feeds": feeds})
