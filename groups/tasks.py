from groups.actions import imports
from samla.tasks import periodic, task


@periodic("35 * * * *")
@task()
def expire_old_imports() -> None:
    """Every hour: no list of people is kept longer than a day."""
    imports.expire_old()
