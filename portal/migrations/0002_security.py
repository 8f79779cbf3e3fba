"""Row-level security of announcements and stories: the public reads what is out.

A district's bureau has its own, the city all. What was taken down nobody outside reads any more:
`taken_down_at` tells when it was, and nothing else.
"""

from django.db import migrations

from core.tenancy.operations import ListedFunction, Secure, rows_of

READERS = rows_of("app_district", "app_city", app_anon="is_public")
WRITERS = rows_of("app_district", "app_city")


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial"), ("supervision", "0002_security")]

    operations = [
        Secure("portal_announcement", READERS, WRITERS),
        Secure("portal_story", READERS, WRITERS),
        ListedFunction(
            "taken_down_at(kind text, wanted text)",
            "timestamptz",
            """BEGIN
                IF kind = 'story' THEN
                    RETURN (SELECT s.withdrawn_at FROM portal_story s WHERE s.number = wanted
                        AND s.state = 'withdrawn' AND s.published_at IS NOT NULL);
                END IF;
                RETURN (SELECT a.withdrawn_at FROM portal_announcement a WHERE a.number = wanted
                    AND a.state = 'withdrawn' AND a.published_at IS NOT NULL);
            END""",
            ["app_anon"],
        ),
    ]
