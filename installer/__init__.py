"""Makes what hospitals and counties are given: installers, portable folders, the server, the kit for a stick."""
