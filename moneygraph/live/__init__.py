"""What happens while it happens: exports as they land, transfers as they are made."""
