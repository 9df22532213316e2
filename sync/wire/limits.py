"""The numbers both ends agree on; a server may state lower ones in its ``Meta``."""

from __future__ import annotations

PROTOCOL = 1  # the version this code speaks

MAX_ITEMS = 200  # in one push; measured as the knee of the curve
MAX_BATCH_BYTES = 1 << 20  # sealed bytes in one push, before JSON and gzip
MAX_BODY_BYTES = 4 << 20  # of a push after inflating
MAX_SEALED_BYTES = 512 << 10  # of one object
MAX_NAME = 200  # characters of an id, a kind, an incarnation
MAX_CHECK_IDS = 5_000
MAX_PAGE_ITEMS = 200
MAX_BLOB_BYTES = 101 << 20  # a file of 100 MiB, and what encryption adds
CHUNK_BYTES = 256 << 10

TOKEN_SECONDS = 3_600
NONCE_SECONDS = 120
CODE_SECONDS = 1_200  # an enrolment code lives 20 minutes
CLOCK_SKEW_SECONDS = 300  # from here on the person is told
