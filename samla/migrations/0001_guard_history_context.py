"""The history's context (who, at which address) is written as long as its request lasts, and never again.

pghistory completes it with an upsert, so the application's role needs UPDATE on that one table of the history.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION samla_guard_history_context() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.created_at < now() - interval '10 minutes' OR NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'Historiken kan inte ändras.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER samla_guard_history_context BEFORE UPDATE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION samla_guard_history_context();
"""

UNGUARD = """
DROP TRIGGER samla_guard_history_context ON pghistory_context;
DROP FUNCTION samla_guard_history_context();
"""


class Migration(migrations.Migration):
    dependencies = [("pghistory", "0007_auto_20250421_0444")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
