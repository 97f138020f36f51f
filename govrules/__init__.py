"""Govrules: the rules engine for constitutional reform."""
