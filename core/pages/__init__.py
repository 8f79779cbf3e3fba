"""Pages as declarations: list, detail, form and move, and what apps hang on each other's pages."""

from core.pages.parts import Column, Fact, facts_of
from core.pages.registry import nav_group, nav_item, section
from core.pages.views import DetailPage, FormPage, HomePage, ListPage, Page

__all__ = [
    "Column",
    "DetailPage",
    "Fact",
    "FormPage",
    "HomePage",
    "ListPage",
    "Page",
    "facts_of",
    "nav_group",
    "nav_item",
    "section",
]
