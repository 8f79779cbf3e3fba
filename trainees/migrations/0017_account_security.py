"""Who reads and writes share links and correction requests; what a link opens, what is corrected."""

from django.db import migrations

from core.tenancy.operations import ListedFunction, Secure, rows_of
from trainees.operations import StandsWithTheKept

OWN_DISTRICT = "NULLIF(current_setting('app.district_id', true), '')::bigint"
# The demo is laid out by the owner of the tables, who is of no district.
BY_THE_OWNER = "current_setting('role') <> 'app_district'"
LIVE = "('pending', 'waitlisted', 'offered', 'confirmed', 'attending')"


class Migration(migrations.Migration):
    dependencies = [("trainees", "0016_account"), ("core", "0003_outbox")]

    operations = [
        # The city reads one only when it notes what moved with a merge; no page shows it.
        Secure("trainees_sharelink", rows_of("app_worker", "app_city"), rows_of("app_worker")),
        Secure(
            "trainees_correctionrequest",
            rows_of("app_worker", "app_organization", "app_district", "app_city"),
            insert=rows_of("app_worker"),
            update=rows_of("app_worker", "app_organization", "app_district"),
        ),
        StandsWithTheKept("trainees_sharelink"),
        StandsWithTheKept("trainees_correctionrequest"),
        ListedFunction(
            # Whoever holds a link: whose account it opens and how much of it, never without an
            # entry in the trail; of one that is over, only that it is.
            "open_share(wanted text, at timestamptz, on_day date, device text)",
            """TABLE (person bigint, number text, kinds text[], training_class text,
            valid_until date, state text)""",
            """
            DECLARE
                link trainees_sharelink; of_class text;
            BEGIN
                SELECT * INTO link FROM trainees_sharelink s
                WHERE s.token_hash = ANY (string_to_array(wanted, ','));
                IF NOT FOUND THEN RETURN; END IF;
                IF link.state <> 'active' OR link.valid_until < on_day THEN
                    RETURN QUERY SELECT NULL::bigint, NULL::text, NULL::text[], NULL::text,
                        link.valid_until,
                        CASE WHEN link.state = 'active' THEN 'expired' ELSE link.state::text END;
                    RETURN;
                END IF;
                SELECT c.number INTO of_class FROM trainees_enrolment e
                JOIN programs_trainingclass c ON c.id = e.training_class_id
                WHERE e.id = link.enrolment_id;
                INSERT INTO core_auditentry (at, actor_role, actor_name, verb, model, object_id,
                    object_label, before, after, reason_code, reason, trainee_user_id)
                VALUES (at, 'anyone', '', 'look', 'trainees.sharelink', link.id::text,
                    link.number, '{}', jsonb_build_object('device', left(device, 60)), '', '',
                    link.trainee_user_id);
                RETURN QUERY SELECT link.trainee_user_id, link.number::text,
                    link.kinds::text[], coalesce(of_class, ''), link.valid_until,
                    link.state::text;
            END
            """,
            ["app_anon"],
        ),
        ListedFunction(
            # A value of the record of a person, as a request the own district has taken up wishes:
            # with the account's name and what live enrolments and vouchers carry of it.
            """correct_person(request bigint, wanted text, hashes text, born date, wanted_sex text,
            masked text)""",
            "text",
            f"""
            DECLARE
                asked trainees_correctionrequest; kind text; account bigint;
            BEGIN
                SELECT * INTO asked FROM trainees_correctionrequest r WHERE r.id = request
                    AND r.state = 'in_review' AND r.enrolment_id IS NULL
                    AND ({BY_THE_OWNER} OR r.district_id = {OWN_DISTRICT});
                IF NOT FOUND THEN RETURN 'nobody'; END IF;
                SELECT t.document_type, t.user_id INTO kind, account FROM trainees_trainee t
                WHERE t.id = asked.trainee_id FOR NO KEY UPDATE;
                IF asked.field = 'identity_number' THEN
                    IF EXISTS (SELECT FROM trainees_trainee t WHERE t.document_type = kind
                        AND t.identity_hash = ANY (string_to_array(hashes, ','))
                        AND t.id <> asked.trainee_id)
                    THEN RETURN 'taken'; END IF;
                    UPDATE trainees_trainee t SET identity_number = wanted,
                        identity_hash = split_part(hashes, ',', 1), birth_on = born,
                        sex = wanted_sex WHERE t.id = asked.trainee_id;
                    UPDATE trainees_enrolment e SET masked_identity = masked
                    WHERE e.trainee_id = asked.trainee_id AND e.state IN {LIVE};
                ELSIF asked.field = 'name' THEN
                    UPDATE trainees_trainee t SET name = wanted WHERE t.id = asked.trainee_id;
                    UPDATE organizations_user u SET name = wanted WHERE u.id = account;
                    UPDATE trainees_enrolment e SET name = wanted
                    WHERE e.trainee_id = asked.trainee_id AND e.state IN {LIVE};
                    UPDATE trainees_voucher v SET masked_name = masked
                    WHERE v.trainee_id = asked.trainee_id
                        AND v.state IN ('issued', 'claimed', 'held');
                ELSE
                    UPDATE trainees_trainee t SET education = wanted
                    WHERE t.id = asked.trainee_id;
                END IF;
                RETURN 'done';
            END
            """,
            ["app_district"],
        ),
    ]
