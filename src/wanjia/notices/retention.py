"""How long it is known who read a notice and who asked; what was told to all stays."""

from wanjia.core.retention_registry import keep_forever, retain
from wanjia.notices.models import Comment, Notice, NoticeAnswer, NoticeSeen, NoticeStairwell

retain("seen", NoticeSeen, recorded="seen_at", closed="seen_at")
retain("comments", Comment, recorded="recorded_at", closed="recorded_at", told=("comment.",))
keep_forever("notices", Notice, NoticeStairwell, NoticeAnswer)
