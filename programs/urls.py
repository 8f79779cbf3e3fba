"""Addresses of programmes, classes, timetables, teachers, venues and the annual plan."""

from django.urls import path

from core.pages.public import public as open_to_all
from programs.views import annual_plan, classes, occupations, papers, programmes, staff, writing
from programs.views.scope import ScopeChange, ScopeEdit, ScopeStrike

public = [
    path(
        "occupations/",
        open_to_all(occupations.OccupationList.as_view(), is_kept=True),
        name="occupation-list",
    ),
    path("plans/<str:number>/targets/", annual_plan.PlanTargets.as_view(), name="plan-targets"),
    path("papers/classes/<str:number>.pdf", papers.class_paper, name="class-paper"),
    path("papers/programmes/<str:number>.pdf", papers.programme_paper, name="programme-paper"),
]
account: list = []
workspace = [
    path("accreditations/<str:number>/scope/", ScopeEdit.as_view(), name="scope-edit"),
    path(
        "accreditations/<str:number>/scope/<int:pk>/strike/",
        ScopeStrike.as_view(),
        name="scope-strike",
    ),
    path(
        "accreditations/<str:number>/scope/change/",
        ScopeChange.as_view(),
        name="scope-change",
    ),
    path("programmes/", programmes.ProgrammeList.as_view(), name="programme-list"),
    path("programmes/new/", writing.ProgrammeKinds.as_view(), name="programme-create"),
    path(
        "programmes/new/<str:kind>/",
        writing.ProgrammeCreate.as_view(),
        name="programme-new",
    ),
    path("programmes/<str:number>/", programmes.ProgrammeDetail.as_view(), name="programme-detail"),
    path(
        "programmes/<str:number>/edit/",
        writing.ProgrammeEdit.as_view(),
        name="programme-edit",
    ),
    path(
        "programmes/<str:number>/syllabus/",
        writing.ProgrammeSyllabus.as_view(),
        name="programme-syllabus",
    ),
    path(
        "programmes/<str:number>/renew/",
        writing.ProgrammeRenew.as_view(),
        name="programme-renew",
    ),
    path("classes/", classes.ClassList.as_view(), name="class-list"),
    path("classes/new/", classes.ClassCreate.as_view(), name="class-create"),
    path("classes/<str:number>/", classes.ClassDetail.as_view(), name="class-detail"),
    path("classes/<str:number>/edit/", classes.ClassEdit.as_view(), name="class-edit"),
    path("classes/<str:number>/plan/", classes.TimetablePlan.as_view(), name="class-plan"),
    path(
        "classes/<str:number>/sessions/new/", classes.SessionCreate.as_view(), name="session-create"
    ),
    path("sessions/<int:pk>/edit/", classes.SessionEdit.as_view(), name="session-edit"),
    path("my-sessions/", staff.SessionList.as_view(), name="session-list"),
    path("teachers/", staff.TeacherList.as_view(), name="teacher-list"),
    path("teachers/new/", staff.TeacherPage.as_view(), name="teacher-create"),
    path("teachers/<int:pk>/", staff.TeacherPage.as_view(), name="teacher-edit"),
    path("venues/", staff.VenueList.as_view(), name="venue-list"),
    path("venues/new/", staff.VenuePage.as_view(), name="venue-create"),
    path("venues/<int:pk>/", staff.VenuePage.as_view(), name="venue-edit"),
]
