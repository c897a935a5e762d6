"""The way to outside bodies: which of them fit a case and why, and the last day on which a court must be asked."""
