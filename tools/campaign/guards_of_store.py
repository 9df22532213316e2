"""What keeps a record on the disk of one computer."""

from __future__ import annotations

from tools.campaign.guard import Guard, guard

_FAULTS = "tests/unit/test_store_faults.py::"
_OPENING = "tests/unit/test_store_opening.py::"
_BOX = "tests/unit/test_store_blackbox.py::"
_VAULT = "tests/unit/test_store_vault.py::"
_REPAIR = "tests/unit/test_repair.py::"
_SEALING = "tests/unit/test_store_sealing.py::"
_OURS = "tests/roundtrip/test_guards.py::"

STORE = (
    guard(
        "without a safe WAL every flush is EXTRA",
        "models/journal.py",
        'JournalPlan(mode="delete", synchronous=3)',
        'JournalPlan(mode="delete", synchronous=2)',
        _OPENING + "test_the_journal_mode_follows_the_version_of_sqlite",
    ),
    guard(
        "WAL only where the library is mended",
        "models/journal.py",
        "mended = version >= (3, 51, 3)",
        "mended = version >= (3, 7, 0)",
        _OPENING + "test_the_journal_mode_follows_the_version_of_sqlite",
    ),
    guard(
        "the flush level is set on every connection",
        "models/journal.py",
        '    connection.execute(f"PRAGMA synchronous = {plan.synchronous}")\n',
        "",
        _OPENING + "test_pragmas_read_back_on_every_connection",
    ),
    guard(
        "a reader can't write",
        "models/journal.py",
        'connection.execute("PRAGMA query_only = ON")',
        "connection.execute('PRAGMA query_only')",
        _OPENING + "test_reading_cannot_write",
    ),
    Guard(
        name="what is deleted is overwritten",
        file="models/journal.py",
        edits=(
            ('"PRAGMA secure_delete = ON"', '"PRAGMA secure_delete = OFF"'),
            ('    _expect(connection, "secure_delete", 1)\n', ""),
        ),
        tests=(_OURS + "test_what_is_deleted_is_overwritten",),
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
    guard(
        "the black box is flushed",
        "models/blackbox.py",
        "            flush_file(descriptor)\n",
        "",
        _OURS + "test_the_black_box_is_flushed_before_it_says_so",
    ),
    guard(
        "a failed commit is read back",
        "models/store.py",
        "            if not self._holds(entries):",
        "            if True:",
        _FAULTS + "test_a_commit_that_happened_in_spite_of_its_error_is_read_back_and_counts",
    ),
    guard(
        "a failed commit is not believed",
        "models/store.py",
        "            if not self._holds(entries):",
        "            if False:",
        _FAULTS + "test_a_commit_that_did_not_happen_leaves_the_draft_and_nothing_in_the_box",
    ),
    guard(
        "what was not committed leaves the black box",
        "models/store.py",
        "                self.blackbox.take_back(mark)\n",
        "",
        _FAULTS + "test_a_commit_that_did_not_happen_leaves_the_draft_and_nothing_in_the_box",
    ),
    guard(
        "a connection whose flush failed is closed",
        "models/store.py",
        "                session.invalidate()\n                self._writer.dispose()\n",
        "                session.rollback()\n",
        _OURS + "test_a_connection_whose_flush_failed_is_not_used_again",
    ),
    guard(
        "an entry of the black box carries its sum",
        "models/blackbox.py",
        " or zlib.crc32(payload) != checksum:",
        ":",
        _BOX + "test_a_flipped_bit_in_the_middle_is_named_and_the_rest_is_read",
    ),
    guard(
        "a torn end is cut off",
        "models/blackbox.py",
        "                if isinstance(found, Damage) and found.is_tail:",
        "                if False:",
        _BOX + "test_a_tail_torn_at_any_byte_is_cut_off",
    ),
    guard(
        "a start puts back what the database lacks",
        "models/store.py",
        "        if self._lacks_something():",
        "        if False:",
        _VAULT + "test_an_old_database_put_back_by_hand_catches_up_at_the_next_start",
    ),
    guard(
        "one process writes in a home",
        "models/home.py",
        "fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)",
        _OPENING + "test_a_second_process_is_refused_too",
    ),
    guard(
        "no network share",
        "models/home.py",
        "if file_system_of(place, mounts) in _NETWORK:",
        "if False:",
        _OPENING + "test_a_network_share_is_refused",
    ),
    guard(
        "no folder that is copied elsewhere",
        "models/home.py",
        "        if any(name in part.lower() for name in SYNCED):",
        "        if False:",
        _OPENING + "test_a_folder_that_is_copied_elsewhere_is_refused",
    ),
    guard(
        "a copy is checked before it gets its name",
        "models/copying.py",
        "    if problem is not None:",
        "    if False:",
        _VAULT + "test_a_bad_copy_never_takes_the_place_of_a_good_one",
    ),
    guard(
        "a backup is checked before it is restored",
        "models/repair.py",
        "        raise BadBackup(backup.name, reason)",
        "        pass",
        _VAULT + "test_a_damaged_backup_is_refused_and_nothing_is_moved",
    ),
    guard(
        "a serial number that came back is not given out again",
        "models/replay.py",
        "        note_serial(session, sealed.serial)",
        "        pass",
        _VAULT + "test_a_serial_number_that_came_out_of_the_black_box_is_not_given_out_again",
    ),
    guard(
        "a database that is gone is not taken for a new hospital",
        "models/store.py",
        "                    if self.blackbox.files():",
        "                    if False:",
        _REPAIR + "test_the_black_box_alone_makes_a_database_and_the_recovery_code_a_first_pin",
    ),
    guard(
        "a repair keeps what the damaged file still gives",
        "models/repair.py",
        "    remains.take_content()",
        "    pass",
        _REPAIR + "test_without_backup_and_black_box_the_file_itself_gives_all_that_is_not_damaged",
    ),
    guard(
        "a database in use is not repaired",
        "models/repair.py",
        "    lock = HomeLock(home)\n",
        "    lock = HomeLock.__new__(HomeLock)\n    lock._descriptor = __import__('os').dup(0)\n",
        _REPAIR + "test_a_database_in_use_is_not_repaired",
    ),
    guard(
        "a store that is only looked at sends nothing",
        "ui/sync_runner.py",
        "        if self._store.is_read_only:",
        "        if False:",
        "tests/gui/test_trouble.py::test_a_disk_that_can_only_be_read_is_told_and_people_can_look",
    ),
    guard(
        "what is on the screen is on the disk before it is sealed",
        "ui/presenters/sealing.py",
        "        self._page.session.settle(lambda: self._seal(pin, image), self._say)",
        "        self._seal(pin, image)",
        "tests/gui/test_fill_at_the_desk.py::"
        "test_on_a_full_disk_the_form_stays_says_that_it_is_not_saved_and_is_sealed_once_when_there_is_room",
    ),
    guard(
        "a computer with something unsent is not left without a word",
        "cli/leaving.py",
        "    may_leave = left.total in (0, arguments.knowing)",
        "    may_leave = True",
        "tests/api/test_leaving.py::test_a_computer_with_something_unsent_is_not_left_without_naming_the_count",
    ),
    guard(
        "a newer database is looked at only",
        "models/store.py",
        "                    raise NewerDatabase(str(version))",
        "                    pass",
        "tests/migrations/test_schema.py::test_a_newer_database_is_refused_in_a_sentence_and_can_be_looked_at",
    ),
    guard(
        "a full disk lets the ballast go",
        "models/store.py",
        "                self.ballast.let_go()",
        "                pass",
        _SEALING + "test_a_full_disk_leaves_the_draft_and_says_so",
    ),
    guard(
        "a sealed object can't be changed",
        "models/tables/triggers.py",
        "        connection.exec_driver_sql(statement)\n",
        "        str(connection)\n",
        _SEALING + "test_sealed_objects_and_the_log_refuse_every_change",
    ),
)
