from importlib import import_module

from django.db import migrations

OFFICE_HOLDING = import_module("groups.migrations.0002_views_and_cache").OFFICE_HOLDING


def replacing(materialized: str) -> str:
    """The same view; `held` is named twice in it, and PostgreSQL would work it out for everybody before choosing one."""
    return OFFICE_HOLDING.replace("CREATE VIEW", "CREATE OR REPLACE VIEW").replace(
        "held AS (", f"held AS {materialized} ("
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_views_and_cache")]

    operations = [migrations.RunSQL(replacing("NOT MATERIALIZED"), replacing("MATERIALIZED"))]
