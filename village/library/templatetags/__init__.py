"""What the templates of the catalogue load."""
