"""Backups: everything of an installation in one file that proves itself, and its way back."""
