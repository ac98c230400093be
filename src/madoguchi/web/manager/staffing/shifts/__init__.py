"""シフト: the week, a day as a picture, one's own shifts; absences and who stands in."""
