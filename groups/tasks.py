from groups.actions import do_morning_work, imports
from samla.tasks import periodic, task


@periodic("35 * * * *")
@task()
def expire_old_imports() -> None:
    """Every hour: no list of people is kept longer than a day."""
    imports.expire_old()


@periodic("*/10 * * * *")
@task()
def morning_work() -> None:
    """Every ten minutes, since a missed run is not caught up: from seven on, what the day's morning has to do."""
    do_morning_work()
