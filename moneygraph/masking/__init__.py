"""A case whose people's names and numbers are replaced by pseudonyms, so that it can be shown.

Nothing above needs to know: a masked case is another database, in memory, with the same tables.
Only what `twin.sql` puts there is in it, so that what nobody judged is not shown.
"""

from moneygraph.masking.said import is_masked, said_all, said_file, said_names

__all__ = ["is_masked", "said_all", "said_file", "said_names"]
