"""Report: answers as values, as text in three languages, and in a terminal."""
