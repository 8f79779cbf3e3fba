"""Pages of sign-in, of the face one acts in, of members, invitations and deputies."""

from django.urls import path

from core.enums import Role
from organizations.enums import MEMBER_ADMINS
from organizations.views import (
    accreditations,
    changes,
    faces,
    files,
    invitation,
    members,
    phone,
    tokens,
    visits,
)

SECURITY = {"face": "bureau", "roles": {Role.SECURITY_ADMINISTRATOR}}
UNIT = {"face": "workspace", "roles": MEMBER_ADMINS}


def about_members(prefix, who):
    """The forms about members, for a unit's administrator or the security administrator."""
    return [
        path(f"{prefix}/invite/", members.Invite.as_view(**who), name="member-invite"),
        path(
            f"{prefix}/<int:pk>/deputy/",
            members.ProposeDeputy.as_view(**who),
            name="member-deputy",
        ),
        path(
            f"{prefix}/<int:pk>/sign-out/", members.SignOut.as_view(**who), name="member-sign-out"
        ),
        path(
            f"{prefix}/<int:pk>/second-factor/",
            members.ResetSecondFactor.as_view(**who),
            name="member-second-factor",
        ),
    ]


public = [
    path("start/", faces.start, name="start"),
    path("faces/", faces.switch_face, name="face-switch"),
    path("invitation/", invitation.Answer.as_view(), name="invitation"),
    path("invitation/answered/", invitation.Answered.as_view(), name="invitation-answered"),
    path("invitation/<str:token>/", invitation.open_link, name="invitation-link"),
    path("phone/", phone.OwnPhone.as_view(), name="phone"),
    path("phone/code/", phone.PhoneCode.as_view(), name="phone-code"),
    path("phone/remove/", phone.RemovePhone.as_view(), name="phone-remove"),
    path("tokens/", tokens.TokenList.as_view(), name="token-list"),
    path("tokens/new/", tokens.TokenCreate.as_view(), name="token-create"),
    path("tokens/<str:prefix>/revoke/", tokens.TokenRevoke.as_view(), name="token-revoke"),
    path(
        "accreditations/<int:pk>/plan/", visits.VisitPlan.as_view(), name="accreditation-visit-plan"
    ),
    path("accreditations/<str:number>/visit/", visits.Visit.as_view(), name="accreditation-visit"),
    path("papers/accreditations/<str:number>.pdf", files.letter, name="accreditation-letter"),
    path("accreditation-papers/<int:pk>/", files.accreditation_paper, name="accreditation-paper"),
    path("visit-photos/<int:pk>/", files.visit_photo, name="accreditation-photo"),
    path(
        "accreditation-changes/<str:number>/report/",
        changes.ChangeReport.as_view(),
        name="accreditation-change-report",
    ),
    *about_members("people", SECURITY),
]
account = []
workspace = [
    path("members/", members.MemberList.as_view(), name="member-list"),
    path("members/<int:pk>/", members.MemberDetail.as_view(), name="member-detail"),
    *about_members("members", UNIT),
    path("invitations/", members.InvitationList.as_view(), name="invitation-list"),
    path("invitations/<int:pk>/", members.InvitationDetail.as_view(), name="invitation-detail"),
    path("deputies/", members.DeputyList.as_view(), name="deputy-list"),
    path("deputies/<int:pk>/", members.DeputyDetail.as_view(), name="deputy-detail"),
    path("accreditations/", accreditations.AccreditationList.as_view(), name="accreditation-list"),
    path(
        "accreditations/new/",
        accreditations.AccreditationCreate.as_view(),
        name="accreditation-create",
    ),
    path(
        "accreditations/<str:number>/",
        accreditations.AccreditationDetail.as_view(),
        name="accreditation-detail",
    ),
    path(
        "accreditations/<str:number>/edit/<slug:step>/",
        accreditations.AccreditationEdit.as_view(),
        name="accreditation-edit",
    ),
    path(
        "accreditations/<str:number>/papers/",
        accreditations.PapersPage.as_view(),
        name="accreditation-papers",
    ),
    path(
        "accreditations/<str:number>/changes/<slug:kind>/",
        changes.ChangeCreate.as_view(),
        name="accreditation-change-create",
    ),
    path(
        "accreditation-changes/<str:number>/",
        changes.ChangeDetail.as_view(),
        name="accreditation-change-detail",
    ),
]
