"""Vouchers: the worker's own, those meant for a unit's classes, and giving them to a group."""

import json

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin_urls import record_url
from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.privacy import keyed_hash
from core.punctuation import enumerated
from policies.queries import last_moment
from trainees.enums import VoucherState
from trainees.forms.vouchers import VoucherIssueForm
from trainees.models import Voucher
from trainees.services.vouchers import VALIDITY, holders, issue_vouchers, without_voucher

WORKER = {Role.WORKER}
ISSUERS = {Role.DISTRICT_REVIEWER, Role.MUNICIPAL_REVIEWER}


class VoucherList(ListPage):
    face = "account"
    roles = WORKER
    at_counter = True
    model = Voucher
    title = _("My vouchers")
    columns = (
        Column("number", _("Voucher"), is_nowrap=True),
        Column("content", _("Good for")),
        Column("valid_until", _("Valid until"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No voucher yet"),
        "text": _(
            "The bureaus give vouchers to key groups. Prove yours: you are told when there is a "
            "voucher for you."
        ),
        "url": reverse_lazy("account:group-list"),
        "label": _("My key groups"),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("occupation")


class VoucherDetail(DetailPage):
    """What a voucher is good for, until when, and which class it is meant for."""

    face = "account"
    roles = WORKER
    at_counter = True
    model = Voucher

    def get_queryset(self):
        along = ("occupation", "enrolment__training_class")
        return super().get_queryset().select_related(*along)

    def trail(self):
        return [(_("My vouchers"), reverse("account:voucher-list"))]

    def heading(self, obj):
        return obj.content

    def facts(self, obj):
        enrolment = obj.enrolment
        return [
            *facts_of(obj, ("number", "issued_at")),
            Fact(_("Institutions"), institutions_of(obj)),
            *facts_of(obj, ("valid_until", "claimed_at")),
            *([Fact(_("Meant for"), enrolment.training_class.name)] if enrolment else []),
            *([] if obj.ended_at is None else facts_of(obj, ("ended_at",))),
        ]

    def object_actions(self, obj):
        if obj.state != VoucherState.CLAIMED or obj.enrolment_id:
            return []
        return [{"label": _("Find a class"), "url": classes_url(obj), "icon": "search"}]


def institutions_of(voucher) -> str:
    return enumerated(voucher.institutions) or str(_("of your choice"))


def classes_url(voucher) -> str:
    """The classes one can enrol in that a voucher is good for."""
    asked = {
        "training_type": voucher.training_type,
        "occupation": voucher.occupation.code if voucher.occupation else "",
        "level": voucher.level,
        "institution": voucher.institutions[0] if len(voucher.institutions) == 1 else "",
    }
    query = {name: value for name, value in asked.items() if value}
    return reverse("class-list", query={**query, "has_seats": "true"})


class UnitVouchers(ListPage):
    """The vouchers that are meant for classes of the unit."""

    roles = UNIT_ADMINS
    model = Voucher
    title = _("Vouchers")
    lead = _("Vouchers people use in your classes; a first sign-in verifies them.")
    columns = (
        Column("number", _("Voucher"), is_nowrap=True),
        Column("enrolment.name", _("Name")),
        Column("enrolment.training_class.name", _("Class")),
        Column("valid_until", _("Valid until"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No voucher yet"),
        "text": _("A voucher appears here when somebody enrols with it."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("enrolment__training_class")

    def row_url(self, obj):
        return reverse("workspace:enrolment-detail", args=[obj.enrolment_id])


class IssueVouchers(FormPage):
    """Whom they go to and what for; looked at with the numbers before they are given."""

    face = "bureau"
    roles = ISSUERS
    title = _("Issue vouchers")
    lead = _(
        "Everybody of the group whose proof holds today gets one, except who has a live voucher."
    )
    template_name = "trainees/issue_vouchers.html"
    form_class = VoucherIssueForm
    submit_label = _("Look at the numbers")
    success_message = _("The vouchers are issued; everybody is told.")

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return super().post(request, *args, **kwargs)
        looked = self.looked_at(form)
        if "send" in request.POST and request.POST.get("looked") == looked["mark"]:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(form=form, looked=looked))

    def looked_at(self, form) -> dict:
        """Who would get one, until when it would hold, and a mark of all that was looked at."""
        proofs = holders(self.actor, form.cleaned_data["group"])
        everybody, chosen = proofs.count(), without_voucher(proofs).count()
        until = last_moment(VALIDITY, clock.today())
        content = {name: form[name].value() for name in form.fields}
        mark = keyed_hash(json.dumps([content, chosen], default=str, sort_keys=True))
        return {"everybody": everybody, "chosen": chosen, "until": until, "mark": mark}

    def save(self, form):
        return issue_vouchers(actor=self.actor, **form.content())

    def next_url(self, obj):
        return record_url(obj)

    def cancel_url(self):
        return reverse("admin:trainees_voucherissue_changelist")
