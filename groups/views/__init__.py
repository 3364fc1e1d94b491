"""The pages of `groups/`, a file for each kind of page."""
