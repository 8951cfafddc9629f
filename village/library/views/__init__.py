"""Pages of the library: the public catalogue, and what a site decides of it."""
