"""How long messages live, those that went out and those that came in."""

from wanjia.channels.models import Group, GroupStairwell, Inbox, Incoming, Message, Sender
from wanjia.core.retention_registry import keep_forever, retain

retain("messages", Message, recorded="made_at", closed="made_at", told=("message.",))
retain(
    "letters", Incoming, recorded="received_at", closed="received_at", told=("incoming.", "sender.")
)
retain("senders", Sender)
keep_forever("groups", Group, GroupStairwell, Inbox)
