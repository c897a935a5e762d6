"""After-sales service: what is asked for, in which steps it is done, what goes back; before anything is a dispute."""
