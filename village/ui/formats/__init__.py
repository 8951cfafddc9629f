"""How dates and numbers are written, where Django would do otherwise."""
