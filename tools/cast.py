"""Who plays in the demo, and the few words in which a window and the one who directs it understand each other."""

from __future__ import annotations

HOSPITAL = "示范县第一卫生院"
PIN = "271828"  # the people of the demo start with their administrator's; the sixth digit gives it
ADMIN, OFFICER, HEAD, NURSE, LEADER, STAFF, QUALITY = "0101", "0107", "0188", "0231", "0301", "0415", "0520"
WISH, DONE = "@", "done"  # first letter of a wish among the lines said, and the answer to it
