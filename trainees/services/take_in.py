"""An account that was taken out, read into an empty instance (docs/account.md).

Rows are made in the order in which they can refer to one another; what the file does not hold (the
teacher of a session, the issue of a voucher, officers) is stood in for by rows that say so.
"""

import base64
import io
import uuid

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction

from core.files.keeping import new_storage_name
from core.identifiers import check_document
from core.models import StoredFile
from core.portable import Portable, portables
from core.privacy import keyed_hash
from core.refusals import Refused
from organizations.models import Organization, User
from programs.models import Session, Teacher, TeachingPerson
from trainees.models import KeyGroup, Trainee, Voucher, VoucherIssue
from trainees.services.take_out import FORMAT, ONESELF, VERSION

AWAY = "（原平台）"  # stands for somebody or something of the instance the file comes from
BUREAU = "district_bureau"
VOUCHER_CONTENT = ("training_type", "occupation_id", "level", "institutions")


@transaction.atomic
def take_in(account: dict) -> Trainee:
    """Make the account; gives the record of the person, who signs in by the counter's help.

    Runs as the owner of the database. Raises Refused: account_file_unreadable for another format
    or version, account_not_empty where there are people already.
    """
    if (account.get("format"), account.get("version")) != (FORMAT, VERSION):
        raise Refused("account_file_unreadable")
    if Trainee.objects.exists():
        raise Refused("account_not_empty")
    return Import(account).run()


class Import:
    """One file on its way in: what was made of which key."""

    def __init__(self, account):
        self.account, self.made = account, {}
        self.person = self.user(account["person"]["name"], account["person"]["language"])
        self.officer = self.user(AWAY)

    @staticmethod
    def user(name, language="zh-hans") -> User:
        return User.objects.create(
            username=f"p{uuid.uuid4().hex[:16]}", name=name, language=language, password="!"
        )

    def run(self) -> Trainee:
        for one in portables().values():
            part = self.account["context" if one.rows is None else "records"]
            if one.comes_back:
                for row in part.get(one.label, ()):
                    self.made[one.label, key(row["id"])] = self.make(one, row)
        return Trainee.objects.get(user=self.person)

    def make(self, one: Portable, row: dict):
        """One row, or that of a register which is here already."""
        if one.natural:
            return one.model.objects.get(**{one.natural: row[one.natural]})
        made = one.model(**self.columns(one, row))
        stand_in = STAND_INS.get(one.model)
        if stand_in:
            stand_in(self, made, row)
        made.save(force_insert=True)
        return made

    def columns(self, one, row) -> dict:
        fields = [f for f in one.model._meta.concrete_fields if f.attname in row]
        return {
            field.attname: self.value(field, row[field.attname])
            for field in fields
            if field.attname != "id" or isinstance(field, models.UUIDField)
        }

    def value(self, field, value):
        """A column's value here: keys by what was made of them, accounts by who they are."""
        if value in (ONESELF, "other") and is_account(field):
            return (self.person if value == ONESELF else self.officer).pk
        if value is None or not isinstance(field, models.ForeignKey):
            return field.to_python(value) if value is not None else None
        made = self.made.get((field.related_model._meta.label_lower, key(value)))
        return made.pk if made else None


def key(value) -> str:
    return str(value)


def is_account(field) -> bool:
    return field.related_model is User or isinstance(field, models.BigIntegerField)


# ---- what the file does not hold


def of_trainee(work, row, given) -> None:
    row.identity_hash = keyed_hash(check_document(row.document_type, row.identity_number).number)
    row.phone_hash = keyed_hash(row.phone) if row.phone else ""


def of_session(work, row, given) -> None:
    """A teacher for each class, since two classes may well meet at one time."""
    found = work.made.get(("teacher", row.training_class_id))
    if found is None:
        plain = {"organization_id": row.organization_id, "district_id": row.district_id}
        person = TeachingPerson.objects.create(**stand_in_person())
        found = Teacher.objects.create(**plain, person=person, name=AWAY, identity_number="")
        work.made["teacher", row.training_class_id] = found
    row.teacher, row.person_id = found, found.person_id


def stand_in_person() -> dict:
    return {"document_type": "citizen_id", "identity_hash": keyed_hash(uuid.uuid4().hex)}


def of_voucher(work, row, given) -> None:
    """An issue like the voucher itself."""
    bureau = Organization.objects.filter(kind=BUREAU, district_id=row.district_id).first()
    content = {name: getattr(row, name) for name in VOUCHER_CONTENT}
    row.issue = VoucherIssue.objects.create(
        **content, number=f"{row.number}-0", organization=bureau or away(row.district_id),
        district_id=row.district_id, issued_by=work.officer, valid_until=row.valid_until,
        issued_at=row.issued_at, people=1, left_out=0, group=KeyGroup.objects.first(),
    )  # fmt: skip


def away(district_id) -> Organization:
    return Organization.objects.create(
        number=f"X{uuid.uuid4().hex[:8]}", kind=BUREAU, name=AWAY, short_name=AWAY,
        district_id=district_id,
    )  # fmt: skip


def of_file(work, row, given) -> None:
    content = base64.b64decode(given["content"])
    row.storage_name = default_storage.save(new_storage_name(), File(io.BytesIO(content)))
    row.organization_id = row.district_id = None


STAND_INS = {Trainee: of_trainee, Session: of_session, Voucher: of_voucher, StoredFile: of_file}
