"""Pages of the zoning floor."""

from django.urls import path
from django.views.generic import RedirectView

from wanjia.core.acts import act_urls
from wanjia.zoning.cases import views as case_views
from wanjia.zoning.plans import views as plan_views
from wanjia.zoning.protocols import views as protocol_views
from wanjia.zoning.zones import change_views, print_views
from wanjia.zoning.zones import views as zone_views

app_name = "zoning"
urlpatterns = [
    path("map/", RedirectView.as_view(url="/zones/", query_string=True), name="map"),
    path("cases/", case_views.cases, name="cases"),
    path("cases/new/", case_views.new_case, name="case_new"),
    path("cases/unplaced/", case_views.unplaced, name="case_unplaced"),
    *act_urls(
        "cases/<uuid:case_id>/",
        case_views.ACTS,
        back="zoning:case",
        refused=case_views.case_refused,
        prefix="case_",
    ),
    path("cases/<uuid:case_id>/", case_views.case, name="case"),
    path("cases/<uuid:case_id>/withdraw/", case_views.withdraw, name="case_withdraw"),
    path("cases/<uuid:case_id>/moved/", case_views.moved_out, name="case_moved"),
    path("cases/<uuid:case_id>/decide/", case_views.decide, name="case_decide"),
    path("plans/<uuid:estate_id>/", plan_views.plan, name="plan"),
    path("plans/<uuid:estate_id>/part/", plan_views.plan_part, name="plan_part"),
    path("plans/<uuid:estate_id>/publish/", plan_views.publish, name="plan_publish"),
    path("publications/<uuid:publication_id>/", plan_views.publication, name="publication"),
    path("publications/<uuid:publication_id>/undo/", plan_views.undo, name="undo"),
    path("zones/", zone_views.zones, name="zones"),
    path("zones/<uuid:zone_id>/", zone_views.zone, name="zone"),
    path("zones/<uuid:zone_id>/step/", zone_views.step, name="step"),
    path("zones/<uuid:zone_id>/protocol/", zone_views.move, name="move"),
    path("zones/<uuid:zone_id>/change/", change_views.change, name="change"),
    path("zones/<uuid:zone_id>/posted/", change_views.posted, name="posted"),
    path("proposals/", zone_views.proposals, name="proposals"),
    path("grids/<uuid:grid_id>/", zone_views.grid, name="grid"),
    path("grids/<uuid:grid_id>/group/", zone_views.work_group, name="work_group"),
    path("print/publication/<uuid:publication_id>/doors/", print_views.doors, name="print_doors"),
    path("print/publication/<uuid:publication_id>/qr/", print_views.codes, name="print_codes"),
    path("print/zone/<uuid:zone_id>/doors/", print_views.zone_notices, name="print_zone_doors"),
    path("print/grid/<uuid:grid_id>/", print_views.grid, name="print_grid"),
    path("protocols/", protocol_views.protocols, name="protocols"),
    path("protocols/<str:name>/", protocol_views.protocol, name="protocol"),
    path("protocols/<str:name>/edit/", protocol_views.edit, name="protocol_edit"),
    path("protocols/<str:name>/save/", protocol_views.save, name="protocol_save"),
    path("protocols/<str:name>/reset/", protocol_views.reset, name="protocol_reset"),
]
