"""What of people, seats, offices and powers waits for the reader of Mitt arbete."""

from groups.todo import chairs, grants, seats

__all__ = ["chairs", "grants", "seats"]
