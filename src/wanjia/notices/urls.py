"""Pages of the notices floor."""

from django.urls import path

from wanjia.notices.comments import views as voice_views
from wanjia.notices.doors import views as door_views
from wanjia.notices.household import views as household_views
from wanjia.notices.publishing import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/new/", views.new_notice, name="new"),
    path("notices/<uuid:notice_id>/", views.notice, name="notice"),
    path("notices/<uuid:notice_id>/edit/", views.edit_draft, name="edit"),
    path("notices/<uuid:notice_id>/publish/", views.publish, name="publish"),
    path("notices/<uuid:notice_id>/take-back/", views.take_back, name="take_back"),
    path("notices/<uuid:notice_id>/withdraw/", views.withdraw, name="withdraw"),
    path("notices/<uuid:notice_id>/restore/", views.restore, name="restore"),
    path("notices/<uuid:notice_id>/doors/", door_views.doors, name="doors"),
    path("notices/<uuid:notice_id>/print/", door_views.sheets, name="sheets"),
    path("notices/<uuid:notice_id>/put-up/", door_views.put_up, name="put_up"),
    path("notices/<uuid:notice_id>/comment/", voice_views.comment, name="comment"),
    path("notices/<uuid:notice_id>/answer/", voice_views.answer, name="answer"),
    path("comments/<uuid:comment_id>/", voice_views.moderate, name="moderate"),
    path("answers/<uuid:answer_id>/take-back/", voice_views.take_answer_back, name="answer_back"),
    path(
        "h/<str:token>/notices/<uuid:notice_id>/",
        household_views.household_notice,
        name="household",
    ),
]
