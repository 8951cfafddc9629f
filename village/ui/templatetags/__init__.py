"""What the templates of every application may use without loading it."""
