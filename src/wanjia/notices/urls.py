"""Pages of the notices floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.notices.comments import views as comment_views
from wanjia.notices.doors import views as door_views
from wanjia.notices.household import views as household_views
from wanjia.notices.publishing import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/new/", views.new_notice, name="new"),
    path("notices/<uuid:notice_id>/", views.notice, name="notice"),
    path("notices/<uuid:notice_id>/edit/", views.edit_draft, name="edit"),
    *act_urls(
        "notices/<uuid:notice_id>/",
        (*views.ACTS, *comment_views.NOTICE_ACTS),
        back="notices:notice",
        refused=views.notice_with_refusal,
    ),
    path("notices/<uuid:notice_id>/doors/", door_views.doors, name="doors"),
    path("notices/<uuid:notice_id>/print/", door_views.sheets, name="sheets"),
    path("comments/<uuid:comment_id>/", comment_views.comment, name="about_comment"),
    *act_urls(
        "comments/<uuid:comment_id>/",
        comment_views.COMMENT_ACTS,
        back="notices:about_comment",
        refused=comment_views.comment_with_refusal,
        prefix="comment_",
    ),
    path("answers/<uuid:answer_id>/", comment_views.answer, name="about_answer"),
    *act_urls(
        "answers/<uuid:answer_id>/",
        comment_views.ANSWER_ACTS,
        back="notices:about_answer",
        refused=comment_views.answer_with_refusal,
        prefix="answer_",
    ),
    path(
        "h/<str:token>/notices/<uuid:notice_id>/",
        household_views.household_notice,
        name="household",
    ),
]
