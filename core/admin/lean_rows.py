"""The rows of every list in the admin, lean.

The library draws the headings again for each row, a quarter of the time of a list, and gives each
cell twenty-six classes, most of the 6 KB of a row; site/admin.css dresses `list-cell` alike.
"""

from collections.abc import Callable
from functools import wraps

from unfold.templatetags import unfold_list


def once_a_list(headings: Callable) -> Callable:
    """Headings that are drawn at their first row."""

    @wraps(headings)
    def drawn(cl):
        if not hasattr(cl, "headings"):
            cl.headings = list(headings(cl))
        return cl.headings

    return drawn


unfold_list.result_headers = once_a_list(unfold_list.result_headers)
unfold_list.ROW_CLASSES[:] = ["list-cell"]
unfold_list.CHECKBOX_CLASSES[:] = ["action-checkbox", "list-cell"]
unfold_list.LINK_CLASSES.clear()
