"""Follows money through accounts: matching, taint, trails."""
