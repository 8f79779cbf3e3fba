"""A certificate of completion and a class dossier of each side."""

import json

from core import clock
from trainees.models import ClassDossier, CompletionCertificate, Enrolment


def lay_out(side, n):
    """What is private carries the mark."""
    own = {"organization": side.organization, "district": side.district}
    secret, now = f"密{side.mark}", clock.now()
    side.rows["completed"] = Enrolment.objects.create(
        **own, training_class=side.draft_class, trainee=side.trainee, trainee_user=side.worker,
        name=f"{secret}学员", masked_identity="x", source="self", state="completed",
        enrolled_at=now, first_signed_in_at=now, outcome_at=now, attended_minutes=180,
        scheduled_minutes=180, threshold="0.8", threshold_clause="gen §4",
    )  # fmt: skip
    side.rows["completion_certificate"] = CompletionCertificate.objects.create(
        **own, number=f"PX密{side.mark}{n}", enrolment=side.completed, issued_at=now,
        facts={
            "name": f"{secret}学员", "masked_identity": "x", "institution": f"{secret}机构",
            "institution_en": "", "class": f"公{side.mark}班", "class_number": f"C{n}02",
            "programme": f"公{side.mark}项目", "occupation": "焊工", "occupation_en": "Welder",
            "level": "5", "lessons": 8, "starts_on": "2026-01-01", "ends_on": "2026-01-09",
            "attended_minutes": 180, "scheduled_minutes": 180, "score": None,
            "clauses": ["gen §4"],
        },
    )  # fmt: skip
    side.rows["dossier"] = ClassDossier.objects.create(
        **own, training_class=side.draft_class, version=1, sealed_at=now, digest="x",
        manifest=json.dumps(
            {"parts": [{"name": f"{secret}.json", "rows": 1, "sha256": "x"}]}, ensure_ascii=False
        ),
    )  # fmt: skip
