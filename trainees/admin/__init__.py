"""The kinds of records of trainees in the bureau's admin, in the order of its menu."""

# ruff: noqa: F401, I001 - imported to be registered, in this order
from trainees.admin import people
from trainees.admin import enrolments
from trainees.admin import certificates
from trainees.admin import dossiers
from trainees.admin import late
from trainees.admin import transfers
from trainees.admin import study
from trainees.admin import apprenticeships
from trainees.admin import start_ups
from trainees.admin import groups
from trainees.admin import lists
from trainees.admin import vouchers
from trainees.admin import guardians
from trainees.admin import accounts
from trainees.admin import merges
from trainees.admin import corrections
