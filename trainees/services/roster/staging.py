"""Rows of a roster as they are staged: encrypted and hashed frame by frame."""

from collections import Counter

from core.identifiers import Sex, mask_identity
from core.privacy import encrypt_many, frames, hash_many
from trainees.banks import bank_of

COLUMNS = {
    "row": "int", "class_id": "bigint", "place": "bigint", "is_first": "boolean",
    "document_type": "text", "hash": "text", "sealed_number": "text", "masked": "text",
    "name": "text", "birth_on": "date", "sex": "text", "sealed_phone": "text",
    "phone_hash": "text", "education": "text", "group_id": "bigint", "remark": "text",
    "sealed_card": "text", "card_hash": "text", "bank": "text",
}  # fmt: skip
"""`place` numbers the people from 1; of the rows of one person the first one `is_first`."""

FOUND = {"place": "bigint", "trainee_id": "bigint", "user_id": "bigint", "is_new": "boolean"}
"""Who the people are; another name has the number where `trainee_id` is empty."""

SEXES = (Sex.FEMALE.value, Sex.MALE.value)


class Staging:
    """Gives the rows to COPY, and counts them by class on the way."""

    def __init__(self, roster, groups: dict[str, int], report):
        self.roster, self.groups, self.report = roster, groups, report
        self.wanted: Counter = Counter()
        self.people: dict[str, int] = {}

    def rows(self):
        """Every good row with its person's numbers encrypted."""
        done = 0
        for frame in frames(self.roster.good_rows):
            yield from self._staged(frame)
            done += len(frame)
            self.report(done * 4 // 10, self.roster.good_count)

    def _staged(self, frame):
        numbers, phones = [item[3] for item in frame], [item[5] for item in frame]
        cards = [item[9] or "" for item in frame]
        secrets = zip(
            hash_many(numbers), encrypt_many(numbers), encrypt_many(phones), hash_many(phones),
            encrypt_many(cards), hash_many(cards), strict=True,
        )  # fmt: skip
        for item, (digest, sealed_number, sealed_phone, phone_hash, *account) in zip(
            frame, secrets, strict=True
        ):
            row, class_id, kind, number, name, _phone, group, education, remark, card = item
            is_first = digest not in self.people
            place = self.people.setdefault(digest, len(self.people) + 1)
            self.wanted[class_id] += 1
            yield (
                row, class_id, place, is_first, kind, digest, sealed_number, mask_identity(number),
                name, number[6:14], SEXES[int(number[16]) % 2], sealed_phone, phone_hash,
                education or "", self.groups.get(group), remark or "", *account,
                bank_of(card or ""),
            )  # fmt: skip
