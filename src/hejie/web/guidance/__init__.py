"""Guidance on pages: what anyone reads and searches, what shops and the marketplace write, what is put before a claim."""
