"""Verbs: what is noted about permissions, choices and approvals."""
