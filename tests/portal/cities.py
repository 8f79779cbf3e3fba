"""How large the tests make the demo city, and what it is: equal for equal cities."""

import hashlib

from django.db import connection

from portal.demo.sizes import LARGE, SMALL
from tests.sizes import size

SIZE = size(SMALL, LARGE)
CONTENTS = {
    "classes": """
        SELECT c.number, c.name, c.state, c.seats, c.seats_taken, c.starts_on, c.ends_on,
            c.filed_on, c.replied_at, c.cancelled_at, c.completed_at, p.number, v.name
        FROM programs_trainingclass c JOIN programs_programme p ON p.id = c.programme_id
        JOIN programs_venue v ON v.id = c.venue_id""",
    "sessions": """
        SELECT c.number, s.ordinal, s.starts_at, s.state, s.sealed_at, t.name
        FROM programs_session s JOIN programs_trainingclass c ON c.id = s.training_class_id
        JOIN programs_teacher t ON t.id = s.teacher_id WHERE s.starts_at < %(day)s""",
    "people": """
        SELECT u.username, t.name, t.identity_hash, t.birth_on, t.education, d.code, t.registered_at
        FROM trainees_trainee t JOIN organizations_user u ON u.id = t.user_id
        JOIN organizations_district d ON d.id = t.district_id""",
    "enrolments": """
        SELECT c.number, e.name, e.masked_identity, e.source, e.enrolled_at, e.withdrawn_at,
            e.outcome_at, e.outcome_code, e.attended_minutes, e.threshold, g.code,
            CASE WHEN e.first_signed_in_at < %(day)s THEN e.state END
        FROM trainees_enrolment e JOIN programs_trainingclass c ON c.id = e.training_class_id
        LEFT JOIN trainees_keygroup g ON g.id = e.key_group_id""",
    "records": """
        SELECT c.number, s.ordinal, e.name, e.masked_identity, r.state, r.source, r.signed_in_at,
            r.signed_out_at, r.minutes
        FROM trainees_attendancerecord r JOIN programs_session s ON s.id = r.session_id
        JOIN trainees_enrolment e ON e.id = r.enrolment_id
        JOIN programs_trainingclass c ON c.id = e.training_class_id WHERE s.starts_at < %(day)s""",
    "history": """
        SELECT a.at, a.verb, a.object_label, a.actor_role, a.actor_name, a.before, a.after, a.reason
        FROM core_auditentry a WHERE a.at < %(day)s
        AND a.model NOT IN ('supervision.quarterlyreport', 'programs.annualplanversion',
            'programs.classchange', 'programs.programme', 'supervision.decisionappeal',
            'programs.target', 'trainees.groupmembership',
            'trainees.guardianship', 'organizations.user',
            'trainees.referencelist', 'trainees.voucher', 'trainees.lateexception',
            'trainees.transfer', 'trainees.voucherissue', 'trainees.employment',
            'trainees.personmerge', 'trainees.apprentice', 'trainees.apprenticeplan',
            'trainees.apprenticelog', 'trainees.correctionrequest', 'trainees.startup',
            'trainees.startupfollowup', 'trainees.attendancecorrection',
            'trainees.attendancerecord',
            'core.storedfile')""",  # they write keys into the trail
    "targets": """
        SELECT p.number, p.state, p.published_on, d.code, t.training_type, t.indicator, t.figure,
            t.reason
        FROM programs_target t JOIN programs_annualplanversion p ON p.id = t.plan_id
        JOIN organizations_district d ON d.id = t.district_id""",
    "decisions": "SELECT d.decided_at, d.known_on, d.outcome, d.digest FROM policies_decision d",
    "figures": """
        SELECT r.quarter, r.state, f.indicator, d.code, f.dim_training_type, o.number, f.numerator,
            f.denominator
        FROM supervision_reportfigure f JOIN supervision_quarterlyreport r ON r.id = f.report_id
        LEFT JOIN organizations_district d ON d.id = f.dim_district_id
        LEFT JOIN organizations_organization o ON o.id = f.dim_institution_id""",
}
ORDERED = 'SELECT row::text FROM ({}) row ORDER BY row::text COLLATE "C"'


def fingerprint(day) -> dict[str, tuple[int, str]]:
    """(rows, SHA-256) of each kind of content, as far as it lies before the instant `day`.

    Keys, secrets and what was written as of the very moment are no part of it.
    """
    found = {}
    for name, select in CONTENTS.items():
        with connection.cursor() as cursor:
            cursor.execute(ORDERED.format(select), {"day": day})
            rows = cursor.fetchall()
        text = "\n".join(row[0] for row in rows)
        found[name] = (len(rows), hashlib.sha256(text.encode()).hexdigest())
    return found
