"""What of people, seats, offices and powers waits for the reader of Mitt arbete."""

from groups.todo.chairs import empty_offices
from groups.todo.grants import grants_that_end_soon

__all__ = ["empty_offices", "grants_that_end_soon"]
