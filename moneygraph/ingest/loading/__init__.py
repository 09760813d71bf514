"""From layout to rows to transfers: reads exports, pairs their sides, says what it refused."""
