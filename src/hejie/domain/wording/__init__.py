"""What people write, looked through for words that buy or demand a review, or that sound like a promise."""
