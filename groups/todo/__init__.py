"""What waits in Mitt arbete for whoever keeps seats and offices filled."""

from groups.todo import chairs, seats

__all__ = ["chairs", "seats"]
