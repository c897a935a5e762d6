"""Public pages about proof: checking a dossier, the list of seals, and the public keys at their fixed address."""
