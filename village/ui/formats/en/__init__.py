"""British English: Django's English is American."""
