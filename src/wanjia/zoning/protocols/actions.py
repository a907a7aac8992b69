"""A committee's own copy of a protocol is saved, and put back to the file."""

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.zoning.models import ProtocolCopy, Zone
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.protocol import (
    Protocol,
    load_protocols,
    parse_protocol,
)


@transaction.atomic
def save_protocol(viewer: Viewer, name: str, toml: str) -> Protocol:
    """Keep the committee's own copy of a protocol.

    The file stays as it came.

    Raises Problem `protocols.bad` (file, line, key and why), `zones.protocol_unknown` for a name
    that no file has, `protocols.class_in_use` when zones in force would lose their class.
    """
    viewer.need("head")
    protocol = read_copy(viewer, name, toml)
    before = ProtocolCopy.objects.of(viewer).filter(name=name).first()
    ProtocolCopy.objects.update_or_create(
        community_id=viewer.community_id,
        name=name,
        defaults={"toml": toml, "saved_at": clock.now()},
    )
    protocol_store.forget()
    journal.write(
        viewer,
        "protocol.saved",
        before={"name": name, "toml": before.toml if before else None},
        after={"name": name, "toml": toml},
    )
    return protocol


def read_copy(viewer: Viewer, name: str, toml: str) -> Protocol:
    """Read an edited copy and refuse what cannot be used.

    Nothing is stored.
    """
    if name not in load_protocols():
        raise Problem("zones.protocol_unknown", name=name)
    try:
        protocol = parse_protocol(toml, f"{name}.toml")
    except RulesFileError as error:
        raise Problem(
            "protocols.bad", where=error.file, line=error.line, key=error.key or "—",
            why=error.why,
        ) from None  # fmt: skip
    standing = (
        Zone.objects.of(viewer)
        .filter(protocol=name, ended_at=None)
        .exclude(klass__in=list(protocol.classes))
    )
    if lost := standing.first():
        raise Problem("protocols.class_in_use", klass=lost.klass, zone=lost.name)
    return protocol


@transaction.atomic
def reset_protocol(viewer: Viewer, name: str) -> None:
    """Put a protocol back to the file; without a copy nothing happens."""
    viewer.need("head")
    copy = ProtocolCopy.objects.of(viewer).filter(name=name).first()
    if copy is None:
        return
    file = load_protocols()[name]
    lost = (
        Zone.objects.of(viewer)
        .filter(protocol=name, ended_at=None)
        .exclude(klass__in=list(file.classes))
    )
    if zone := lost.first():
        raise Problem("protocols.class_in_use", klass=zone.klass, zone=zone.name)
    before = copy.toml
    copy.delete()
    protocol_store.forget()
    journal.write(
        viewer, "protocol.reset", before={"name": name, "toml": before}, after={"name": name}
    )
