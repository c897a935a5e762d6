"""Orders from elsewhere: files of other programs, and an invented market."""
