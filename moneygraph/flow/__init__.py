"""Follows money through accounts: matching, shares, trails."""
