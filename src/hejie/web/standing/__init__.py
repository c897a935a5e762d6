"""The pages about standings: one's own, and the operator's list of sanctions."""
