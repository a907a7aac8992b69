"""The `wanjia graph` command: the estate graph of an estate in the data."""

import argparse
import json
import sys


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    graph = subparsers.add_parser(
        "graph", help="the estate graph of an estate in the data, as `wanjia plan` reads it"
    )
    graph.add_argument("estate", metavar="ESTATE", help="the estate's name")
    graph.add_argument(
        "--community", metavar="NAME", help="needed where several communities have such an estate"
    )
    graph.set_defaults(func=_graph)


def _graph(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from wanjia.core.access.viewer import system_viewer
    from wanjia.core.problems import Problem
    from wanjia.core.tenancy.cross_community import across_communities
    from wanjia.places.models import Estate
    from wanjia.places.queries import estate_graph

    found = Estate.objects.filter(name=args.estate).select_related("community")
    if args.community:
        found = found.filter(community__name=args.community)
    with across_communities("graph"):
        estates = list(found)
    if not estates:
        print(Problem("places.estate_unknown", name=args.estate), file=sys.stderr)
        return 1
    if len(estates) > 1:
        names = "、".join(one.community.name for one in estates)
        print(Problem("places.estate_in_several", name=args.estate, names=names), file=sys.stderr)
        return 1
    graph = estate_graph(system_viewer(estates[0].community_id), estates[0])
    print(json.dumps(graph, ensure_ascii=False))
    return 0
