"""Pages: the parent's, without an account, and the facilitator's list of who was asked."""
