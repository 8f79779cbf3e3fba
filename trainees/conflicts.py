"""What the conflicts that keep two records apart are called.

Of training (`training_conflicts`) and of apprenticeships (`apprentice_conflicts`).
"""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "gone": _("One of the two was merged meanwhile"),
    "open_merge": _("Another record was merged into the one that moves and can still be undone"),
    "account": _("The account of the record that moves acts for a unit: let that record stay"),
    "same_class": _("Both are in one class"),
    "overlap": _("Both are in classes at the same time"),
    "vouchers": _("Both have a live voucher"),
    "group": _("Both have a live proof of the same key group"),
    "late": _("Both have an open late enrolment in one class"),
    "accounts": _("Both have a bank account: end one of them first"),
    "guardians": _("Both have asked for the consent of a guardian, or have it of one"),
    "incomes": _("Both state that they live on the own income"),
    "wards": _("The record that moves has answered for a ward: let that record stay"),
    "business": _("Both have linked one business: the person takes one link back first"),
    "employment": _("Both are employed by one enterprise at the same time"),
}

APPRENTICESHIPS = {
    "apprenticeships": _("Both are in an apprenticeship: one of them leaves it first")
}
