"""A case whose people's names and numbers are replaced by pseudonyms, so that it can be shown.

Nothing above needs to know: a masked case is another database, in memory, with the same tables.
Only what `twin.sql` puts there is in it, so that what nobody judged is not shown.
"""

from moneygraph.masking.key import has_key, make_key
from moneygraph.masking.said import is_masked, said_file, said_names
from moneygraph.masking.twin import open_twin

__all__ = ["has_key", "is_masked", "make_key", "open_twin", "said_file", "said_names"]
