"""The estate graph of a demo estate: what the zone planner reads."""

from typing import Any

from wanjia_demo.values import Estate


def estate_graph(estate: Estate) -> dict[str, Any]:
    """Return the graph as plain JSON values; counts are of the people on the roster, away or
    not.
    """
    return {
        "stairwells": [
            {
                "id": door.label,
                "residents": len(door.residents),
                "households": door.households,
                "at": door.junction,
            }
            for door in estate.stairwells
        ],
        "junctions": [junction.id for junction in estate.junctions],
        "paths": [
            {"id": path.id, "between": list(path.between), "guards": path.guards}
            for path in estate.paths
        ],
        "gates": [
            {"id": gate.id, "at": gate.junction, "guards": gate.guards} for gate in estate.gates
        ],
        "shared": [list(pair) for pair in estate.shared],
    }
