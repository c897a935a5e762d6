"""Where words lead off the platform or out of its custody: told to who writes and to who reads, never in anybody's way."""
