"""How true findings are on labelled data that others made; run from a checkout, never shipped."""
