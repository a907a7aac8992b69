"""The `wanjia` command. What decides only (plan, address, triage, forecast) loads no Django."""

import argparse
import importlib
import os
import sys

# Each module offers register(subparsers), which sets `func` on its parsers: args -> exit code.
COMMANDS = {
    "plan": "wanjia.zoning.plans.cli",
    "address": "wanjia.places.addresses.cli",
    "triage": "wanjia.needs.overrules.cli",
    "forecast": "wanjia.sites.sites.cli",
    "demo": "wanjia_demo.cli",
    "serve": "wanjia_demo.cli",
    "graph": "wanjia.places.estates.cli",
    "import": "wanjia.people.roster.cli",
    "export": "wanjia.people.roster.cli",
    "roster": "wanjia.people.roster.reading_cli",
    "invite": "wanjia.people.roster.cli",
    "start": "wanjia.people.founding.cli",
    "paste": "wanjia.reports.cli",
    "daily": "wanjia.reports.cli",
    "forget": "wanjia.privacy.forgetting.cli",
    "rollup": "wanjia.city.cli",
    "areas": "wanjia.city.cli",
    "office": "wanjia.city.cli",
    "bench": "wanjia_demo.bench_cli",
    "drill": "wanjia_demo.drill.cli",
    "rehearse": "wanjia_demo.rehearse.cli",
    "distribute": "wanjia.core.tenancy.cluster.cli",
    "move": "wanjia.core.transfer.cli",
    "manage": "wanjia_demo.cli",
    "reseal": "wanjia.core.encryption.rotate_key",
    "key": "wanjia.core.encryption.key_parts",
    "backup": "wanjia.core.backup.cli",
    "restore": "wanjia.core.backup.cli",
    "check": "wanjia.core.integrity_cli",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; return 0 done, 1 refused with a reason, 2 wrong usage."""
    words = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.settings")
    parser = argparse.ArgumentParser(prog="wanjia", description="Wanjia 万家")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in _modules_for(words):
        importlib.import_module(module).register(subparsers)
    args = parser.parse_args(words)
    try:
        return int(args.func(args))
    except Exception as error:
        return _refused(error)


def _refused(error: Exception) -> int:
    """Say in both languages what was refused; an error that is no refusal goes on."""
    import django

    from wanjia.core.problems import Problem

    if not isinstance(error, Problem):
        raise error
    django.setup()  # the sentences are in the apps' catalogues
    print(f"{error.words('zh')}\n{error.words('en')}", file=sys.stderr)
    return 1


def _modules_for(words: list[str]) -> list[str]:
    """Only the named command's module is imported: the planner must not wait for the rest."""
    if words and words[0] in COMMANDS:
        return [COMMANDS[words[0]]]
    return list(dict.fromkeys(COMMANDS.values()))


if __name__ == "__main__":
    sys.exit(main())
