"""Pages of the team: questionnaires, permissions, and what each house asks."""
