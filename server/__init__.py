"""The county's side: takes what hospitals send, proves it, gives it back, shows it. Sees forms and sync.wire only."""
