"""Pages of questions to shops and of appointments."""
