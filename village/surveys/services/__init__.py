"""What happens to questionnaires: planned, sent, answered, taken back."""
