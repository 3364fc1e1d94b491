"""The register as anybody may read it: a view of the database with the public columns of what is not secret (L4, L7)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.search import Lexeme, SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Q

from documents.models.document import Direction
from documents.models.register import RegisteringAuthority
from groups.models import Body, CareCollaboration

PUNCTUATION = str.maketrans(dict.fromkeys("-:/.,;_@§()!?&+*'\"”’–", " "))  # as migrations/0007 splits the text
MOST_WORDS = 12


class PublicEntryQuerySet(models.QuerySet["PublicEntry"]):
    def matching(self, text: str) -> Self:
        """The lines in which every word is found: its beginning, its end (as in compounds), or another form of it."""
        found = self
        words = [word for word in text.translate(PUNCTUATION).split() if any(letter.isalnum() for letter in word)]
        for word in words[:MOST_WORDS]:
            found = found.filter(
                Q(words=SearchQuery(Lexeme(word, prefix=True), config="simple"))
                | Q(words=SearchQuery(Lexeme(word, prefix=True), config="swedish"))
                | Q(words_backwards=SearchQuery(Lexeme(word[::-1], prefix=True), config="simple"))
            )
        return found


class PublicEntry(models.Model):
    """One line of the register without what is protected (registerpost, den offentliga delen). Only read."""

    id = models.BigIntegerField(primary_key=True)
    collaboration = models.ForeignKey(CareCollaboration, models.DO_NOTHING, related_name="+")
    body = models.ForeignKey(Body, models.DO_NOTHING, related_name="+")
    document_id = models.BigIntegerField()  # no relation: a document says more than this line may
    authority = models.ForeignKey(RegisteringAuthority, models.DO_NOTHING, related_name="+")
    entered_at = models.DateTimeField("registrerad")
    designation = models.CharField("beteckning", max_length=40)
    dated_on = models.DateField("datum")
    direction = models.CharField("riktning", max_length=10, choices=Direction)
    subject_public = models.CharField("vad handlingen rör", max_length=300)
    counterparty_public = models.CharField("avsändare eller mottagare", max_length=200)
    authority_name = models.CharField("myndighet", max_length=200)
    external_number = models.CharField("myndighetens diarienummer", max_length=60)
    is_published = models.BooleanField("går att läsa på webben")
    disposed_on = models.DateField(null=True)
    words = SearchVectorField()
    words_backwards = SearchVectorField()
    designation_order = models.TextField()
    subject_order = models.TextField()

    objects = PublicEntryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "documents_publicentry"
        verbose_name = "offentlig registerpost"
        verbose_name_plural = "offentliga registerposter"

    def __str__(self) -> str:
        return self.designation
