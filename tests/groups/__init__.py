"""Groups: who may see them, what happens in them, their pages."""
