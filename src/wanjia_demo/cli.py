"""`wanjia demo`, `wanjia serve`, `wanjia manage`: the demo town, the server, the workshop."""

import argparse
import json
import os
import socket
import sys
from typing import Any, NoReturn

HOST = "127.0.0.1"
PORT = 8000
TRIES = 20
FINISH_WITHIN = 30  # seconds that requests at hand have when the server is told to stop


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the commands."""
    demo = subparsers.add_parser("demo", help="make the demo town if there is none and serve it")
    demo.add_argument("--no-serve", action="store_true", help="make it, print it, and stop")
    demo.add_argument("--json", action="store_true", help="print JSON on standard output")
    demo.add_argument(
        "--communities", type=_count, metavar="N", help="a town of N communities instead"
    )
    demo.add_argument("--days", type=_count, default=10, help="days behind them (10)")
    demo.add_argument("--small", action="store_true", help="of 760 people each, not of 7,100")
    demo.add_argument("--seed", type=int, default=2022, help="which town (2022)")
    demo.set_defaults(func=run_demo)
    serve = subparsers.add_parser("serve", help="serve WANJIA_DATA (./data) or DATABASE_URL")
    serve.set_defaults(func=run_serve)
    for parser in (demo, serve):
        parser.add_argument("--host", default=HOST, help=f"address to listen on ({HOST})")
        parser.add_argument("--port", type=_port, help=f"port ({PORT}, or the next that is free)")
    manage = subparsers.add_parser("manage", help="Django's own management commands")
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(func=run_manage)


def run_demo(args: argparse.Namespace) -> int:
    """Make the demo town if there is none; print address and log-ins; serve it."""
    import django

    django.setup()
    from wanjia.core.problems import Problem

    try:
        made = _many(args) if args.communities else _one()
    except Problem as problem:
        _say(problem.words())
        return 1
    port = _free_port(args.host, args.port)
    if port is None:
        return 1
    url = f"http://{args.host}:{port}/"
    if args.json:
        print(json.dumps({"url": url, **made}, ensure_ascii=False))
        sys.stdout.flush()
    else:
        _print_for_people(url, made["logins"], made["story"])
    return 0 if args.no_serve else _serve(args.host, port)


def _town() -> tuple[Any, dict[str, str]]:
    """The demo community, made if there is none, and its story."""
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo import layout, load

    ready_database()
    community = load.demo_community()
    if community is None:
        _say("正在生成示范小镇（约 7,000 人）… Making the demo town of 7,000 people …")
        from wanjia_demo import making

        community = making.make()
    return community, dict(layout.plan()["story"])


def _one() -> dict[str, Any]:
    community, story = _town()
    return {"logins": _logins(community), "story": story}


def _many(args: argparse.Namespace) -> dict[str, Any]:
    """A town of communities, made as far as it is not there, its offices' log-ins first."""
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo import many

    ready_database()
    wanted = many.Wanted(args.communities, args.days, args.small, args.seed)
    communities = many.make(wanted)
    return {
        "logins": [*many.office_logins(), *_logins(communities[0])],
        "story": None,
        "communities": len(communities),
    }


def _logins(community: Any) -> list[dict[str, str]]:
    from wanjia.core.models import Membership
    from wanjia_demo.load import PASSWORD

    rows = Membership.objects.filter(community=community).select_related("user")
    return [
        {"user": one.user.username, "password": PASSWORD, "role": one.role, "name": one.user.name}
        for one in sorted(rows, key=lambda one: _rank(one.role, one.user.username))
    ]


def _rank(role: str, username: str) -> tuple[int, int, str]:
    from wanjia.core.models import Role

    return Role.values.index(role), len(username), username


def _print_for_people(url: str, logins: list[dict[str, str]], story: dict[str, str] | None) -> None:
    _say("")
    _say(f"  万家 Wanjia   {url}")
    _say("")
    first: dict[str, dict[str, str]] = {}
    for one in logins:
        first.setdefault(one["user"] if one["role"] == "office" else one["role"], one)
    for one in first.values():
        _say(f"  {one['user']:<12} {one['password']:<14} {one['role']:<10} {one['name']}")
    _say("")
    if story is None:
        _say("  Ctrl-C 停止 stops.")
        return
    _say(
        f"  18:40，疾控来电：{story['estate']} {story['stairwell']} 号有一名阳性居民。"
        "用 desk1 登录，登记病例，定方案。"
    )
    _say(
        f"  At 18:40 disease control calls: a positive resident in {story['estate']},"
        f" stairwell {story['stairwell']}. Sign in as desk1, record the case, plan."
    )
    _say("  Ctrl-C 停止 stops.")


def run_serve(args: argparse.Namespace) -> int:
    """Serve what is in WANJIA_DATA or DATABASE_URL."""
    import django

    django.setup()
    from wanjia.core.transfer.schema import ready_database

    ready_database()
    port = _free_port(args.host, args.port)
    if port is None:
        return 1
    _say(f"万家 Wanjia  http://{args.host}:{port}/")
    return _serve(args.host, port)


def _serve(host: str, port: int) -> int:
    """Become the server: one worker, whose threads `wanjia.server` makes by the database."""
    from django.conf import settings

    from wanjia.core import logs
    from wanjia.core.server.limits import limits_from
    from wanjia.core.transfer import server_lock

    try:
        limits = limits_from(os.environ)
    except ValueError as error:
        _say(str(error))
        return 1
    server_lock.hold(settings.DATA)
    server_lock.raise_open_files(limits.connections)
    os.environ["WANJIA_PORT"] = str(port)
    words = [sys.executable, "-m", "granian", *server_lock.server_options(host, port, limits)]
    words += ["--log-level", "warning", "--workers-kill-timeout", str(FINISH_WITHIN)]
    if logs.form_of(os.environ.get("WANJIA_LOG", "")) == "json":
        words += ["--log-config", str(logs.SERVER_FILE)]
    return _become([*words, "wanjia.server:application"])


def _become(words: list[str]) -> NoReturn:
    os.execv(sys.executable, words)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("one at least")
    return count


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError("a port is from 1 to 65535")
    return port


def _free_port(host: str, wanted: int | None) -> int | None:
    """The wanted port, or the first free one from the usual; None, said, when it is taken."""
    for port in [wanted] if wanted else range(PORT, PORT + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return port
            except OSError as error:
                why = error.strerror
    _say(f"端口 {wanted or PORT} 不能用（{why}），请用 --port 另选一个。")
    _say(f"Port {wanted or PORT} cannot be used ({why}); name another with --port.")
    return None


def run_manage(args: argparse.Namespace) -> int:
    """Run one of Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wanjia manage", *args.words])
    return 0


def _say(words: str) -> None:
    print(words, file=sys.stderr)
