"""What is held back under pressure, from newer and older programs, in published forms and on sticks."""

from __future__ import annotations

from tools.campaign.guard import guard

_PRESSURE = "tests/api/test_pressure.py::"
_HOSTILE = "tests/api/test_hostile.py::"
_FORMS = "tests/roundtrip/test_form_packs.py::"
_PARCEL = "tests/unit/test_parcel.py::"
_OURS = "tests/roundtrip/test_guards.py::"

SHARING = (
    guard(
        "a batch of a computer revoked meanwhile counts for nothing",
        "server/push.py",
        "    refuse_revoked(session.get_one(Device, caller.device_id))\n",
        "",
        "tests/roundtrip/test_revoked.py::test_a_batch_that_waits_while_its_computer_is_revoked_is_refused_as_a_whole",
    ),
    guard(
        "more than it can take on is sent away",
        "server/gate.py",
        "        if self._in_flight >= limits.in_flight:",
        "        if False:",
        _OURS + "test_what_the_county_cannot_take_on_at_once_is_sent_away",
    ),
    guard(
        "one hospital does not take all there is",
        "server/gate.py",
        "        if facility and self._of_facility[facility] >= limits.in_flight_per_facility:",
        "        if False:",
        _PRESSURE + "test_another_hospital_still_gets_in_when_one_takes_all_it_may",
    ),
    guard(
        "who asks without pause is told to wait",
        "server/gate.py",
        "        if wait:",
        "        if False:",
        _PRESSURE + "test_a_computer_that_asks_without_pause_is_told_to_wait_and_the_next_is_not",
    ),
    guard(
        "what breaks its form is parked",
        "server/examining.py",
        "    if broken:",
        "    if False:",
        _HOSTILE + "test_the_half_that_breaks_the_form_is_parked_the_other_stored_each_in_its_place",
    ),
    guard(
        "published forms carry the county's signature",
        "sync/wire/forms.py",
        "        if not any(self._is_signed_by(key, text) for key in county_keys):",
        "        if False:",
        _FORMS + "test_a_form_that_is_not_what_was_signed_changes_nothing",
    ),
    guard(
        "a published form is what the list says",
        "sync/packs.py",
        "    if sha256_hex(content) != published.sha256 or len(content) > MAX_FORM_BYTES:",
        "    if len(content) > MAX_FORM_BYTES:",
        _FORMS + "test_a_form_that_is_not_what_was_signed_changes_nothing",
    ),
    guard(
        "an older list of forms changes nothing",
        "sync/packs.py",
        "        if manifest.number <= known_number(session):",
        "        if False:",
        _FORMS + "test_an_older_list_and_a_version_with_other_content_change_nothing",
    ),
    guard(
        "a version of a form keeps its content",
        "sync/packs.py",
        "        if held is not None:",
        "        if False:",
        _FORMS + "test_an_older_list_and_a_version_with_other_content_change_nothing",
    ),
    guard(
        "a stick carries the sender's signature",
        "sync/wire/parcel.py",
        "            key.verify(self._file.read(_SIGNATURE), _signed_bytes(digest))",
        "            self._file.read(_SIGNATURE)",
        _PARCEL + "test_every_changed_byte_and_every_cut_is_noticed",
    ),
)
