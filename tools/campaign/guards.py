"""The guards of the program, how each is taken out, and the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Each edit is (a text that stands in the file exactly once, what stands there without the guard)."""

    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    tests: tuple[str, ...]


def _guard(name: str, file: str, find: str, replacement: str, *tests: str) -> Guard:
    return Guard(name=name, file=file, edits=((find, replacement),), tests=tests)


_PUSH = "tests/api/test_push.py::"
_PULL = "tests/api/test_pull.py::"
_BLOBS = "tests/api/test_blobs.py::"
_ENROL = "tests/api/test_enrolment.py::"
_CHECKS = "tests/api/test_county_checks.py::"
_ANONYMOUS = "tests/api/test_anonymous.py::"
_SCHEMA = "tests/migrations/test_county_schema.py::"
_MACHINE = "tests/unit/test_sync_machine.py::"
_RETRY = "tests/unit/test_sync_retry.py::"
_ROAD = "tests/unit/test_sync_transport.py::"
_WIRE = "tests/unit/test_sync_wire.py::"
_SYNC = "tests/roundtrip/test_sync_guarantees.py::"
_FAULTS = "tests/unit/test_store_faults.py::"
_OPENING = "tests/unit/test_store_opening.py::"
_BOX = "tests/unit/test_store_blackbox.py::"
_VAULT = "tests/unit/test_store_vault.py::"
_SEALING = "tests/unit/test_store_sealing.py::"
_RECEIVING = "tests/unit/test_store_receiving.py::"
_REPORTS = "tests/unit/test_store_anonymous.py::"
_OURS = "tests/roundtrip/test_guards.py::"

_COUNTY = (
    _guard(
        "one row per object of a hospital",
        "server/migrations/versions/0001_first.py",
        'sa.PrimaryKeyConstraint("facility_id", "object_id", name=op.f("pk_objects"))',
        'sa.PrimaryKeyConstraint("facility_id", "object_id", "server_seq", name=op.f("pk_objects"))',
        _SCHEMA + "test_the_steps_lead_to_the_declared_tables",
    ),
    _guard(
        "one object per number of a hospital",
        "server/migrations/versions/0001_first.py",
        'sa.UniqueConstraint("facility_id", "server_seq", name=op.f("uq_objects_facility_id_server_seq")),\n',
        "",
        _SCHEMA + "test_the_steps_lead_to_the_declared_tables",
    ),
    _guard(
        "a row that is there is left alone",
        "server/database.py",
        "return sqlite_insert(table).on_conflict_do_nothing()",
        "return sqlite_insert(table)",
        _ENROL + "test_a_nonce_is_good_once_and_for_two_minutes",
    ),
    _guard(
        "what is known gets its first receipt",
        "server/intake.py",
        "known = set(read_receipts(session, facility_id, list(unique)))",
        "known: set[str] = set()",
        _PUSH + "test_a_resent_record_is_a_duplicate_with_the_first_receipt",
    ),
    _guard(
        "the same object twice in a batch is one",
        "server/push.py",
        "is_first = item.object_id not in seen",
        "is_first = True",
        _OURS + "test_one_record_twice_in_a_batch_is_stored_once_and_known_once",
    ),
    _guard(
        "an operation id stands for its first bytes",
        "server/operations.py",
        "item.op_id for item in items if objects.get(item.op_id, item.object_id) != item.object_id",
        "item.op_id for item in items if False",
        _PUSH + "test_an_operation_number_with_other_bytes_is_refused_and_the_first_bytes_stand",
    ),
    _guard(
        "a copied computer is told",
        "server/operations.py",
        "is_fork = any(owners.get(item.op_seq, set()) - {item.op_id} for item in items)",
        "is_fork = False",
        _PUSH + "test_a_cloned_computer_is_noticed_and_its_records_are_kept",
    ),
    _guard(
        "a server that went back in time takes a new epoch",
        "server/push.py",
        "    rotate_epoch(session, receipt.leaf.epoch)\n",
        "",
        _PUSH + "test_a_server_that_went_back_in_time_says_so_and_takes_a_new_epoch",
    ),
    _guard(
        "an object under another number is history, too",
        "server/push.py",
        "if here is not None and here.leaf == receipt.leaf:",
        "if here is not None:",
        _OURS + "test_a_restored_server_that_gave_the_object_another_number_is_noticed",
    ),
    _guard(
        "a forged receipt does not turn the epoch",
        "server/push.py",
        "or not is_genuine(receipt, keys)",
        "",
        _OURS + "test_a_forged_receipt_does_not_turn_the_epoch",
    ),
    _guard(
        "another hospital's receipt does not turn the epoch",
        "server/push.py",
        "if receipt is None or receipt.leaf.facility_id != caller.facility_id:",
        "if receipt is None:",
        _OURS + "test_another_hospitals_receipt_does_not_turn_the_epoch",
    ),
    Guard(
        name="nothing unread is called stored",
        file="server/intake.py",
        edits=(
            (
                "    receipts = read_receipts(session, facility_id, list(arrivals))\n",
                "    receipts = {\n        object_id: Receipt(\n            leaf=Leaf(facility_id=facility_id, object_id=object_id, "
                'server_seq=0, received_at="", epoch=""),\n            path=(),\n            key_id="",\n            signature="",\n'
                "        )\n        for object_id in arrivals\n    }\n",
            ),
            ("standing=standings[object_id],", "standing=Standing.STORED,"),
        ),
        tests=(_OURS + "test_a_row_that_the_database_swallowed_is_not_called_stored",),
    ),
    _guard(
        "a batch without a digest is not read",
        "server/push.py",
        'if "Content-Digest" not in request.headers:',
        "if False:",
        _OURS + "test_a_batch_without_a_digest_is_not_read",
    ),
    _guard(
        "a body is what its digest says",
        "server/bodies.py",
        "if claimed is not None and claimed != content_digest(bytes(body)):",
        "if False:",
        _PUSH + "test_a_body_that_was_changed_on_its_way_keeps_nothing",
    ),
    _guard(
        "an object is what its name says",
        "server/examining.py",
        "if sha256_hex(item.sealed) != item.object_id:",
        "if False:",
        _PUSH + "test_a_bad_item_is_answered_alone_and_its_neighbours_are_kept",
    ),
    _guard(
        "an object has a limit",
        "server/examining.py",
        "if len(item.sealed) > MAX_SEALED_BYTES:",
        "if False:",
        _OURS + "test_an_object_beyond_the_limit_is_refused_alone",
    ),
    _guard(
        "a batch inflates to a limit",
        "server/bodies.py",
        "plain = inflater.decompress(body, MAX_BODY_BYTES + 1)",
        "plain = inflater.decompress(body)[:MAX_BODY_BYTES]",
        _PUSH + "test_a_zip_bomb_is_stopped_while_it_inflates",
    ),
    _guard(
        "a gzip that ends early is no batch",
        "server/bodies.py",
        "if not inflater.eof:",
        "if False:",
        _OURS + "test_a_gzip_without_its_end_is_no_batch",
    ),
    _guard(
        "a record of another hospital is refused",
        "server/examining.py",
        "if content.facility != facility_id:",
        "if False:",
        _PUSH + "test_a_record_of_another_hospital_is_refused",
        _PULL + "test_another_hospital_learns_nothing",
    ),
    _guard(
        "only the county gives orders",
        "server/examining.py",
        "        case ObjectKind.ORDER:\n            return Refused",
        "        case ObjectKind.ORDER if False:\n            return Refused",
        _SYNC + "test_a_rejected_record_is_set_apart_with_its_reason_and_can_be_sent_again",
    ),
    _guard(
        "an unknown form is parked, not understood",
        "server/examining.py",
        "if form.digest != revision.form_digest:",
        "if False:",
        _OURS + "test_a_form_of_the_same_version_with_another_content_is_parked",
    ),
    _guard(
        "the answer waits for the commit",
        "server/county.py",
        'Writing = Annotated[Session, Depends(get_write_session, scope="function")]',
        'Writing = Annotated[Session, Depends(get_write_session, scope="request")]',
        _CHECKS + "test_a_commit_that_fails_is_never_answered_as_stored",
    ),
    _guard(
        "the county's embedded database waits for the disk",
        "server/database.py",
        '"PRAGMA synchronous = EXTRA"',
        '"PRAGMA synchronous = NORMAL"',
        _SCHEMA + "test_every_connection_waits_for_the_disk",
    ),
    _guard(
        "a pull shows one hospital only",
        "server/pull.py",
        ".where(StoredObject.facility_id == caller.facility_id, StoredObject.server_seq > after)",
        ".where(StoredObject.server_seq > after)",
        _PULL + "test_another_hospital_learns_nothing",
    ),
    _guard(
        "a check tells of one hospital only",
        "server/check.py",
        "StoredObject.facility_id == caller.facility_id, StoredObject.object_id.in_(some)",
        "StoredObject.object_id.in_(some)",
        _PULL + "test_another_hospital_learns_nothing",
    ),
    _guard(
        "a cursor belongs to an epoch",
        "server/pull.py",
        "if cursor_epoch == epoch:",
        "if True:",
        _PULL + "test_a_cursor_of_another_epoch_or_hospital_is_refused",
    ),
    _guard(
        "a cursor belongs to a hospital",
        "server/pull.py",
        "case (caller.facility_id, str(cursor_epoch), int(position))",
        "case (str(), str(cursor_epoch), int(position))",
        _PULL + "test_a_cursor_of_another_epoch_or_hospital_is_refused",
    ),
    _guard(
        "a cursor ahead of the server leads nowhere",
        "server/pull.py",
        "if position <= last:",
        "if True:",
        _OURS + "test_a_cursor_ahead_of_the_server_leads_nowhere",
    ),
    _guard(
        "a text of the server carries its proof",
        "server/sealed_text.py",
        "if not hmac.compare_digest(mac.encode(), self._mac(purpose, payload).encode()):",
        "if False:",
        _PULL + "test_a_forged_cursor_leads_nowhere",
        _ENROL + "test_a_made_up_credential_opens_nothing",
    ),
    _guard(
        "a text for one purpose is not one for another",
        "server/sealed_text.py",
        'f"{purpose}\\n{text}".encode()',
        "text.encode()",
        _OURS + "test_a_text_for_one_purpose_is_not_one_for_another",
    ),
    _guard(
        "a nonce is good once",
        "server/tokens.py",
        "    if session.execute(insert).first() is None:",
        "    if session.execute(insert).first() is False:",
        _ENROL + "test_a_nonce_is_good_once_and_for_two_minutes",
    ),
    _guard(
        "a nonce ends",
        "server/tokens.py",
        "if facts is None or str(facts[1]) <= to_text(now):",
        "if facts is None:",
        _ENROL + "test_a_nonce_is_good_once_and_for_two_minutes",
    ),
    _guard(
        "a token needs the computer's key",
        "server/tokens.py",
        "        key.verify(request.signature, token_challenge(request.device_id, request.nonce))\n",
        "        token_challenge(request.device_id, request.nonce)\n",
        _ENROL + "test_a_token_needs_the_computers_own_key",
    ),
    _guard(
        "a token ends",
        "server/tokens.py",
        "if facts is None or from_text(str(facts[1])) <= county.clock.now():",
        "if facts is None:",
        _ENROL + "test_a_token_ends_after_an_hour_of_the_servers_clock",
    ),
    _guard(
        "a revoked computer is stopped",
        "server/tokens.py",
        "if device.revoked_at is not None:",
        "if False:",
        _ENROL + "test_a_revoked_computer_is_told_so_and_keeps_nothing_out_of_order",
    ),
    _guard(
        "an anonymous credential is the hospital's",
        "server/tokens.py",
        'if not hmac.compare_digest(proof.encode(), county.sealer.derive("anonymous", facility_id).encode()):',
        "if False:",
        _ENROL + "test_a_made_up_credential_opens_nothing",
    ),
    _guard(
        "an anonymous report comes without a computer",
        "server/anonymous.py",
        "if caller.device_id is not None:",
        "if False:",
        _ANONYMOUS + "test_a_computers_own_token_is_refused",
    ),
    _guard(
        "an enrolment code is good once",
        "server/enrolment.py",
        "if code is None or code.used_by is not None or code.expires_at <= to_text(now):",
        "if code is None or code.expires_at <= to_text(now):",
        _ENROL + "test_a_code_is_good_once",
    ),
    _guard(
        "an enrolment code ends",
        "server/enrolment.py",
        "if code is None or code.used_by is not None or code.expires_at <= to_text(now):",
        "if code is None or code.used_by is not None:",
        _ENROL + "test_a_code_is_good_for_twenty_minutes",
    ),
    _guard(
        "codes can't be guessed",
        "server/limiter.py",
        "if attempt is None or attempt.count < LIMIT:",
        "if True:",
        _ENROL + "test_guessing_codes_ends_after_ten_tries_even_for_the_right_one",
    ),
    _guard(
        "a hospital is bound to one register entry",
        "server/enrolment.py",
        "if facility_id not in (None, facility.facility_id):",
        "if False:",
        _ENROL + "test_another_hospitals_computer_cannot_join",
    ),
    _guard(
        "a chunk is what its digest says",
        "server/blobs.py",
        "if given_digest != content_digest(body):",
        "if False:",
        _BLOBS + "test_a_chunk_that_was_changed_on_its_way_is_not_kept",
    ),
    _guard(
        "a chunk goes on where the last ended",
        "server/blobs.py",
        "if blob.is_complete or upload_offset != blob.received or upload_length != blob.size:",
        "if blob.is_complete:",
        _BLOBS + "test_the_server_says_where_to_go_on",
    ),
    _guard(
        "a whole attachment is what its name says",
        "server/blobs.py",
        "if is_end and hashlib.sha256(read_blob(session, caller.facility_id, sha256)).hexdigest() != sha256:",
        "if False:",
        _BLOBS + "test_a_whole_that_is_not_what_its_name_says_begins_anew",
    ),
    _guard(
        "a chunk has a limit",
        "server/blobs.py",
        "if not 0 <= upload_length <= MAX_BLOB_BYTES or len(body) > CHUNK_BYTES:",
        "if False:",
        _BLOBS + "test_too_long_a_chunk_is_refused",
    ),
    _guard(
        "only named attachments exist",
        "server/blobs.py",
        "return is_sha256(sha256) and session.execute(named.limit(1)).first() is not None",
        "return True",
        _BLOBS + "test_an_attachment_that_no_record_names_does_not_exist",
    ),
    _guard(
        "an attachment is named by the caller's own hospital",
        "server/blobs.py",
        "        ManifestRow.facility_id == facility_id, ManifestRow.sha256 == sha256\n",
        "        ManifestRow.sha256 == sha256\n",
        _BLOBS + "test_another_hospital_cannot_read_or_guess_a_photo",
    ),
)

_CLIENT = (
    _guard(
        "a new epoch is asked about first",
        "sync/machine.py",
        "    if meta.server_epoch == state.epoch:",
        "    if True:",
        _MACHINE + "test_the_same_epoch_goes_on_with_records_and_another_is_rechecked_first",
        _SYNC + "test_a_restored_county_gets_back_what_it_lost",
    ),
    _guard(
        "a new epoch in the middle is asked about",
        "sync/machine.py",
        "    if event.epoch != state.epoch:",
        "    if False:",
        _MACHINE + "test_a_new_epoch_in_the_middle_is_rechecked",
    ),
    _guard(
        "another protocol ends the pass",
        "sync/machine.py",
        "if not meta.protocol_min <= PROTOCOL <= meta.protocol_max:",
        "if False:",
        _MACHINE + "test_a_server_of_another_protocol_ends_the_pass_with_a_sentence",
    ),
    _guard(
        "results belong to the items that were sent",
        "sync/machine.py",
        "if [result.op_id for result in answer.results] != [item.op_id for item in event.items]:",
        "if False:",
        _MACHINE + "test_results_for_other_items_are_somebody_elses_answer",
    ),
    _guard(
        "a batch that fails is halved",
        "sync/machine.py",
        "return _load(replace(state, size=max(SMALLEST, len(event.items) // 2)))",
        "return state, Finish(failure=failure)",
        _MACHINE + "test_a_batch_that_fails_as_a_whole_is_halved",
        _SYNC + "test_a_poisoned_item_does_not_block_the_rest",
    ),
    _guard(
        "a receipt is needed",
        "sync/proving.py",
        "    if not proves(result.receipt, item.object_id, facility_id, genuine):",
        "    if False:",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    _guard(
        "a receipt names the very object",
        "sync/proving.py",
        "return leaf.object_id == object_id and ",
        "return ",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    _guard(
        "a receipt names this hospital",
        "sync/proving.py",
        " and leaf.facility_id == facility_id and ",
        " and ",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    _guard(
        "a receipt is signed by the county",
        "sync/proving.py",
        "leaf.facility_id == facility_id and genuine(receipt)",
        "leaf.facility_id == facility_id",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    _guard(
        "a receipt comes with a standing",
        "sync/proving.py",
        " or result.receipt is None or result.standing is None:",
        " or result.receipt is None:",
        _OURS + "test_only_a_genuine_receipt_for_the_very_object_counts",
    ),
    _guard(
        "the signature of a receipt is held against its root",
        "sync/wire/receipt.py",
        "    except InvalidSignature:\n        return False",
        "    except InvalidSignature:\n        return True",
        _WIRE + "test_a_receipt_with_anything_changed_is_not_genuine",
    ),
    _guard(
        "a leaf is no inner node",
        "sync/wire/receipt.py",
        'hashlib.sha256(b"\\x00" + encode(facts))',
        "hashlib.sha256(encode(facts))",
        _OURS + "test_the_digest_of_a_leaf_is_kept_apart_from_that_of_a_node",
    ),
    _guard(
        "an answer carries a digest",
        "sync/judging.py",
        "    if reply.body and digest is None:",
        "    if False:",
        _ROAD + "test_what_is_not_the_countys_answer_is_never_taken_for_one",
    ),
    _guard(
        "an answer is what its digest says",
        "sync/judging.py",
        "    if reply.body and digest != content_digest(reply.body):",
        "    if False:",
        _ROAD + "test_what_is_not_the_countys_answer_is_never_taken_for_one",
    ),
    _guard(
        "no redirect is followed",
        "sync/transport.py",
        "allow_redirects=False",
        "allow_redirects=True",
        _OURS + "test_a_redirect_is_not_followed_and_takes_nothing_along",
    ),
    _guard(
        "a certificate is held against the system's list",
        "sync/connection.py",
        "self._context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)",
        "self._context = ssl._create_unverified_context()",
        _ROAD + "test_a_certificate_that_nobody_vouches_for_gets_nothing",
    ),
    _guard(
        "a call ends at its deadline",
        "sync/connection.py",
        "sock.settimeout(min(left, self.silence_s))",
        "sock.settimeout(self.silence_s)",
        _ROAD + "test_an_answer_that_trickles_ends_at_the_deadline",
    ),
    _guard(
        "in clear only inside the hospital",
        "sync/transport.py",
        'if parts.scheme == "http" and not _is_local(parts.hostname):',
        "if False:",
        _ROAD + "test_an_address_without_encryption_on_the_open_net_is_refused",
    ),
    _guard(
        "the wait has a cap",
        "sync/retry.py",
        "ceiling = min(CAP_S, BASE_S",
        "ceiling = max(0.0, BASE_S",
        _RETRY + "test_there_is_no_last_attempt_and_no_wait_beyond_the_cap",
    ),
    _guard(
        "the wait is left to chance",
        "sync/retry.py",
        "return ceiling * chance",
        "return ceiling",
        _RETRY + "test_the_wait_after_so_many_tries",
    ),
    _guard(
        "the server's wish has a cap",
        "sync/retry.py",
        "min(CAP_S, max(0.0, float(retry_after_s)))",
        "max(0.0, float(retry_after_s))",
        _RETRY + "test_the_wait_after_so_many_tries",
    ),
    _guard(
        "an item is set apart after many tries only",
        "sync/patience.py",
        "return tries.count >= QUARANTINE_TRIES and is_old",
        "return is_old",
        _OURS + "test_an_item_is_set_apart_after_eight_tries_and_a_day_and_not_before",
    ),
    _guard(
        "an item is set apart after a day only",
        "sync/patience.py",
        "return tries.count >= QUARANTINE_TRIES and is_old",
        "return tries.count >= QUARANTINE_TRIES",
        _OURS + "test_an_item_is_set_apart_after_eight_tries_and_a_day_and_not_before",
    ),
    _guard(
        "an item that fails alone is set apart at last",
        "sync/patience.py",
        "return tries.count >= QUARANTINE_TRIES and is_old",
        "return False",
        _SYNC + "test_a_poisoned_item_does_not_block_the_rest",
    ),
    _guard(
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
    _guard(
        "a pulled object is proved",
        "sync/stages/paging.py",
        "            if not came.is_proved:",
        "            if False:",
        _OURS + "test_a_page_without_the_countys_proof_is_not_used",
    ),
    _guard(
        "a fetched attachment is what its name says",
        "models/workflow/receiving.py",
        "if wanted is None or digest(data) != sha256:",
        "if wanted is None:",
        _RECEIVING + "test_private_parts_and_photos_arrive_apart_and_are_read_with_the_key",
    ),
    _guard(
        "a received object is what its name says",
        "models/workflow/receiving.py",
        "if digest(item.data) != item.object_id:",
        "if False:",
        _RECEIVING + "test_changed_bytes_and_another_hospitals_records_are_refused",
    ),
    _guard(
        "another hospital's record is not received",
        "models/workflow/receiving.py",
        "    if sealed.facility != facility:",
        "    if False:",
        _RECEIVING + "test_changed_bytes_and_another_hospitals_records_are_refused",
    ),
    _guard(
        "an anonymous photo loses its traces",
        "models/workflow/anonymous.py",
        "name: without_traces(file.data, file.mime) for name, file",
        "name: file.data for name, file",
        _REPORTS + "test_photos_lose_their_traces_and_lie_apart",
    ),
)

_STORE = (
    _guard(
        "without a safe WAL every flush is EXTRA",
        "models/journal.py",
        'JournalPlan(mode="delete", synchronous=3)',
        'JournalPlan(mode="delete", synchronous=2)',
        _OPENING + "test_the_journal_mode_follows_the_version_of_sqlite",
    ),
    _guard(
        "WAL only where the library is mended",
        "models/journal.py",
        "mended = version >= (3, 51, 3)",
        "mended = version >= (3, 7, 0)",
        _OPENING + "test_the_journal_mode_follows_the_version_of_sqlite",
    ),
    _guard(
        "the flush level is set on every connection",
        "models/journal.py",
        '    connection.execute(f"PRAGMA synchronous = {plan.synchronous}")\n',
        "",
        _OPENING + "test_pragmas_read_back_on_every_connection",
    ),
    _guard(
        "a reader can't write",
        "models/journal.py",
        'connection.execute("PRAGMA query_only = ON")',
        "connection.execute('PRAGMA query_only')",
        _OPENING + "test_reading_cannot_write",
    ),
    _guard(
        "what is deleted is overwritten",
        "models/journal.py",
        '"PRAGMA secure_delete = ON"',
        '"PRAGMA secure_delete"',
        _OURS + "test_what_is_deleted_is_overwritten",
    ),
    Guard(
        name="the black box comes before the commit",
        file="models/store.py",
        edits=(
            (
                "        mark = self.blackbox.append(entries, self.clock.now())\n        try:\n            session.commit()\n",
                "        mark = None\n        try:\n            session.commit()\n            mark = self.blackbox.append(entries, self.clock.now())\n",
            ),
        ),
        tests=(_FAULTS + "test_the_flush_of_the_box_comes_before_the_commit",),
    ),
    _guard(
        "the black box is flushed",
        "models/blackbox.py",
        "            flush_file(descriptor)\n",
        "",
        _OURS + "test_the_black_box_is_flushed_before_it_says_so",
    ),
    _guard(
        "a failed commit is read back",
        "models/store.py",
        "            if not self._holds(entries):",
        "            if True:",
        _FAULTS + "test_a_commit_that_happened_in_spite_of_its_error_is_read_back_and_counts",
    ),
    _guard(
        "a failed commit is not believed",
        "models/store.py",
        "            if not self._holds(entries):",
        "            if False:",
        _FAULTS + "test_a_commit_that_did_not_happen_leaves_the_draft_and_nothing_in_the_box",
    ),
    _guard(
        "what was not committed leaves the black box",
        "models/store.py",
        "                self.blackbox.take_back(mark)\n",
        "",
        _FAULTS + "test_a_commit_that_did_not_happen_leaves_the_draft_and_nothing_in_the_box",
    ),
    _guard(
        "a connection whose flush failed is closed",
        "models/store.py",
        "                session.close()\n                self._writer.dispose()\n",
        "                pass\n",
        _OURS + "test_a_connection_whose_flush_failed_is_not_used_again",
    ),
    _guard(
        "an entry of the black box carries its sum",
        "models/blackbox.py",
        " or zlib.crc32(payload) != checksum:",
        ":",
        _BOX + "test_a_flipped_bit_in_the_middle_is_named_and_the_rest_is_read",
    ),
    _guard(
        "a torn end is cut off",
        "models/blackbox.py",
        "                if isinstance(found, Damage) and found.is_tail:",
        "                if False:",
        _BOX + "test_a_tail_torn_at_any_byte_is_cut_off",
    ),
    _guard(
        "a start puts back what the database lacks",
        "models/store.py",
        "        if self._lacks_something():",
        "        if False:",
        _VAULT + "test_an_old_database_put_back_by_hand_catches_up_at_the_next_start",
    ),
    _guard(
        "one process writes in a home",
        "models/home.py",
        "fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)",
        _OPENING + "test_a_second_process_is_refused_too",
    ),
    _guard(
        "no network share",
        "models/home.py",
        "if file_system_of(place, mounts) in _NETWORK:",
        "if False:",
        _OPENING + "test_a_network_share_is_refused",
    ),
    _guard(
        "no folder that is copied elsewhere",
        "models/home.py",
        "        if any(name in part.lower() for name in _SYNCED):",
        "        if False:",
        _OPENING + "test_a_folder_that_is_copied_elsewhere_is_refused",
    ),
    _guard(
        "a copy is checked before it gets its name",
        "models/copying.py",
        "    if problem is not None:",
        "    if False:",
        _VAULT + "test_a_bad_copy_never_takes_the_place_of_a_good_one",
    ),
    _guard(
        "a backup is checked before it is restored",
        "models/repair.py",
        "        raise BadBackup(backup.name, reason)",
        "        pass",
        _VAULT + "test_a_damaged_backup_is_refused_and_nothing_is_moved",
    ),
    _guard(
        "a newer database is looked at only",
        "models/store.py",
        "                    raise NewerDatabase(str(version))",
        "                    pass",
        "tests/migrations/test_schema.py::test_a_newer_database_is_refused_in_a_sentence_and_can_be_looked_at",
    ),
    _guard(
        "a full disk lets the ballast go",
        "models/store.py",
        "                self.ballast.let_go()",
        "                pass",
        _SEALING + "test_a_full_disk_leaves_the_draft_and_says_so",
    ),
    _guard(
        "a sealed object can't be changed",
        "models/migrations/versions/0001_first.sql",
        "CREATE TRIGGER refuse_update_sealed_objects BEFORE UPDATE ON sealed_objects",
        "CREATE TRIGGER refuse_update_sealed_objects BEFORE UPDATE OF object_id ON sealed_objects",
        _SEALING + "test_sealed_objects_and_the_log_refuse_every_change",
    ),
)

GUARDS = (*_COUNTY, *_CLIENT, *_STORE)
