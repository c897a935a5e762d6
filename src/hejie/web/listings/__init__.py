"""Pages about listings: a shop's list, one listing with what is noticed about it, its form, and files of many."""
