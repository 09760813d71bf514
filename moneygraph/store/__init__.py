"""Store: the case file, its schema, data files, masking, errors."""
