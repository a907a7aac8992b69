"""One message leaves the house by its channel."""

from wanjia.channels.backends import AddressError, backend_of
from wanjia.channels.models import Message


def deliver(message: Message) -> str:
    """Send a message; return why it could not be sent, or nothing."""
    backend = backend_of(message.channel)
    if message.community.practice:
        return "practice"
    address = message.group.secret if message.group else ""
    if backend.send is None or (backend.needs_address and not address):
        return "no_address"
    try:
        return backend.send(message, address)
    except AddressError:
        return "bad_address"
