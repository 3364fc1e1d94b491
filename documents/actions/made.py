"""Documents that an upper floor makes of its own: registered in the moment they are made, by the rule that the floor has asked."""

import io
from typing import Any

from django.db import transaction

from documents.actions.files import examine, keep
from documents.actions.life import authority_of, enter
from documents.models import Document, DocumentHome, DocumentType, DocumentVersion
from groups.models import Body, User
from samla import clock
from samla.writing import write


@transaction.atomic
def register_made(
    body: Body,
    data: bytes,
    filename: str,
    *,
    document_type: DocumentType,
    title: str,
    home: DocumentHome,
    by: User,
    **facts: Any,
) -> Document:
    """The bytes as a finalised document with its line in the register, in `by`'s name; `facts` are fields of Document.

    Asks no rule: whoever took the step that made it was asked for that step, perhaps hours before the worker comes to it.
    Raises ValidationError without a registering authority (L6), FileRefusedError when the bytes cannot be kept.
    """
    document = Document(
        collaboration=body.collaboration,
        body=body,
        document_type=document_type,
        title=title,
        home=home,
        author=by,
        **facts,
    )
    document.drawn_up_on = document.drawn_up_on or clock.today()
    authority_of(document)
    write(document)
    file = io.BytesIO(data)
    examined = examine(file, filename)
    version = DocumentVersion(
        document=document, number=1, blob=keep(file, examined), filename=examined.filename, by=by, by_name=by.name
    )
    write(version)
    enter(document, by=by)
    return document
