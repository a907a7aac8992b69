"""The `wanjia start` command: a link by which a committee, the first or another, is founded."""

import argparse
from collections.abc import Callable


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser(
        "start", help="a link by which a committee is founded, good once and for a day"
    )
    parser.set_defaults(func=run)


def run(_args: argparse.Namespace) -> int:
    """Print the path of a new link; it is opened on the address of the running server."""
    import django

    django.setup()
    from django.conf import settings

    from wanjia.core.transfer.schema import ready_database
    from wanjia.people.founding.links import make_link

    ready_database()
    print(make_link(settings.DATA))
    return 0


def print_link(say: Callable[[str], None], url: str) -> None:
    """Where nobody can sign in yet, say where to begin; `url` is that of the server, with a /.

    A code for a phone is printed too, where a phone could open the address.
    """
    import segno
    from django.conf import settings

    from wanjia.core.models import Membership
    from wanjia.core.public_address import is_reachable
    from wanjia.people.founding.links import make_link

    if Membership.objects.exists():
        return
    link = url.rstrip("/") + make_link(settings.DATA)
    say("")
    say("  这里还没有居委会。打开这个链接开张（一天内有效，只能用一次）：")
    say("  There is no committee here yet. Open this link to begin (once, within a day):")
    say("")
    say(f"  {link}")
    if is_reachable(url):
        say("")
        say(_code_for_terminals(segno.make(link, error="l")))
    say("")


def _code_for_terminals(code: object) -> str:
    from io import StringIO

    drawn = StringIO()
    code.terminal(drawn, compact=True)  # type: ignore[attr-defined]
    return drawn.getvalue()
