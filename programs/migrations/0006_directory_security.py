"""The database writes the history of the directories: whatever changes a public fact is in it.

Each table the directories are made of has triggers; they put the facts of a unit, a programme or
an occupation together anew and, where they differ from the version that stands, begin the next.
What one transaction changes on one day is one version.
"""

from django.db import migrations

from core.tenancy.operations import PEOPLE, ListedFunction, Secure, all_rows

ENTRIES = "programs_directoryentry"
# The product's clock, as `core.clock` tells it: the machine's, and what a demo or test adds.
CLOCK = """
CREATE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp()
        + coalesce((SELECT make_interval(secs => seconds) FROM core_clockoffset), interval '0')
$$;
CREATE FUNCTION local_day(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT (moment AT TIME ZONE 'Asia/Shanghai')::date
$$;
"""
NO_CLOCK = "DROP FUNCTION local_day(timestamptz); DROP FUNCTION clock_now();"

# What is committed stays; only the transaction that wrote a version may still write on it.
KEPT = """
CREATE FUNCTION programs_directoryentry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own bigint := pg_current_xact_id()::text::bigint; until timestamptz;
BEGIN
    IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'the history of a directory is kept'; END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.xid := own;
        SELECT max(coalesce(e.shown_to, 'infinity')) INTO until FROM programs_directoryentry e
        WHERE e.part = NEW.part AND e.number = NEW.number;
        IF NEW.shown_to IS NOT NULL OR NEW.shown_from <> coalesce(until, NEW.shown_from)
        THEN RAISE EXCEPTION 'the versions of % follow each other without a gap', NEW.number;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.shown_to IS NULL AND (
        (OLD.xid, OLD.id, OLD.part, OLD.number, OLD.shown_from)
            = (own, NEW.id, NEW.part, NEW.number, NEW.shown_from)
        OR (NEW.shown_to IS NOT NULL AND to_jsonb(NEW) - 'shown_to' = to_jsonb(OLD) - 'shown_to'))
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'the history of a directory is not written anew';
END $$;
CREATE TRIGGER is_kept BEFORE INSERT OR UPDATE OR DELETE ON programs_directoryentry
    FOR EACH ROW EXECUTE FUNCTION programs_directoryentry_is_kept();
"""
UNKEPT = """
DROP TRIGGER is_kept ON programs_directoryentry;
DROP FUNCTION programs_directoryentry_is_kept();
"""

# `facts` NULL: its row is gone; what was public once then stays, no longer listed.
WRITE = """
CREATE FUNCTION directory_keep(
    about text, called text, of_unit text, facts jsonb, listed boolean, sorted text, words text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE last programs_directoryentry; moment timestamptz := clock_now();
BEGIN
    SELECT e.* INTO last FROM programs_directoryentry e
    WHERE e.part = about AND e.number = called AND e.shown_to IS NULL;
    IF last.id IS NULL AND (facts IS NULL OR NOT listed) THEN RETURN; END IF;
    IF facts IS NULL THEN
        facts := last.facts; listed := false; sorted := last.sort_key; words := last.search_text;
    END IF;
    IF (last.facts, last.is_listed, last.unit, last.sort_key, last.search_text)
        IS NOT DISTINCT FROM (facts, listed, of_unit::varchar, sorted::varchar, words)
    THEN RETURN; END IF;
    IF last.xid = pg_current_xact_id()::text::bigint
        AND local_day(last.shown_from) = local_day(moment)
    THEN
        UPDATE programs_directoryentry e SET facts = directory_keep.facts, is_listed = listed,
            unit = of_unit, sort_key = sorted, search_text = words WHERE e.id = last.id;
        RETURN;
    END IF;
    IF last.id IS NOT NULL THEN
        moment := greatest(moment, last.shown_from + interval '1 microsecond');
        UPDATE programs_directoryentry e SET shown_to = moment WHERE e.id = last.id;
    END IF;
    INSERT INTO programs_directoryentry (part, number, unit, is_listed, facts, sort_key,
        search_text, shown_from, xid)
    VALUES (about, called, of_unit, listed, facts, sorted, words, moment, 0);
END $$;

CREATE FUNCTION directory_institution(unit bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE o organizations_organization; facts jsonb;
BEGIN
    -- one writer of a unit at a time: its facts come from several tables
    SELECT u.* INTO o FROM organizations_organization u
    WHERE u.id = directory_institution.unit AND u.kind IN ('institution', 'enterprise', 'agency')
    FOR NO KEY UPDATE;
    IF o.id IS NULL THEN RETURN; END IF;
    SELECT jsonb_build_object(
        'number', o.number, 'kind', o.kind, 'name', o.name, 'short_name', o.short_name,
        'uscc', o.uscc, 'address', o.address, 'standing', o.standing,
        'accredited_until', o.accredited_until,
        'district', d.code, 'district_zh', d.zh, 'district_en', d.en,
        'licence_number', coalesce(a.licence_number, ''),
        'licence_issuer', coalesce(a.licence_issuer, ''),
        'licence_valid_until', a.licence_valid_until,
        'accredited_from', a.valid_from,
        'scope', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'training_type', s.training_type, 'occupation', coalesce(c.code, ''),
                'zh', coalesce(c.zh, ''), 'en', coalesce(c.en, ''), 'level', s.level,
                'course_type', s.course_type, 'valid_from', s.valid_from, 'valid_to', s.valid_to)
                ORDER BY s.training_type, c.code, s.level DESC, s.course_type, s.valid_from, s.id)
            FROM programs_accreditationscope s
            LEFT JOIN programs_occupation c ON c.id = s.occupation_id
            WHERE s.organization_id = o.id AND s.valid_from IS NOT NULL), '[]'))
    INTO facts FROM organizations_district d
    LEFT JOIN LATERAL (
        SELECT x.* FROM organizations_accreditation x
        WHERE x.organization_id = o.id
            AND x.state IN ('accredited', 'suspended', 'removed', 'expired')
        ORDER BY x.state IN ('accredited', 'suspended') DESC, x.valid_from DESC, x.id DESC
        LIMIT 1) a ON true
    WHERE d.id = o.district_id;
    PERFORM directory_keep('institution', o.number, o.number, facts, o.standing = 'accredited',
        o.sort_key, o.search_text);
END $$;

CREATE FUNCTION directory_programme(programme bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE p programs_programme; facts jsonb; unit text;
BEGIN
    SELECT x.* INTO p FROM programs_programme x WHERE x.id = programme;
    -- a draft is nobody's business, also one that is written after a listing
    IF p.state NOT IN ('listed', 'suspended', 'closed') THEN
        PERFORM directory_keep('programme', p.number, e.unit, NULL, false, '', '')
        FROM programs_directoryentry e
        WHERE e.part = 'programme' AND e.number = p.number AND e.shown_to IS NULL;
        RETURN;
    END IF;
    SELECT o.number, jsonb_build_object(
        'number', p.number, 'name', p.name, 'state', p.state, 'training_type', p.training_type,
        'occupation', coalesce(c.code, ''), 'zh', coalesce(c.zh, ''), 'en', coalesce(c.en, ''),
        'level', p.level, 'course_type', p.course_type, 'lessons', p.lessons,
        'online_lessons', p.online_lessons, 'practice_lessons', p.practice_lessons,
        'fee', p.fee::text, 'trainee_pays', p.trainee_pays::text, 'payer', p.payer,
        'replaces', coalesce(r.number, ''))
    INTO unit, facts FROM organizations_organization o
    LEFT JOIN programs_programme r ON r.id = p.replaces_id
    LEFT JOIN programs_occupation c ON c.id = p.occupation_id WHERE o.id = p.organization_id;
    PERFORM directory_keep('programme', p.number, unit, facts, p.state = 'listed', p.sort_key,
        p.search_text);
END $$;

CREATE FUNCTION directory_class_facts(c programs_trainingclass) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('number', c.number, 'name', c.name, 'programme', p.number,
        'starts_on', c.starts_on, 'ends_on', c.ends_on, 'seats', c.seats)
    FROM programs_programme p WHERE p.id = c.programme_id
$$;

CREATE FUNCTION directory_class(training_class bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE c programs_trainingclass;
BEGIN
    SELECT x.* INTO c FROM programs_trainingclass x WHERE x.id = training_class;
    -- of a class the directory says when one could enrol, and what it was then
    IF c.state <> 'open' THEN
        PERFORM directory_keep('class', e.number, e.unit, NULL, false, '', '')
        FROM programs_directoryentry e
        WHERE e.part = 'class' AND e.number = c.number AND e.shown_to IS NULL;
        RETURN;
    END IF;
    PERFORM directory_keep('class', c.number, o.number, directory_class_facts(c), true,
        coalesce(c.starts_on::text, ''), c.search_text)
    FROM organizations_organization o WHERE o.id = c.organization_id;
END $$;

CREATE FUNCTION directory_occupation(occupation bigint) RETURNS void LANGUAGE sql AS $$
    SELECT directory_keep('occupation', c.code, '', jsonb_build_object(
        'code', c.code, 'zh', c.zh, 'en', c.en, 'code_status', c.code_status,
        'shortage_grade', c.shortage_grade, 'shortage_from', c.shortage_from), true, c.sort_key,
        c.search_text)
    FROM programs_occupation c WHERE c.id = occupation
$$;
"""
UNWRITE = """
DROP FUNCTION directory_occupation(bigint);
DROP FUNCTION directory_class(bigint);
DROP FUNCTION directory_class_facts(programs_trainingclass);
DROP FUNCTION directory_programme(bigint);
DROP FUNCTION directory_institution(bigint);
DROP FUNCTION directory_keep(text, text, text, jsonb, boolean, text, text);
"""

CHANGED = """
DECLARE gone text;
BEGIN
    CASE TG_ARGV[0]
    WHEN 'organization' THEN
        IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.number <> NEW.number) THEN
            PERFORM directory_keep('institution', OLD.number, OLD.number, NULL, false, '', '');
        END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM directory_institution(NEW.id); END IF;
        IF TG_OP = 'UPDATE' AND OLD.number <> NEW.number THEN
            PERFORM directory_programme(p.id) FROM programs_programme p
            WHERE p.organization_id = NEW.id;
            PERFORM directory_class(c.id) FROM programs_trainingclass c
            WHERE c.organization_id = NEW.id AND c.state = 'open';
        END IF;
    WHEN 'of_unit' THEN
        IF TG_OP <> 'INSERT' THEN PERFORM directory_institution(OLD.organization_id); END IF;
        IF TG_OP = 'INSERT'
            OR (TG_OP = 'UPDATE' AND NEW.organization_id <> OLD.organization_id)
        THEN PERFORM directory_institution(NEW.organization_id); END IF;
    WHEN 'programme' THEN
        IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.number <> NEW.number) THEN
            PERFORM directory_keep('programme', e.number, e.unit, NULL, false, '', '')
            FROM programs_directoryentry e
            WHERE e.part = 'programme' AND e.number = OLD.number AND e.shown_to IS NULL;
        END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM directory_programme(NEW.id); END IF;
        IF TG_OP = 'UPDATE' AND OLD.number <> NEW.number THEN
            PERFORM directory_class(c.id) FROM programs_trainingclass c
            WHERE c.programme_id = NEW.id AND c.state = 'open';
        END IF;
    WHEN 'class' THEN
        IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.number <> NEW.number) THEN
            PERFORM directory_keep('class', e.number, e.unit, NULL, false, '', '')
            FROM programs_directoryentry e
            WHERE e.part = 'class' AND e.number = OLD.number AND e.shown_to IS NULL;
        END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM directory_class(NEW.id); END IF;
    WHEN 'occupation' THEN
        IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.code <> NEW.code) THEN
            PERFORM directory_keep('occupation', OLD.code, '', NULL, false, '', '');
        END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM directory_occupation(NEW.id); END IF;
        IF TG_OP = 'UPDATE' AND (OLD.code, OLD.zh, OLD.en) <> (NEW.code, NEW.zh, NEW.en) THEN
            PERFORM directory_programme(p.id) FROM programs_programme p
            WHERE p.occupation_id = NEW.id ORDER BY p.id;
            PERFORM directory_institution(s.organization_id) FROM (
                SELECT DISTINCT organization_id FROM programs_accreditationscope
                WHERE occupation_id = NEW.id AND valid_from IS NOT NULL ORDER BY 1) s;
        END IF;
    WHEN 'district' THEN
        PERFORM directory_institution(o.id) FROM organizations_organization o
        WHERE o.district_id = NEW.id ORDER BY o.id;
    END CASE;
    RETURN NULL;
END
"""
# table -> (what changed, the columns that are published)
WATCHED = {
    "organizations_organization": (
        "organization",
        "number kind name short_name uscc address standing accredited_until district_id"
        " search_text",
    ),
    "organizations_accreditation": (
        "of_unit",
        "organization_id state licence_number licence_issuer licence_valid_until valid_from",
    ),
    "programs_programme": (
        "programme",
        "number organization_id name state training_type occupation_id level course_type lessons"
        " online_lessons practice_lessons fee trainee_pays payer replaces_id search_text",
    ),
    "programs_occupation": (
        "occupation",
        "code zh en code_status shortage_grade shortage_from search_text",
    ),
}


def watch(table, what, columns):
    """New and removed rows, and changed ones as far as a published column differs."""
    kept = f"FOR EACH ROW EXECUTE FUNCTION keep_directories('{what}')"
    old, new = (", ".join(f"{row}.{name}" for name in columns.split()) for row in ("OLD", "NEW"))
    names = ", ".join(columns.split())
    return migrations.RunSQL(
        f"CREATE TRIGGER directory_rows AFTER INSERT OR DELETE ON {table} {kept};"
        f"CREATE TRIGGER directory_facts AFTER UPDATE OF {names} ON {table} FOR EACH ROW"
        f" WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION keep_directories('{what}')",
        f"DROP TRIGGER directory_facts ON {table}; DROP TRIGGER directory_rows ON {table}",
    )


OF_A_CLASS = (
    "number organization_id programme_id name seats starts_on ends_on state search_text"
)


def watch_classes():
    """Classes while one can enrol in them; drafts, and what has begun, cost nothing."""
    table, kept = "programs_trainingclass", "EXECUTE FUNCTION keep_directories('class')"
    names = OF_A_CLASS.split()
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    triggers = {
        "directory_new": "AFTER INSERT {} WHEN (NEW.state = 'open')",
        "directory_gone": "AFTER DELETE {} WHEN (OLD.state = 'open')",
        "directory_facts": f"AFTER UPDATE OF {', '.join(names)} {{}} WHEN ("
        f"'open' IN (OLD.state, NEW.state) AND ({old}) IS DISTINCT FROM ({new}))",
    }
    for name, when in triggers.items():
        made = when.format(f"ON {table} FOR EACH ROW")
        yield migrations.RunSQL(
            f"CREATE TRIGGER {name} {made} {kept}", f"DROP TRIGGER {name} ON {table}"
        )


# A scope has hundreds of lines, and a unit's entry holds them all: it is put together once for a
# statement, not once for a line.
SCOPES = """
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM directory_institution(u.id) FROM (
            SELECT DISTINCT organization_id AS id FROM became ORDER BY 1) u;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM directory_institution(u.id) FROM (
            SELECT DISTINCT organization_id AS id FROM was ORDER BY 1) u;
    ELSE
        PERFORM directory_institution(u.id) FROM (
            SELECT organization_id AS id FROM was UNION SELECT organization_id FROM became
            ORDER BY 1) u;
    END IF;
    RETURN NULL;
END
"""
SCOPE_TABLE = "programs_accreditationscope"
OF_VERB = {
    "INSERT": "NEW TABLE AS became",
    "UPDATE": "OLD TABLE AS was NEW TABLE AS became",
    "DELETE": "OLD TABLE AS was",
}


def watch_scopes():
    """What each statement made of the lines of scopes."""
    for verb, tables in OF_VERB.items():
        name = f"directory_{verb.lower()}"
        yield migrations.RunSQL(
            f"CREATE TRIGGER {name} AFTER {verb} ON {SCOPE_TABLE} REFERENCING {tables}"
            " FOR EACH STATEMENT EXECUTE FUNCTION keep_directory_of_scopes()",
            f"DROP TRIGGER {name} ON {SCOPE_TABLE}",
        )


DISTRICTS = (
    "CREATE TRIGGER directory_facts AFTER UPDATE OF code, zh, en ON organizations_district"
    " FOR EACH ROW WHEN ((OLD.code, OLD.zh, OLD.en) IS DISTINCT FROM (NEW.code, NEW.zh, NEW.en))"
    " EXECUTE FUNCTION keep_directories('district')",
    "DROP TRIGGER directory_facts ON organizations_district",
)


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0005_programme_security"),
        ("organizations", "0002_security"),
    ]

    operations = [
        migrations.RunSQL(CLOCK, NO_CLOCK),
        Secure(ENTRIES, all_rows("app_anon", *PEOPLE)),
        # not even the system worker writes here: the functions below do, as the owner
        migrations.RunSQL(
            f"REVOKE INSERT, UPDATE, DELETE ON {ENTRIES} FROM app_system",
            f"GRANT INSERT, UPDATE, DELETE ON {ENTRIES} TO app_system",
        ),
        migrations.RunSQL(KEPT, UNKEPT),
        migrations.RunSQL(WRITE, UNWRITE),
        ListedFunction("keep_directories()", "trigger", CHANGED, []),
        *(watch(table, *what) for table, what in WATCHED.items()),
        *watch_classes(),
        ListedFunction("keep_directory_of_scopes()", "trigger", SCOPES, []),
        *watch_scopes(),
        migrations.RunSQL(*DISTRICTS),
    ]
