"""All that a report says, as plain values: of a case, complaints, a series, an account or owner."""

from moneygraph.report.dossier.dossier import dossier

__all__ = ["dossier"]
