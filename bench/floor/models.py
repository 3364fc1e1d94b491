"""The least that a table and a page about one thing need."""

from django.db import models


class Unit(models.Model):
    name = models.CharField(max_length=200)


class Person(models.Model):
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT)


class Matter(models.Model):
    """A row of the table: a matter with an owner."""

    pile = models.CharField(max_length=20, db_index=True)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20)
    owner = models.ForeignKey(Person, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT)
    starts_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    minutes = models.IntegerField()
    summary = models.TextField()
    background = models.TextField()
    question = models.TextField()
    proposal = models.TextField()
    consequence = models.TextField()

    class Meta:
        ordering = ["number"]


class Party(models.Model):
    """A unit that a matter concerns."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, models.PROTECT)


class Topic(models.Model):
    name = models.CharField(max_length=200)


class MatterTopic(models.Model):
    """What a matter is about."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, models.PROTECT)


class Way(models.Model):
    """Where a unit may send its matters."""

    source = models.ForeignKey(Unit, models.CASCADE, related_name="ways")
    target = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    label = models.CharField(max_length=100)


class Event(models.Model):
    """What happened to a matter."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="events")
    label = models.CharField(max_length=100)
    by = models.ForeignKey(Person, models.PROTECT)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering = ["-pk"]


class Remark(models.Model):
    """What somebody wrote about a matter."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="remarks")
    by = models.ForeignKey(Person, models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["pk"]


class Gathering(models.Model):
    """A meeting with its agenda."""

    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)


class Point(models.Model):
    """An item of the agenda, with those who speak to it."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="points")
    number = models.IntegerField()
    title = models.CharField(max_length=300)
    body = models.TextField()
    proposal = models.TextField()
    state = models.CharField(max_length=20)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT)
    starts_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    minutes = models.IntegerField()
    reference = models.CharField(max_length=40)
    people = models.ManyToManyField(Person)

    class Meta:
        ordering = ["number"]


class Paper(models.Model):
    """A document of an item."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="papers")
    title = models.CharField(max_length=200)
    size = models.IntegerField()
