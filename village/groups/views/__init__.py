"""Pages about groups: the group itself, the parents in it, its meetings."""
