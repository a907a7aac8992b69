"""Pages of the everyday floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.everyday.mode import views as mode_views
from wanjia.everyday.visits import views as visits_views

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
]
