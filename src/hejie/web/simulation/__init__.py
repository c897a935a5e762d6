"""Pages on which an operator tries another procedure on closed cases, and sees what would change."""
