"""Programs that are measured from outside: each prints instants and memory as one JSON line and ends."""
