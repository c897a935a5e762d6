"""Questions of buyers to shops about a listing or an order line, their answers in time, and appointments for an installation."""
