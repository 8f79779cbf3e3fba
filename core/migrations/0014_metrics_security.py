"""The one function that counts work across tenants, for the operators' monitoring."""

from django.db import migrations

from core.tenancy.operations import ListedFunction


class Migration(migrations.Migration):
    dependencies = [("core", "0013_metrics")]

    operations = [
        ListedFunction(
            "operations_figures(moment timestamptz)",
            "TABLE (figure text, first_label text, second_label text, number double precision)",
            """
            DECLARE sealed core_auditseal;
            BEGIN
                -- by the product's clock, which a demo moves; leases and the timetable by the
                -- machine's
                RETURN QUERY
                WITH live AS (
                    SELECT j.kind::text, j.state::text, count(*) AS many,
                        min(j.created_at) AS oldest
                    FROM core_job j WHERE j.state IN ('queued', 'running')
                    GROUP BY j.kind, j.state)
                SELECT 'jobs', l.kind, l.state, l.many::float8 FROM live l
                UNION ALL
                SELECT 'job_oldest_seconds', l.kind, l.state,
                    extract(epoch FROM moment - l.oldest)::float8 FROM live l;

                RETURN QUERY SELECT 'jobs_unattended', '', '', count(*)::float8 FROM core_job j
                WHERE j.state IN ('queued', 'running') AND j.lease_until < clock_timestamp();

                RETURN QUERY SELECT 'jobs_failed_1d', j.kind::text, '', count(*)::float8
                FROM core_job j
                WHERE j.state = 'failed' AND j.finished_at > moment - interval '1 day'
                GROUP BY j.kind;

                RETURN QUERY
                WITH waiting AS (
                    SELECT c.channel, count(d.id) AS many, min(d.created_at) AS oldest,
                        min(d.due_at) AS due
                    FROM (VALUES ('email'), ('sms')) c (channel)
                    LEFT JOIN core_delivery d ON d.channel = c.channel AND d.state = 'waiting'
                    GROUP BY c.channel)
                SELECT 'outbox', w.channel, 'waiting', w.many::float8 FROM waiting w
                UNION ALL
                SELECT 'outbox_oldest_seconds', w.channel, '',
                    coalesce(extract(epoch FROM moment - w.oldest), 0)::float8 FROM waiting w
                UNION ALL
                SELECT 'outbox_overdue_seconds', w.channel, '',
                    greatest(extract(epoch FROM moment - w.due), 0)::float8 FROM waiting w;

                RETURN QUERY SELECT 'outbox', d.channel::text, 'sending', count(*)::float8
                FROM core_delivery d WHERE d.state = 'sending' GROUP BY d.channel;

                RETURN QUERY SELECT 'outbox_stuck_1d', d.channel::text, d.state::text,
                    count(*)::float8
                FROM core_delivery d
                WHERE d.created_at > moment - interval '1 day'
                    AND d.state IN ('failed', 'unclear', 'no_address')
                GROUP BY d.channel, d.state;

                SELECT s.* INTO sealed FROM core_auditseal s ORDER BY s.id DESC LIMIT 1;
                RETURN QUERY
                WITH open_entries AS (
                    SELECT count(*) AS many, min(e.at) AS oldest FROM core_auditentry e
                    WHERE e.xid >= coalesce(sealed.to_xid, 0)
                        AND e.id > coalesce(sealed.after_id, 0))
                SELECT 'audit_unsealed', '', '', o.many::float8 FROM open_entries o
                UNION ALL
                SELECT 'audit_oldest_unsealed_seconds', '', '',
                    coalesce(extract(epoch FROM moment - o.oldest), 0)::float8 FROM open_entries o;

                RETURN QUERY SELECT 'audit_last_seal_seconds', '', '',
                    extract(epoch FROM moment - sealed.taken_at)::float8
                WHERE sealed.taken_at IS NOT NULL;

                RETURN QUERY SELECT 'beat_last_run_seconds', p.task::text, '',
                    extract(epoch FROM clock_timestamp() - max(p.last_run_at))::float8
                FROM django_celery_beat_periodictask p
                WHERE p.enabled AND p.last_run_at IS NOT NULL GROUP BY p.task;
            END
            """,
            ["app_auth"],
        ),
    ]
