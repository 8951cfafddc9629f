"""People: identities, what they agreed to, how they leave."""
