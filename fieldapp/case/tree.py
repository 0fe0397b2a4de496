"""Trees made of parent registers: what concurrent moves may leave behind is put right."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fieldapp.case.change import OpId


def cut(nodes: Collection[str], edges: Mapping[str, tuple[str, OpId]]) -> frozenset[str]:
    """The nodes to hang on the root, so that a tree remains.

    Args:
        nodes: all nodes that are shown.
        edges: node -> (parent, id of the op that says so); a node without an edge is at the root.

    Returns:
        Nodes whose parent is not shown, and of each circle the node whose edge has the lowest id.
    """
    adrift = {node for node, (parent, _) in edges.items() if parent not in nodes}
    settled: set[str] = set()
    for start in sorted(nodes):
        trail: list[str] = []
        place: dict[str, int] = {}
        node = start
        while node not in settled and node in edges and node not in adrift:
            if node in place:
                circle = trail[place[node] :]
                adrift.add(min(circle, key=lambda member: edges[member][1]))
                break
            place[node] = len(trail)
            trail.append(node)
            node = edges[node][0]
        settled.update(trail)
    return frozenset(adrift)
