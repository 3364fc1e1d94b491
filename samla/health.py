"""Is the portal well? Asked often, by machines: a handful of cheap questions, no person, no session."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samla import registry

WORKER_SECONDS = 60
QUEUE_SECONDS = 120

# The database's own clock, not samla.clock: procrastinate writes both of these with it.
QUESTIONS = """
SELECT
    (SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers),
    (SELECT extract(epoch FROM now() - min(greatest(job.scheduled_at, queued.at)))
        FROM procrastinate_jobs job
        CROSS JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = job.id) queued
        WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now()))
"""


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, worker and queue are well; otherwise 503 with the reasons in Swedish.

    What should be looked at although the portal works is told as `varningar`, and is no reason for 503.
    """
    try:
        reasons = ailments()
        warnings = [] if reasons else registry.warnings()
    except (DatabaseError, InterfaceError):
        reasons, warnings = ["Databasen svarar inte."], []
    answer = {"status": "fel" if reasons else "ok", "orsaker": reasons}
    if warnings:
        answer["varningar"] = warnings
    return JsonResponse(answer, status=503 if reasons else 200, json_dumps_params={"ensure_ascii": False})


def ailments() -> list[str]:
    """What is wrong, one sentence each; empty when all is well. Raises DatabaseError when the database is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = expected_migrations() - set(cursor.fetchall())
        if missing:
            return [f"Databasen saknar {len(missing)} migreringar."]
        cursor.execute(QUESTIONS)
        silent, waiting = cursor.fetchone()
    reasons = []
    if silent is None:
        reasons.append("Ingen arbetare är igång.")
    elif silent > WORKER_SECONDS:
        reasons.append(f"Arbetaren har inte hörts av på {int(silent)} sekunder.")
    if waiting is not None and waiting > QUEUE_SECONDS:
        reasons.append(f"Det äldsta jobbet i kön har väntat {int(waiting)} sekunder.")
    return reasons


@cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of the installed code; read from disk once per process."""
    loader = MigrationLoader(None)
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    return frozenset(set(loader.disk_migrations) - replaced)
