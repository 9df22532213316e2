#!/bin/sh
# Puts 医安 into this person's menu.
exec "$(dirname "$0")/yian" --install-menu-entry
