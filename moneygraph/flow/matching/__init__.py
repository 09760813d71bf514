"""Matching: which part of an incoming transfer paid for which part of an outgoing one."""
