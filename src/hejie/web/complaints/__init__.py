"""Pages of complaints: for whoever complains, whom it is about, and those who handle it."""
