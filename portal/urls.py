"""Addresses of the public pages."""

from django.urls import path
from django.views.generic import TemplateView

from core.pages.public import public as open_to_all
from core.pages.searching import SearchPage
from portal import views
from portal.feeds import AnnouncementFeed
from portal.views import editorial


def page(view, *, is_kept=False, **initial):
    return open_to_all(view.as_view(**initial), is_kept=is_kept)


def pages_of(noun, plural, listed, detail, preview):
    """The list, one of its records, and its preview for who works on it."""
    return [
        path(f"{plural}/", page(listed, is_kept=True), name=f"{noun}-list"),
        path(f"{plural}/<str:number>/", page(detail), name=f"{noun}-detail"),
        path(
            f"{plural}/<str:number>/preview/<str:language>/",
            preview.as_view(),
            name=f"{noun}-preview",
        ),
    ]


robots = {"template_name": "portal/robots.txt", "content_type": "text/plain"}

public = [
    path("", page(views.Home, is_kept=True), name="home"),
    path("search/", page(SearchPage, is_kept=True), name="search"),
    path("classes/", page(views.ClassList, is_kept=True), name="class-list"),
    path("classes/<str:number>/", page(views.ClassDetail), name="class-detail"),
    path("institutions/", page(views.InstitutionList, is_kept=True), name="institution-list"),
    path("institutions/criteria/", page(views.Criteria, is_kept=True), name="criteria"),
    path(
        "institutions/files/<str:form>/",
        open_to_all(views.institution_file, is_kept=True),
        name="institution-file",
    ),
    path("institutions/<str:number>/", page(views.InstitutionDetail), name="institution-detail"),
    path("catalogue/", page(views.Catalogue, is_kept=True), name="catalogue"),
    path(
        "catalogue/<str:form>/",
        open_to_all(views.catalogue_file, is_kept=True),
        name="catalogue-file",
    ),
    path("programmes/", page(views.ProgrammeList, is_kept=True), name="programme-list"),
    path("programmes/<str:number>/", page(views.ProgrammeDetail), name="programme-detail"),
    path(
        "announcements/feed/",
        open_to_all(AnnouncementFeed(), is_kept=True),
        name="announcement-feed",
    ),
    *pages_of(
        "announcement",
        "announcements",
        editorial.AnnouncementList,
        editorial.AnnouncementDetail,
        editorial.AnnouncementPreview,
    ),
    *pages_of(
        "story", "stories", editorial.StoryList, editorial.StoryDetail, editorial.StoryPreview
    ),
    path("accessibility/", page(views.Accessibility), name="accessibility"),
    path("complaints/new/", page(views.Complaints), name="complaint-create"),
    path("robots.txt", page(TemplateView, **robots), name="robots"),
]
account: list = []
workspace: list = []
