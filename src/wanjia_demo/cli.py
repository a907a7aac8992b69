"""`wanjia demo`, `wanjia serve`, `wanjia manage`: the demo town, the server, the workshop."""

import argparse
import json
import os
import socket
import subprocess
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
        "--communities", type=_positive_count, metavar="N", help="a town of N communities instead"
    )
    demo.add_argument("--days", type=_positive_count, default=10, help="days behind them (10)")
    demo.add_argument("--small", action="store_true", help="of 760 people each, not of 7,100")
    demo.add_argument("--seed", type=int, default=2022, help="which town (2022)")
    demo.set_defaults(func=run_demo)
    serve = subparsers.add_parser("serve", help="serve WANJIA_DATA (./data) or DATABASE_URL")
    serve.set_defaults(func=run_serve)
    for parser in (demo, serve):
        parser.add_argument("--host", default=HOST, help=f"address to listen on ({HOST})")
        parser.add_argument(
            "--port", type=_port_number, help=f"port ({PORT}, or the next that is free)"
        )
    manage = subparsers.add_parser("manage", help="Django's own management commands")
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(func=run_manage)


def run_demo(args: argparse.Namespace) -> int:
    """Make the demo town if there is none; print address and log-ins; serve it."""
    import django

    django.setup()
    from wanjia.core.problems import Problem

    try:
        made = _make_many(args) if args.communities else _make_one()
    except Problem as problem:
        _print_error(problem.words())
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
    return 0 if args.no_serve else _become_server(args.host, port)


def _make_town() -> tuple[Any, dict[str, str]]:
    """Return the demo community, made if there is none, and its story."""
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo import layout, load
    from wanjia_demo.story_clock import set_clock

    ready_database()
    community = load.demo_community()
    set_clock(community)
    if community is None:
        _print_error("正在生成示范小镇（约 7,000 人）… Making the demo town of 7,000 people …")
        from wanjia_demo import making

        community = making.make()
    return community, dict(layout.plan()["story"])


def _make_one() -> dict[str, Any]:
    community, story = _make_town()
    return {"logins": _list_logins(community), "story": story}


def _make_many(args: argparse.Namespace) -> dict[str, Any]:
    """Return a town of communities, made as far as it is not there, its offices' log-ins first."""
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo import many

    ready_database()
    wanted = many.Wanted(args.communities, args.days, args.small, args.seed)
    communities = many.make(wanted)
    return {
        "logins": [*many.office_logins(), *_list_logins(communities[0])],
        "story": None,
        "communities": len(communities),
    }


def _list_logins(community: Any) -> list[dict[str, str]]:
    from wanjia.core.models import Membership
    from wanjia_demo.load import PASSWORD

    rows = Membership.objects.filter(community=community).select_related("user")
    return [
        {"user": row.user.username, "password": PASSWORD, "role": row.role, "name": row.user.name}
        for row in sorted(rows, key=lambda row: _login_rank(row.role, row.user.username))
    ]


def _login_rank(role: str, username: str) -> tuple[int, int, str]:
    from wanjia.core.models import Role

    return Role.values.index(role), len(username), username


def _print_for_people(url: str, logins: list[dict[str, str]], story: dict[str, str] | None) -> None:
    _print_error("")
    _print_error(f"  万家 Wanjia   {url}")
    _print_error("")
    first: dict[str, dict[str, str]] = {}
    for login in logins:
        first.setdefault(login["user"] if login["role"] == "office" else login["role"], login)
    for one in first.values():
        _print_error(f"  {one['user']:<12} {one['password']:<14} {one['role']:<10} {one['name']}")
    _print_error("")
    if story is None:
        _print_error("  Ctrl-C 停止 stops.")
        return
    _print_error(
        f"  18:40，疾控来电：{story['estate']} {story['stairwell']} 号有一名阳性居民。"
        "用 desk1 登录，登记病例，定方案。"
    )
    _print_error(
        f"  At 18:40 disease control calls: a positive resident in {story['estate']},"
        f" stairwell {story['stairwell']}. Sign in as desk1, record the case, plan."
    )
    _print_error("  Ctrl-C 停止 stops.")


def run_serve(args: argparse.Namespace) -> int:
    """Serve what is in WANJIA_DATA or DATABASE_URL."""
    import django

    django.setup()
    from wanjia.core.transfer.schema import ready_database
    from wanjia.people.founding.cli import print_link

    ready_database()
    port = _free_port(args.host, args.port)
    if port is None:
        return 1
    url = f"http://{_address_of(args.host)}:{port}/"
    _print_error(f"万家 Wanjia  {url}")
    print_link(_print_error, url)
    return _become_server(args.host, port)


def _address_of(host: str) -> str:
    """Return what others type to reach the host: of all addresses, the one in the local network."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a route is looked up, nothing is sent
            return str(probe.getsockname()[0])
        except OSError:
            return HOST


def _become_server(host: str, port: int) -> int:
    """Become the server: one worker, whose threads `wanjia.server` makes by the database."""
    from django.conf import settings

    from wanjia.core import logs
    from wanjia.core.server.limits import limits_from
    from wanjia.core.transfer import server_lock

    try:
        limits = limits_from(os.environ)
    except ValueError as error:
        _print_error(str(error))
        return 1
    server_lock.hold(settings.DATA)
    server_lock.raise_open_files(limits.connections)
    os.environ["WANJIA_PORT"] = str(port)
    words = [sys.executable, "-m", "granian", *server_lock.server_options(host, port, limits)]
    words += ["--log-level", "warning", "--workers-kill-timeout", str(FINISH_WITHIN)]
    if logs.form_of(os.environ.get("WANJIA_LOG", "")) == "json":
        words += ["--log-config", str(logs.SERVER_FILE)]
    return _become_process([*words, "wanjia.server:application"])


def _become_process(words: list[str]) -> NoReturn:
    if os.name == "nt":  # there a process cannot become another: the console would be free at once
        sys.exit(subprocess.call(words))
    os.execv(sys.executable, words)


def _positive_count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("one at least")
    return count


def _port_number(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError("a port is from 1 to 65535")
    return port


def _free_port(host: str, wanted: int | None) -> int | None:
    """Return the wanted port, or the first free one from the usual; None, said, when it is
    taken.
    """
    for port in [wanted] if wanted else range(PORT, PORT + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return port
            except OSError as error:
                why = error.strerror
    _print_error(f"端口 {wanted or PORT} 不能用（{why}），请用 --port 另选一个。")
    _print_error(f"Port {wanted or PORT} cannot be used ({why}); name another with --port.")
    return None


def run_manage(args: argparse.Namespace) -> int:
    """Run one of Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wanjia manage", *args.words])
    return 0


def _print_error(words: str) -> None:
    print(words, file=sys.stderr)
