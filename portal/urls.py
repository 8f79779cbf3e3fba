"""Addresses of the public pages."""

from django.urls import path
from django.views.generic import TemplateView

from core.pages.public import public as open_to_all
from core.pages.searching import SearchPage
from portal import views


def page(view, *, is_kept=False, **initial):
    return open_to_all(view.as_view(**initial), is_kept=is_kept)


robots = {"template_name": "portal/robots.txt", "content_type": "text/plain"}

public = [
    path("", page(views.Home, is_kept=True), name="home"),
    path("search/", page(SearchPage, is_kept=True), name="search"),
    path("classes/", page(views.ClassList, is_kept=True), name="class-list"),
    path("classes/<str:number>/", page(views.ClassDetail), name="class-detail"),
    path("institutions/", page(views.InstitutionList, is_kept=True), name="institution-list"),
    path("institutions/<str:number>/", page(views.InstitutionDetail), name="institution-detail"),
    path("catalogue/", page(views.Catalogue, is_kept=True), name="catalogue"),
    path("accessibility/", page(views.Accessibility), name="accessibility"),
    path("complaints/new/", page(views.Complaints), name="complaint-create"),
    path("robots.txt", page(TemplateView, **robots), name="robots"),
]
account: list = []
workspace: list = []
