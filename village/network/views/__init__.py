"""Pages of the network: where each person starts, and what the national team keeps in order."""
