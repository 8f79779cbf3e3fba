"""Addresses of the policy library: public, and permanent, so that a decision can cite them.

Those under `rule-sets/` belong to the bureau's admin: workbooks out of a set, and back.
"""

from django.urls import path

from core.pages.public import public as open_to_all
from policies.views import library, rule_files


def page(view):
    return open_to_all(view.as_view())


public = [
    path("policies/", page(library.Library), name="policy-list"),
    path("policies/clauses/", page(library.ClauseList), name="clause-list"),
    path("policies/rule-sets/<str:number>/", page(library.RuleSetPage), name="rule-set"),
    path("rule-sets/from-file/", rule_files.FromFile.as_view(), name="rule-set-from-file"),
    path("rule-sets/<str:number>/rows.xlsx", rule_files.rule_set_workbook, name="rule-set-rows"),
    path("rule-sets/<str:number>/import/", rule_files.IntoDraft.as_view(), name="rule-set-import"),
    path("policies/<str:number>/", page(library.DocumentPage), name="policy-document"),
    path("policies/<str:number>/<str:slug>/", page(library.ClausePage), name="policy-clause"),
]
account: list = []
workspace: list = []
