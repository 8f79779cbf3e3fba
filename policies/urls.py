"""Addresses of the policy library: public, and permanent, so that a decision can cite them."""

from django.urls import path

from core.pages.public import public as open_to_all
from policies.views import library


def page(view):
    return open_to_all(view.as_view())


public = [
    path("policies/", page(library.Library), name="policy-list"),
    path("policies/rule-sets/<str:number>/", page(library.RuleSetPage), name="rule-set"),
    path("policies/<str:number>/", page(library.DocumentPage), name="policy-document"),
    path("policies/<str:number>/<str:slug>/", page(library.ClausePage), name="policy-clause"),
]
account: list = []
workspace: list = []
