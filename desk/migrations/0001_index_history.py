"""The history is read by time and by thing, and by who made the change: an index for each on every table of events.

A later migration that adds a tracked model is followed by one here that asks `samla_index_history()` again; a test tells.
"""

from django.db import migrations

INDEX = """
CREATE FUNCTION samla_index_history() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    events text;
BEGIN
    FOR events IN
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'pgh_created_at'
    LOOP
        EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I (pgh_created_at, pgh_id)', left(events, 50) || '_when', events);
        EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I (pgh_obj_id, pgh_id)', left(events, 50) || '_which', events);
    END LOOP;
END;
$$;
SELECT samla_index_history();
CREATE INDEX cases_casestep_when ON cases_casestep (at, id);
CREATE INDEX cases_casenote_when ON cases_casenote (at, id);
CREATE INDEX pghistory_context_who ON pghistory_context ((metadata ->> 'user'));
"""

FORGET = """
DO $$
DECLARE
    made text;
BEGIN
    FOR made IN
        SELECT i.relname FROM pg_class i JOIN pg_index x ON x.indexrelid = i.oid
        JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attname = 'pgh_created_at'
        WHERE i.relnamespace = 'public'::regnamespace AND i.relname ~ '_(when|which)$'
    LOOP
        EXECUTE format('DROP INDEX %I', made);
    END LOOP;
END;
$$;
DROP INDEX cases_casestep_when, cases_casenote_when, pghistory_context_who;
DROP FUNCTION samla_index_history();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_initial"),
        ("documents", "0002_pages"),
        ("groups", "0006_chairs_by_rule"),
        ("outbox", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("plans", "0001_initial"),
    ]

    operations = [migrations.RunSQL(INDEX, FORGET)]
