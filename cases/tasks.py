from collections.abc import Sequence

from cases import actions
from cases.models import Case
from documents.actions import begin, finish
from samla.tasks import task


@task(retries=2)
def write_case_file(
    job_id: str,
    case_pk: int,
    with_notes: bool,  # noqa: FBT001  arguments of a queued call
    documents: Sequence[int] = (),
) -> None:
    job = begin(job_id)
    if job is not None:
        case = Case.objects.select_related("collaboration", "origin", "holder", "aims_at").get(pk=case_pk)
        finish(job, actions.file_of(case, with_notes=with_notes, documents=documents))
