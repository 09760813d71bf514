"""Sets the points of `droppers` by all labelled worlds together; see `command`."""
