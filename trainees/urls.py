"""Addresses of registration, the worker's account, and the institution's rosters and sessions."""

from django.urls import path

from core.pages.public import public as open_to_all
from trainees.views import account as own
from trainees.views import (
    accounts,
    apprentices,
    apprenticeship,
    apprenticeships,
    attendance,
    business_plans,
    certificates,
    corrections,
    counter,
    dossiers,
    employees,
    groups,
    guardians,
    late,
    merges,
    offline,
    phone,
    register,
    rosters,
    scores,
    sessions,
    shares,
    start_ups,
    study,
    study_items,
    transfers,
    vouchers,
    wards,
)
from trainees.views import attendance_corrections as corrected
from trainees.views import roster_uploads as uploads
from trainees.views import workspace as unit
from trainees.views.eligibility import EligibilityPage
from trainees.views.groups import proof as group_proof
from trainees.views.papers import enrolment_paper
from trainees.views.privacy import Looks, Privacy
from trainees.views.take_out import TakeOut
from trainees.views.timeline import Timeline

public = [
    path("register/", register.Register.as_view(), name="register"),
    path("register/code/", register.Code.as_view(), name="register-code"),
    path("register/code/again/", register.CodeAgain.as_view(), name="register-code-again"),
    path("trainees/<int:pk>/phone/", phone.CounterPhone.as_view(), name="counter-phone"),
    path(
        "trainees/<int:pk>/phone/code/",
        phone.CounterPhoneCode.as_view(),
        name="counter-phone-code",
    ),
    path("trainees/<int:pk>/counter/", counter.ServeAtCounter.as_view(), name="counter-serve"),
    path("counter/register/", counter.RegisterAtCounter.as_view(), name="counter-register"),
    path("merges/", merges.MergeCandidates.as_view(), name="merge-candidates"),
    path("merges/<int:pk>/", merges.MergeSearch.as_view(), name="merge-search"),
    path("merges/<int:pk>/<int:other>/", merges.MergeCreate.as_view(), name="merge-create"),
    path("papers/merges/<str:number>/", merges.proof, name="merge-proof"),
    path("vouchers/issue/", vouchers.IssueVouchers.as_view(), name="voucher-issue"),
    path("start-ups/sums/", start_ups.StartUpSums.as_view(), name="start-up-sums"),
    path("guardian/", wards.Answer.as_view(), name="guardian-answer"),
    path("guardian/<str:token>/", wards.open_link, name="guardian-link"),
    path("papers/guardianships/<str:number>/", guardians.paper, name="guardian-paper"),
    path("papers/apprentices/<int:pk>/", apprentices.contract, name="apprentice-contract"),
    path("papers/groups/<str:number>/", group_proof, name="group-proof"),
    path(
        "papers/attendance-corrections/<str:number>/",
        corrected.evidence,
        name="attendance-correction-evidence",
    ),
    path("study-rules/", open_to_all(study.StudyRules.as_view(), is_kept=True), name="study-rules"),
    path("papers/enrolments/<int:pk>.pdf", enrolment_paper, name="enrolment-paper"),
    path(
        "papers/certificates/<str:number>.pdf",
        certificates.certificate_paper,
        name="certificate-paper",
    ),
    path(
        "papers/classes/<str:number>/certificates.pdf",
        certificates.class_certificates,
        name="class-certificates",
    ),
    path("dossiers/<str:number>/", dossiers.DossierPage.as_view(), name="class-dossier"),
    path("dossiers/<str:number>/package.zip", dossiers.package, name="class-dossier-package"),
    path(
        "certificates/check/",
        open_to_all(certificates.CheckCertificate.as_view()),
        name="certificate-check",
    ),
    path("papers/corrections/<str:number>/", corrections.proof, name="correction-proof"),
    path("shared/<str:token>/", open_to_all(shares.SharedAccount.as_view()), name="shared"),
]
account = [
    path("timeline/", Timeline.as_view(), name="timeline"),
    path("take-out/", TakeOut.as_view(), name="take-out"),
    path("shares/", shares.ShareList.as_view(), name="share-list"),
    path("shares/new/", shares.ShareCreate.as_view(), name="share-create"),
    path("shares/<str:number>/", shares.ShareDetail.as_view(), name="share-detail"),
    path("corrections/", corrections.CorrectionList.as_view(), name="correction-list"),
    path("corrections/new/", corrections.CorrectionChoose.as_view(), name="correction-choose"),
    path(
        "corrections/new/<str:field>/",
        corrections.CorrectionCreate.as_view(),
        name="correction-create",
    ),
    path(
        "corrections/<int:pk>/proof/",
        corrections.CorrectionProof.as_view(),
        name="correction-proof",
    ),
    path(
        "corrections/<str:number>/",
        corrections.CorrectionDetail.as_view(),
        name="correction-detail",
    ),
    path("enrol/<str:number>/", own.EnrolPage.as_view(), name="enrol"),
    path("eligibility/", EligibilityPage.as_view(), name="eligibility"),
    path("enrolments/", own.EnrolmentList.as_view(), name="enrolment-list"),
    path("enrolments/<int:pk>/", own.EnrolmentDetail.as_view(), name="enrolment-detail"),
    path("attendance/", attendance.AttendancePage.as_view(), name="attendance"),
    path("attendance/<int:pk>/", attendance.OwnRecord.as_view(), name="attendance-detail"),
    path(
        "attendance/<int:pk>/correct/",
        corrected.OwnCorrectionCreate.as_view(),
        name="attendance-correction-create",
    ),
    path(
        "attendance-corrections/<str:number>/",
        corrected.OwnCorrection.as_view(),
        name="attendance-correction-detail",
    ),
    path("check-in/<int:pk>/", attendance.CheckInPage.as_view(), name="check-in"),
    path("enrolments/<int:pk>/study/", study.LedgerPage.as_view(), name="study-ledger"),
    path("study/<int:pk>/", study.StudyPage.as_view(), name="study"),
    path("certificates/", certificates.CertificateList.as_view(), name="certificate-list"),
    path("groups/", groups.GroupList.as_view(), name="group-list"),
    path("groups/new/", groups.GroupCreate.as_view(), name="group-create"),
    path("groups/<str:number>/", groups.GroupDetail.as_view(), name="group-detail"),
    path("groups/<int:pk>/resubmit/", groups.GroupResubmit.as_view(), name="group-resubmit"),
    path("late/<str:number>/", late.OwnLateDetail.as_view(), name="late-detail"),
    path(
        "enrolments/<int:pk>/transfer/",
        transfers.OwnTransferCreate.as_view(),
        name="transfer-create",
    ),
    path(
        "transfers/<str:number>/",
        transfers.OwnTransferDetail.as_view(),
        name="transfer-detail",
    ),
    path("guardian/", guardians.GuardianList.as_view(), name="guardian-list"),
    path("guardian/new/", guardians.GuardianCreate.as_view(), name="guardian-create"),
    path("guardian/own-income/", guardians.IncomeCreate.as_view(), name="income-create"),
    path(
        "guardian/own-income/<str:number>/", guardians.IncomeDetail.as_view(), name="income-detail"
    ),
    path("guardian/<str:number>/", guardians.GuardianDetail.as_view(), name="guardian-detail"),
    path("wards/", wards.WardList.as_view(), name="ward-list"),
    path("wards/<str:number>/", wards.WardDetail.as_view(), name="ward-detail"),
    path("wards/<int:pk>/end/", wards.EndConsent.as_view(), name="ward-end"),
    path("bank-account/", accounts.BankAccountList.as_view(), name="bank-account-list"),
    path("bank-account/new/", accounts.BankAccountCreate.as_view(), name="bank-account-create"),
    path(
        "bank-account/<int:pk>/",
        accounts.BankAccountDetail.as_view(),
        name="bank-account-detail",
    ),
    path(
        "bank-account/<int:pk>/confirm/",
        accounts.BankAccountConfirm.as_view(),
        name="bank-account-confirm",
    ),
    path(
        "bank-account/<int:pk>/end/",
        accounts.BankAccountEnd.as_view(),
        name="bank-account-end",
    ),
    path("enrolments/<int:pk>/business/", start_ups.BusinessLink.as_view(), name="business-link"),
    path("businesses/<str:number>/", start_ups.OwnBusiness.as_view(), name="business-detail"),
    path(
        "apprenticeships/", apprenticeship.ApprenticeshipList.as_view(), name="apprenticeship-list"
    ),
    path(
        "apprenticeships/<int:pk>/",
        apprenticeship.ApprenticeshipDetail.as_view(),
        name="apprenticeship-detail",
    ),
    path(
        "apprenticeships/<int:pk>/week/",
        apprenticeship.LogCreate.as_view(),
        name="apprentice-log-create",
    ),
    path(
        "apprenticeships/weeks/<int:pk>/",
        apprenticeship.OwnLogDetail.as_view(),
        name="apprentice-log-detail",
    ),
    path(
        "apprenticeships/weeks/<int:pk>/edit/",
        apprenticeship.LogEdit.as_view(),
        name="apprentice-log-edit",
    ),
    path("phone/", phone.NewPhone.as_view(), name="phone"),
    path("phone/code/", phone.NewPhoneCode.as_view(), name="phone-code"),
    path("vouchers/", vouchers.VoucherList.as_view(), name="voucher-list"),
    path("vouchers/<str:number>/", vouchers.VoucherDetail.as_view(), name="voucher-detail"),
    path("person/", register.OwnRecord.as_view(), name="own-record"),
    path("person/code/", register.OwnRecordCode.as_view(), name="own-record-code"),
    path(
        "person/code/again/",
        register.OwnRecordCodeAgain.as_view(),
        name="own-record-code-again",
    ),
    path("privacy/looks/", Looks.as_view(), name="look-list"),
    path("privacy/", Privacy.as_view(), name="privacy"),
]
workspace = [
    path("corrections/", corrections.UnitCorrectionList.as_view(), name="correction-list"),
    path(
        "corrections/<str:number>/",
        corrections.UnitCorrectionDetail.as_view(),
        name="correction-detail",
    ),
    path(
        "classes/<str:number>/enrolments/",
        unit.EnrolmentsOfClass.as_view(),
        name="class-enrolments",
    ),
    path("classes/<str:number>/scores/", scores.ScoresPage.as_view(), name="class-scores"),
    path("classes/<str:number>/roster/", uploads.RosterUpload.as_view(), name="roster-import"),
    path("rosters/", rosters.RosterList.as_view(), name="roster-list"),
    path("rosters/new/", uploads.RosterUploadForClasses.as_view(), name="roster-create"),
    path("rosters/template/", rosters.roster_template, name="roster-template"),
    path(
        "rosters/template/classes/",
        rosters.roster_template,
        {"for_classes": True},
        name="roster-template-classes",
    ),
    path("rosters/<int:pk>/", rosters.RosterDetail.as_view(), name="roster-detail"),
    path(
        "rosters/<int:pk>/correct/",
        uploads.RosterCorrection.as_view(),
        name="roster-correct",
    ),
    path("rosters/<int:pk>/errors/", rosters.roster_errors, name="roster-errors"),
    path("employees/", employees.EmployeeList.as_view(), name="employee-list"),
    path("employees/<int:pk>/", employees.EmployeeDetail.as_view(), name="employee-detail"),
    path("employees/<int:pk>/end/", employees.EmploymentEnd.as_view(), name="employee-end"),
    path("classes/<str:number>/late/", late.LateCreate.as_view(), name="late-create"),
    path("late/", late.LateList.as_view(), name="late-list"),
    path("late/<str:number>/", late.LateDetail.as_view(), name="late-detail"),
    path(
        "enrolments/<int:pk>/transfer/", transfers.TransferCreate.as_view(), name="transfer-create"
    ),
    path("transfers/", transfers.TransferList.as_view(), name="transfer-list"),
    path("transfers/<str:number>/", transfers.TransferDetail.as_view(), name="transfer-detail"),
    path(
        "apprentice-plans/",
        apprenticeships.ApprenticePlanList.as_view(),
        name="apprentice-plan-list",
    ),
    path(
        "apprentice-plans/new/",
        apprenticeships.ApprenticePlanCreate.as_view(),
        name="apprentice-plan-create",
    ),
    path(
        "apprentice-plans/<str:number>/",
        apprenticeships.ApprenticePlanDetail.as_view(),
        name="apprentice-plan-detail",
    ),
    path(
        "apprentice-plans/<str:number>/edit/",
        apprenticeships.ApprenticePlanEdit.as_view(),
        name="apprentice-plan-edit",
    ),
    path(
        "apprentice-plans/<str:number>/apprentices/new/",
        apprentices.ApprenticeCreate.as_view(),
        name="apprentice-create",
    ),
    path("apprentices/", apprentices.ApprenticeList.as_view(), name="apprentice-list"),
    path("apprentices/<int:pk>/", apprentices.ApprenticeDetail.as_view(), name="apprentice-detail"),
    path(
        "apprentices/<int:pk>/edit/", apprentices.ApprenticeEdit.as_view(), name="apprentice-edit"
    ),
    path(
        "apprentices/<int:pk>/mentors/",
        apprentices.MentorsOfApprentice.as_view(),
        name="apprentice-mentors",
    ),
    path(
        "apprentices/<int:pk>/drop/", apprentices.ApprenticeDrop.as_view(), name="apprentice-drop"
    ),
    path(
        "apprentices/<int:pk>/leave/",
        apprentices.ApprenticeLeave.as_view(),
        name="apprentice-leave",
    ),
    path(
        "apprentices/weeks/<int:pk>/",
        apprentices.ApprenticeLogDetail.as_view(),
        name="apprentice-log-detail",
    ),
    path("vouchers/", vouchers.UnitVouchers.as_view(), name="voucher-list"),
    path("enrolments/<int:pk>/", unit.EnrolmentDetail.as_view(), name="enrolment-detail"),
    path("enrolments/<int:pk>/study/", study.LedgerOfLearner.as_view(), name="study-ledger"),
    path("classes/<str:number>/study/", study_items.StudyOfClass.as_view(), name="class-study"),
    path(
        "sessions/<int:pk>/study/new/",
        study_items.StudyItemCreate.as_view(),
        name="study-item-create",
    ),
    path("study/<int:pk>/", study_items.StudyItemDetail.as_view(), name="study-item-detail"),
    path(
        "enrolments/<int:pk>/business-plan/",
        business_plans.BusinessPlanEdit.as_view(),
        name="business-plan",
    ),
    path("start-ups/", start_ups.StartUpList.as_view(), name="start-up-list"),
    path("start-ups/<str:number>/", start_ups.StartUpDetail.as_view(), name="start-up-detail"),
    path("sessions/<int:pk>/", sessions.SessionDetail.as_view(), name="session-detail"),
    path("sessions/<int:pk>/code/", sessions.SessionCode.as_view(), name="session-code"),
    path("attendance/<int:pk>/", sessions.UnitRecord.as_view(), name="attendance-detail"),
    path(
        "attendance/<int:pk>/correct/",
        corrected.CorrectionCreate.as_view(),
        name="attendance-correction-create",
    ),
    path("offline/", offline.OfflinePage.as_view(), name="offline"),
    path("offline/worker.js", offline.worker, name="offline-worker"),
    path("offline/pack/", offline.Pack.as_view(), name="offline-pack"),
    path("offline/devices/", offline.Devices.as_view(), name="offline-devices"),
    path("offline/entries/", offline.Entries.as_view(), name="offline-entries"),
    path("devices/", offline.DeviceList.as_view(), name="device-list"),
    path("devices/<int:pk>/", offline.DeviceDetail.as_view(), name="device-detail"),
    path(
        "attendance-corrections/",
        corrected.CorrectionList.as_view(),
        name="attendance-correction-list",
    ),
    path(
        "attendance-corrections/<str:number>/",
        corrected.UnitCorrection.as_view(),
        name="attendance-correction-detail",
    ),
]
