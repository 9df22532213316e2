"""What a hospital's computer believes of an answer, and when it comes again."""

from __future__ import annotations

from tools.campaign.guard import Guard, guard

_MACHINE = "tests/unit/test_sync_machine.py::"
_RETRY = "tests/unit/test_sync_retry.py::"
_ROAD = "tests/unit/test_sync_transport.py::"
_WIRE = "tests/unit/test_sync_wire.py::"
_SYNC = "tests/roundtrip/test_sync_guarantees.py::"
_RECEIVING = "tests/unit/test_store_receiving.py::"
_REPORTS = "tests/unit/test_store_anonymous.py::"
_OURS = "tests/roundtrip/test_guards.py::"

CLIENT = (
    guard(
        "a new epoch is asked about first",
        "sync/machine.py",
        "    if meta.server_epoch == state.epoch:",
        "    if True:",
        _MACHINE + "test_the_same_epoch_goes_on_with_records_and_another_is_rechecked_first",
    ),
    guard(
        "a new epoch in the middle is asked about",
        "sync/machine.py",
        "    if event.epoch != state.epoch:",
        "    if False:",
        _MACHINE + "test_a_new_epoch_in_the_middle_is_rechecked",
    ),
    guard(
        "another protocol ends the pass",
        "sync/machine.py",
        "    if highest_common(OURS, Window(low=meta.protocol_min, high=meta.protocol_max)) is None:",
        "    if False:",
        _MACHINE + "test_a_server_of_another_protocol_ends_the_pass_with_a_sentence",
    ),
    guard(
        "results belong to the items that were sent",
        "sync/machine.py",
        "if [result.op_id for result in answer.results] != [item.op_id for item in event.items]:",
        "if False:",
        _MACHINE + "test_results_for_other_items_are_somebody_elses_answer",
    ),
    guard(
        "a batch that fails is halved",
        "sync/machine.py",
        "return _load(replace(state, size=max(SMALLEST, len(event.items) // 2)))",
        "return state, Finish(failure=failure)",
        _MACHINE + "test_a_batch_that_fails_as_a_whole_is_halved",
        _SYNC + "test_a_poisoned_item_does_not_block_the_rest",
    ),
    guard(
        "a receipt is needed",
        "sync/proving.py",
        "    if not proves(result.receipt, item.object_id, facility_id, genuine):",
        "    if False:",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    guard(
        "a receipt names the very object",
        "sync/proving.py",
        "return leaf.object_id == object_id and ",
        "return ",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    guard(
        "a receipt names this hospital",
        "sync/proving.py",
        " and leaf.facility_id == facility_id and ",
        " and ",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    guard(
        "a receipt is signed by the county",
        "sync/proving.py",
        "leaf.facility_id == facility_id and genuine(receipt)",
        "leaf.facility_id == facility_id",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    guard(
        "a receipt comes with a standing",
        "sync/proving.py",
        " or result.receipt is None or result.standing is None:",
        " or result.receipt is None:",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    guard(
        "the signature of a receipt is held against its root",
        "sync/wire/receipt.py",
        "    except InvalidSignature:\n        return False",
        "    except InvalidSignature:\n        return True",
        _WIRE + "test_a_receipt_with_anything_changed_is_not_genuine",
    ),
    guard(
        "a leaf is no inner node",
        "sync/wire/receipt.py",
        'hashlib.sha256(b"\\x00" + encode(facts))',
        "hashlib.sha256(encode(facts))",
        _OURS + "test_the_digest_of_a_leaf_is_kept_apart_from_that_of_a_node",
    ),
    guard(
        "an answer carries a digest",
        "sync/judging.py",
        "    if reply.body and digest is None:",
        "    if False:",
        _ROAD + "test_what_is_not_the_countys_answer_is_never_taken_for_one",
    ),
    guard(
        "an answer is what its digest says",
        "sync/judging.py",
        "    if reply.body and digest != content_digest(reply.body):",
        "    if False:",
        _ROAD + "test_what_is_not_the_countys_answer_is_never_taken_for_one",
    ),
    guard(
        "no redirect is followed",
        "sync/http_line.py",
        "allow_redirects=False",
        "allow_redirects=True",
        _OURS + "test_a_redirect_is_not_followed_and_takes_nothing_along",
    ),
    Guard(
        name="a certificate is held against the system's list",
        file="sync/connection.py",
        edits=(
            ("truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)", "ssl._create_unverified_context()"),
            ('conn.cert_reqs = "CERT_REQUIRED"', 'conn.cert_reqs = "CERT_NONE"'),
        ),
        tests=(_ROAD + "test_a_certificate_that_nobody_vouches_for_gets_nothing",),
    ),
    Guard(
        name="a call ends at its deadline",
        file="sync/connection.py",
        edits=(
            ("        if left <= 0:", "        if False:"),
            ("sock.settimeout(min(left, self.silence_s))", "sock.settimeout(self.silence_s)"),
        ),
        tests=(_ROAD + "test_an_answer_that_trickles_ends_at_the_deadline",),
    ),
    guard(
        "in clear only inside the hospital",
        "sync/transport.py",
        'if parts.scheme == "http" and not _is_local(parts.hostname):',
        "if False:",
        _ROAD + "test_an_address_without_encryption_on_the_open_net_is_refused",
    ),
    guard(
        "the wait has a cap",
        "sync/retry.py",
        "ceiling = min(CAP_S, BASE_S",
        "ceiling = max(0.0, BASE_S",
        _RETRY + "test_there_is_no_last_attempt_and_no_wait_beyond_the_cap",
    ),
    guard(
        "the wait is left to chance",
        "sync/retry.py",
        "return ceiling * chance",
        "return ceiling",
        _RETRY + "test_the_wait_after_so_many_tries",
    ),
    guard(
        "the server's wish has a cap",
        "sync/retry.py",
        "min(CAP_S, max(0.0, float(retry_after_s)))",
        "max(0.0, float(retry_after_s))",
        _RETRY + "test_the_wait_after_so_many_tries",
    ),
    guard(
        "an item is set apart after many tries only",
        "sync/patience.py",
        "return tries.count >= QUARANTINE_TRIES and is_old",
        "return is_old",
        _OURS + "test_an_item_is_set_apart_after_eight_tries_and_a_day_and_not_before",
    ),
    guard(
        "an item is set apart after a day only",
        "sync/patience.py",
        "return tries.count >= QUARANTINE_TRIES and is_old",
        "return tries.count >= QUARANTINE_TRIES",
        _OURS + "test_an_item_is_set_apart_after_eight_tries_and_a_day_and_not_before",
    ),
    guard(
        "an item that fails alone is set apart at last",
        "sync/patience.py",
        "return tries.count >= QUARANTINE_TRIES and is_old",
        "return False",
        _SYNC + "test_a_poisoned_item_does_not_block_the_rest",
    ),
    guard(
        "incidents go first",
        "sync/ledger.py",
        ".order_by(OutboxRow.lane, OutboxRow.op_seq)",
        ".order_by(OutboxRow.op_seq)",
        _OURS + "test_incidents_go_before_what_was_sealed_earlier",
    ),
    Guard(
        name="the cursor moves with what it covers",
        file="sync/pull.py",
        edits=(
            (
                "    items = [item for item in page.items if item.sealed is not None]\n    with store.write() as session:\n",
                "    items = [item for item in page.items if item.sealed is not None]\n    with store.write() as session:\n"
                "        bookmarks.keep_cursor(session, page.next_cursor)\n    with store.write() as session:\n",
            ),
        ),
        tests=(_OURS + "test_a_page_that_could_not_be_kept_is_fetched_again",),
    ),
    guard(
        "a pulled object is proved",
        "sync/stages/paging.py",
        "            if not came.is_proved:",
        "            if False:",
        _OURS + "test_a_page_without_the_countys_proof_is_not_used",
    ),
    guard(
        "a fetched attachment is what its name says",
        "models/workflow/receiving.py",
        "if wanted is None or digest(data) != sha256:",
        "if wanted is None:",
        _RECEIVING + "test_private_parts_and_photos_arrive_apart_and_are_read_with_the_key",
    ),
    guard(
        "a received object is what its name says",
        "models/workflow/receiving.py",
        "if digest(item.data) != item.object_id:",
        "if False:",
        _RECEIVING + "test_changed_bytes_and_another_hospitals_records_are_refused",
    ),
    guard(
        "another hospital's record is not received",
        "models/workflow/receiving.py",
        "    if sealed.facility != facility:",
        "    if False:",
        _RECEIVING + "test_changed_bytes_and_another_hospitals_records_are_refused",
    ),
    guard(
        "an anonymous photo loses its traces",
        "models/workflow/anonymous.py",
        "name: without_traces(file.data, file.mime) for name, file",
        "name: file.data for name, file",
        _REPORTS + "test_photos_lose_their_traces_and_lie_apart",
    ),
)
