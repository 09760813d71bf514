"""Which transfer each complaint complains of, and why where none is found."""

from moneygraph.ingest.complaints.claims import ensure_claims, make_claims
from moneygraph.ingest.complaints.listed import Complaint, Complaints, list_complaints

__all__ = ["Complaint", "Complaints", "ensure_claims", "list_complaints", "make_claims"]
