"""How long it is known who read a notice and who asked; what was told to all stays."""

from wanjia.core.retention_registry import facts, stays
from wanjia.notices.models import Comment, Notice, NoticeAnswer, NoticeSeen, NoticeStairwell

facts("seen", NoticeSeen, recorded="at", closed="at")
facts("comments", Comment, recorded="at", closed="at", told=("comment.",))
stays("notices", Notice, NoticeStairwell, NoticeAnswer)
