"""A household that opened a notice or wrote beneath it was heard of; paper at a door is nothing."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.notices.models import Comment, NoticeSeen, SeenWay
from wanjia.people.traces import Rows, trace


@trace("notice", _("看过通知"), "dwelling", "seen_at")
def _seen(viewer: Viewer) -> Rows:
    return NoticeSeen.objects.of(viewer).exclude(channel=SeenWay.PAPER)


@trace("comment", _("通知下留言"), "dwelling", "recorded_at")
def _comments(viewer: Viewer) -> Rows:
    return Comment.objects.of(viewer)
