"""The rules on which delivery rests. A world may be told to break some, so that the simulation proves it would notice."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    # of the computer
    SEAL_AND_QUEUE_TOGETHER = "seal and queue in one transaction"
    RECEIPT_PROVES = "only a receipt for the very object counts as delivered"
    CALL_NUMBER = "an answer repeats the number of its call"
    CURSOR_WITH_PAGE = "a page and its cursor are one transaction"
    CURSOR_FORGOTTEN = "another epoch begins the feed anew"
    EPOCH_RECHECKED = "another epoch is rechecked"
    EPOCH_AFTER_RECHECK = "an epoch is remembered after the last slice"
    RECEIPT_SHOWN = "every pass shows the last receipt"
    OTHERS_RECHECKED = "what came from others is rechecked as well"
    SPOT_CHECKED = "every pass asks for a slice of what should be there"
    OWN_FETCHED_BACK = "own records that were lost here are fetched with their bytes"
    COUNTY_TIME = "waiting goes by the county's time"
    REASON_KEPT = "what is set apart has a reason"
    POISON_HALVED = "a batch that fails as a whole is halved"
    BLOB_WHOLE = "an attachment is forgotten only when the county has all of it"
    COPY_RENEWED = "a copy takes a number of its own"
    # of the county
    ONCE = "one row per object"
    COMMIT_BEFORE_ANSWER = "committed before it is answered"
    COMMIT_ORDER = "numbers are given in the order of commits"
    CURSOR_BOUND = "a cursor of another epoch leads nowhere"
    ROLLBACK_NOTICED = "a genuine receipt for what is not here changes the epoch"
    FORK_NOTICED = "one number used for two operations is a copy"
