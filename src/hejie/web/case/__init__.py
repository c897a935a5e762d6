"""The case page, part by part: each module turns what the reader may see into what one section of the page shows."""
