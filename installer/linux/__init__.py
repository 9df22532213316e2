"""Packages for Linux: a portable folder and a Debian package, for two ages of the C library."""
