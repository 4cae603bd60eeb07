"""A live table beside the panel: what Compare lays side by side, and the differences that there are to judge.

`comparison` asks for plain values; this is where the table's values become them, so that pages and actions ask one question each.
"""

from elearn.domain.comparison import Comparison, compare, differences_to_judge
from elearn.domain.content import Case
from elearn.domain.pairmap import answers, pair_map
from elearn.domain.workspace import Workspace

__all__ = ["beside_panel", "differences_to_judge"]


def beside_panel(table: Workspace, case: Case) -> Comparison:
    """The pair's map, as it stands, beside the panel's, with the pair's own *same* and *not the same*."""
    return compare(case, pair_map(table), answers(table))
