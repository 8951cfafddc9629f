"""Haitian Creole: Django does not know it."""
