"""What each person has to do, and who changed what."""
