"""How long messages live, those that went out and those that came in."""

from wanjia.channels.models import Group, GroupStairwell, Inbox, Incoming, Message, Sender
from wanjia.core.retention_registry import facts, stays

facts("messages", Message, recorded="made_at", closed="made_at", told=("message.",))
facts("letters", Incoming, recorded="at", closed="at", told=("incoming.", "sender."))
facts("senders", Sender)
stays("groups", Group, GroupStairwell, Inbox)
