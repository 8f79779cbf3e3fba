"""Grants on tables other packages own, and on the few of ours without row-level security.

Applied after every migrate; the catalogue test fails on a table that is neither here nor secured.
"""

from django.db import connections

READ = "SELECT"
ALL = "SELECT, INSERT, UPDATE, DELETE"
BUREAU = ("app_district", "app_city")
PEOPLE = ("app_worker", "app_organization", *BUREAU)

# table -> (reason why it has no policies, {role: verbs})
GRANTS = {
    "django_migrations": ("readiness: which migrations ran", {"app_login": READ, "app_auth": READ}),
    "django_session": ("sessions are read and written as app_auth only", {"app_auth": ALL}),
    "django_content_type": (
        "names of models",
        dict.fromkeys(("app_auth", "app_anon", *PEOPLE), READ),
    ),
    "auth_permission": ("unused: rights come from memberships", {}),
    "auth_group": ("unused: rights come from memberships", {}),
    "auth_group_permissions": ("unused: rights come from memberships", {}),
    "core_serial": ("public numbers, reached through next_serial alone", {}),
    "django_admin_log": ("unused: the audit trail keeps every change", {}),
    "account_emailaddress": ("who is this?", {"app_auth": ALL}),
    "account_emailconfirmation": ("who is this?", {"app_auth": ALL}),
    "mfa_authenticator": ("second factors", {"app_auth": ALL}),
    "usersessions_usersession": ("who is signed in where", {"app_auth": ALL}),
    **{
        f"django_celery_beat_{name}": ("the timetable of the system worker", {"app_city": READ})
        for name in (
            "clockedschedule",
            "crontabschedule",
            "intervalschedule",
            "periodictask",
            "periodictasks",
            "solarschedule",
        )
    },
}


def apply_grants(sender, using, **kwargs):
    """Grant what the list says; idempotent. Runs as the owner after `migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for table, (_reason, roles) in GRANTS.items():
            if table in existing:
                for role, verbs in roles.items():
                    cursor.execute(f"GRANT {verbs} ON {table} TO {role}")
