"""Réunion Creole: Django does not know it."""
