"""Which collaboration an event is of, where the row itself does not say."""

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast

from cases.models import CaseStep
from documents.models import DocumentVersion
from groups.models import Appointment, BodyGrant, CareCollaboration, OrganisationGrant, User

STEP_OF_LETTER = r"^case-step:(\d{1,18}):"


def of_person(path: str, collaboration: CareCollaboration) -> Q:
    """People are in no collaboration: a person's events belong where she was added, or has or had a seat or a grant."""
    here = {"user": OuterRef(path)}
    return (
        Q(Exists(User.objects.filter(pk=OuterRef(path), added_in=collaboration.pk)))
        | Q(Exists(Appointment.objects.filter(**here, seat__body__collaboration=collaboration.pk)))
        | Q(Exists(BodyGrant.objects.filter(**here, content_object__collaboration=collaboration.pk)))
        | Q(Exists(OrganisationGrant.objects.filter(**here, content_object__collaboration=collaboration.pk)))
    )


def of_user(collaboration: CareCollaboration) -> Q:
    """The person herself."""
    return of_person("pgh_obj_id", collaboration)


def of_choice(collaboration: CareCollaboration) -> Q:
    """What a person has chosen for herself."""
    return of_person("user_id", collaboration)


def of_letter(collaboration: CareCollaboration) -> Q:
    """A letter belongs to the collaboration that it names, and one that names none where its receiver does.

    Before letters named their collaboration, those about a step were their case's. The same answer for a letter and for
    an event of its history.
    """
    number = Func(OuterRef("key"), Value(STEP_OF_LETTER), function="substring", output_field=TextField())
    step = CaseStep.objects.filter(pk=Cast(number, BigIntegerField()), case__collaboration=collaboration.pk)
    about_a_step = Q(key__startswith="case-step:")
    nameless = (about_a_step & Q(Exists(step))) | (~about_a_step & of_person("recipient_id", collaboration))
    return Q(area=collaboration.slug) | (Q(area="") & nameless)


def of_nobody(_collaboration: CareCollaboration) -> Q:
    """The whole portal's own work, which is no collaboration's."""
    return Q(pgh_id__lt=0)


def of_job(collaboration: CareCollaboration) -> Q:
    """Work is asked for at an address, and every collaboration has its own."""
    if collaboration.is_home:
        return Q(address__startswith="/") & ~Q(address__startswith="/o/")
    return Q(address__startswith=f"{collaboration.prefix}/")


def of_blob(collaboration: CareCollaboration) -> Q:
    """Bytes are of every collaboration where a document has them."""
    versions = DocumentVersion.objects.filter(blob=OuterRef("pgh_obj_id"), document__collaboration=collaboration.pk)
    return Q(Exists(versions))
