"""After-sales service, decided: asked for, answered, done step by step, paid, or taken on to the dispute procedure."""
