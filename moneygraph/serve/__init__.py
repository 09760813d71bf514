"""A case as pages on the machine's own address, for people who do not type commands."""
