"""Pages of the everyday floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.everyday.mode import views as mode_views
from wanjia.everyday.registers import views as registers_views
from wanjia.everyday.visits import views as visits_views
from wanjia.everyday.warnings import views as warnings_views
from wanjia.everyday.year import views as year_views

app_name = "everyday"
urlpatterns = [
    path("mode/", mode_views.mode, name="mode"),
    *act_urls(
        "mode/",
        mode_views.ACTS,
        back="everyday:mode",
        refused=mode_views.mode,
        prefix="mode_",
        to_list=True,
    ),
    path("visits/", visits_views.visits, name="visits"),
    *act_urls(
        "visits/",
        visits_views.ACTS,
        back="everyday:visits",
        refused=visits_views.visits,
        prefix="visit_",
        to_list=True,
    ),
    path("diary/", visits_views.diary_page, name="diary"),
    path("registers/", registers_views.registers, name="registers"),
    path("registers/counts.xlsx", registers_views.counts_workbook, name="register_counts"),
    *act_urls(
        "registers/",
        registers_views.LIST_ACTS,
        back="everyday:registers",
        refused=registers_views.registers,
        prefix="registers_",
        to_list=True,
    ),
    path("registers/<uuid:register_id>/", registers_views.register_page, name="register"),
    path("registers/<uuid:register_id>/add/", registers_views.add, name="register_add"),
    path("registers/<uuid:register_id>/rows/", registers_views.add_rows, name="register_rows"),
    path(
        "registers/<uuid:register_id>/form.xlsx",
        registers_views.xlsform,
        name="register_xlsform",
    ),
    *act_urls(
        "registers/<uuid:register_id>/",
        registers_views.ACTS,
        back="everyday:register",
        refused=registers_views.register_with_refusal,
        prefix="register_",
    ),
    path("year/", year_views.year, name="year"),
    path("warnings/", warnings_views.warnings, name="warnings"),
    *act_urls(
        "warnings/",
        warnings_views.ACTS,
        back="everyday:warnings",
        refused=warnings_views.warnings,
        prefix="warning_",
        to_list=True,
    ),
]
