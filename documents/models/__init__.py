"""Long work and its results, and the pages that the process leader writes."""

from documents.models.jobs import UNFINISHED, Job, JobState
from documents.models.pages import ABOUT, CONTACT, Page

__all__ = ["ABOUT", "CONTACT", "UNFINISHED", "Job", "JobState", "Page"]
