"""The pages of the way to outside bodies."""
