"""Pages of the reports floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.reports.alarms import views as alarm_views
from wanjia.reports.daily import lists as daily_lists
from wanjia.reports.daily import views as daily_views
from wanjia.reports.doors import views as door_views
from wanjia.reports.exposures import views as exposure_views
from wanjia.reports.extra_rounds import views as extra_views
from wanjia.reports.missing import views as missing_views
from wanjia.reports.paste import views as paste_views
from wanjia.reports.results import import_views as result_import_views
from wanjia.reports.results import views as result_views
from wanjia.reports.rounds import views as round_views
from wanjia.reports.staff_rounds import alarm_views as staff_alarm_views
from wanjia.reports.staff_rounds import views as staff_views
from wanjia.reports.test_photos import views as test_photo_views
from wanjia.reports.workbook import views as excel_views

app_name = "reports"
urlpatterns = [
    path("rounds/", round_views.rounds, name="rounds"),
    path("rounds/extra/", extra_views.extra_round, name="extra_round"),
    path("rounds/extra/<uuid:round_id>/cancel/", extra_views.cancel, name="extra_round_cancel"),
    path("rounds/staff/<uuid:round_id>/", staff_views.staff_round, name="staff_round"),
    path("rounds/staff/<uuid:round_id>/note/", staff_views.note, name="staff_test"),
    path("rounds/staff/alarms/<uuid:test_id>/", staff_alarm_views.staff_alarm, name="staff_alarm"),
    *act_urls(
        "rounds/staff/alarms/<uuid:test_id>/",
        staff_alarm_views.ACTS,
        back="reports:staff_alarm",
        refused=staff_alarm_views.staff_alarm_refused,
        prefix="staff_alarm_",
    ),
    path("rounds/<uuid:round_id>/", round_views.round_page, name="round"),
    path("rounds/<uuid:round_id>/doors/", door_views.doors, name="doors"),
    path("rounds/<uuid:round_id>/doors/<uuid:dwelling_id>/", door_views.door, name="door"),
    path("rounds/<uuid:round_id>/excel/", excel_views.excel, name="excel"),
    path("rounds/<uuid:round_id>/excel/form.xlsx", excel_views.form, name="excel_form"),
    path("rounds/<uuid:round_id>/excel/<str:token>/", excel_views.excel_look, name="excel_look"),
    path(
        "rounds/<uuid:round_id>/excel/<str:token>/store/",
        excel_views.excel_store,
        name="excel_store",
    ),
    path("tests/photos/<uuid:photo_id>/", test_photo_views.reading, name="test_photo"),
    path("tests/photos/<uuid:photo_id>/strip.jpg", test_photo_views.strip, name="test_strip"),
    path("pastes/", paste_views.pastes, name="pastes"),
    path("pastes/<uuid:paste_id>/", paste_views.paste, name="paste"),
    path("pastes/<uuid:paste_id>/commit/", paste_views.commit, name="paste_commit"),
    path("pastes/<uuid:paste_id>/list/", paste_views.answer, name="paste_list"),
    path("rounds/<uuid:round_id>/rooms/", paste_views.rooms, name="counted_rooms"),
    path("pastes/<uuid:paste_id>/back/", paste_views.take_back, name="paste_back"),
    path("pastes/<uuid:paste_id>/lines/<uuid:line_id>/", paste_views.settle, name="paste_settle"),
    path("daily/", daily_views.daily, name="daily"),
    path("daily.xlsx", daily_views.daily_xlsx, name="daily_xlsx"),
    path("daily.json", daily_views.daily_json, name="daily_json"),
    path("daily/rows/<slug:what>/", daily_lists.rows, name="daily_rows"),
    *act_urls(
        "daily/",
        daily_views.CUTOFF_ACTS,
        back="reports:daily",
        refused=daily_views.cutoff_refused,
        prefix="daily_",
        to_list=True,
    ),
    path("daily/<uuid:report_id>/", daily_views.sealed, name="daily_sealed"),
    *act_urls(
        "daily/<uuid:report_id>/",
        daily_views.ACTS,
        back="reports:daily_sealed",
        refused=daily_views.daily_refused,
        prefix="daily_",
    ),
    path("missing/", missing_views.missing, name="missing"),
    path("missing/<uuid:resident_id>/called/", missing_views.called, name="called"),
    path("close-contacts/", exposure_views.all_contacts, name="contacts"),
    path("cases/<uuid:case_id>/contacts/", exposure_views.contacts, name="case_contacts"),
    *act_urls(
        "cases/<uuid:case_id>/contacts/",
        exposure_views.ACTS,
        back="reports:case_contacts",
        refused=exposure_views.contacts_refused,
        prefix="contacts_",
    ),
    path("results/", result_views.results, name="results"),
    path("results/new/", result_views.new, name="result_new"),
    path("results/import/", result_import_views.lab_file, name="result_import"),
    path("results/import/<str:token>/", result_import_views.look, name="result_look"),
    path("results/import/<str:token>/store/", result_import_views.store, name="result_store"),
    path("results/<uuid:result_id>/", result_views.result, name="result"),
    *act_urls(
        "results/<uuid:result_id>/",
        result_views.ACTS,
        back="reports:result",
        refused=result_views.result_refused,
        prefix="result_",
    ),
    path("alarms/", alarm_views.alarms, name="alarms"),
    path("alarms/<uuid:alarm_id>/", alarm_views.alarm, name="alarm"),
    *act_urls(
        "alarms/<uuid:alarm_id>/",
        alarm_views.ACTS,
        back="reports:alarm",
        refused=alarm_views.alarm_refused,
        prefix="alarm_",
    ),
]
