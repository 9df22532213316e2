CREATE TABLE anonymous_reports (
  report_id VARCHAR(36) NOT NULL,
  bytes BLOB NOT NULL,
  state VARCHAR(8) NOT NULL,
  opened_on VARCHAR(10),
  CONSTRAINT pk_anonymous_reports PRIMARY KEY (report_id),
  CONSTRAINT ck_anonymous_reports_state CHECK (state IN ('waiting', 'sent', 'here'))
)
 WITHOUT ROWID

CREATE TABLE anonymous_attachments (
  sha256 VARCHAR(64) NOT NULL,
  mime VARCHAR NOT NULL,
  bytes BLOB NOT NULL,
  CONSTRAINT pk_anonymous_attachments PRIMARY KEY (sha256)
)
 WITHOUT ROWID

CREATE TABLE attachments (
  sha256 VARCHAR(64) NOT NULL,
  size INTEGER NOT NULL,
  mime VARCHAR NOT NULL,
  identifying BOOLEAN NOT NULL,
  key_id VARCHAR(16),
  sealed BOOLEAN NOT NULL,
  added_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_attachments PRIMARY KEY (sha256),
  CONSTRAINT ck_attachments_digest CHECK (length(sha256) = 64),
  CONSTRAINT ck_attachments_key CHECK (identifying = (key_id IS NOT NULL))
)

CREATE TABLE missing_blobs (
  sha256 VARCHAR(64) NOT NULL,
  object_id VARCHAR(64) NOT NULL,
  size INTEGER NOT NULL,
  mime VARCHAR NOT NULL,
  identifying BOOLEAN NOT NULL,
  private_part BOOLEAN NOT NULL,
  CONSTRAINT pk_missing_blobs PRIMARY KEY (sha256)
)

CREATE TABLE arrived_parts (
  sha256 VARCHAR(64) NOT NULL,
  start INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  CONSTRAINT pk_arrived_parts PRIMARY KEY (sha256, start)
)

CREATE TABLE audit (
  seq INTEGER NOT NULL,
  at VARCHAR(24) NOT NULL,
  actor VARCHAR,
  action VARCHAR NOT NULL,
  subject VARCHAR,
  detail TEXT NOT NULL,
  chain VARCHAR(64) NOT NULL,
  CONSTRAINT pk_audit PRIMARY KEY (seq)
)

CREATE INDEX ix_audit_actor_at ON audit (actor, at)

CREATE INDEX ix_audit_subject ON audit (subject)

CREATE TABLE drafts (
  draft_id VARCHAR(36) NOT NULL,
  form_id VARCHAR NOT NULL,
  form_version VARCHAR NOT NULL,
  person VARCHAR NOT NULL,
  department VARCHAR,
  place VARCHAR,
  asset VARCHAR,
  task VARCHAR,
  subject VARCHAR,
  "after" TEXT NOT NULL,
  corrects VARCHAR(36),
  parents TEXT NOT NULL,
  reason VARCHAR,
  key_id VARCHAR(16) NOT NULL,
  content BLOB NOT NULL,
  answered INTEGER NOT NULL,
  position VARCHAR,
  started_at VARCHAR(24) NOT NULL,
  saved_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_drafts PRIMARY KEY (draft_id)
)

CREATE INDEX ix_drafts_person_saved_at ON drafts (person, saved_at)

CREATE TABLE at_house (
  what VARCHAR(8) NOT NULL,
  name VARCHAR(64) NOT NULL,
  problem VARCHAR,
  retry_at VARCHAR(24),
  CONSTRAINT pk_at_house PRIMARY KEY (what, name),
  CONSTRAINT ck_at_house_what CHECK (what IN ('object', 'blob', 'receipt'))
)

CREATE TABLE county_proofs (
  object_id VARCHAR(64) NOT NULL,
  receipt TEXT NOT NULL,
  delivery VARCHAR(12) NOT NULL,
  CONSTRAINT pk_county_proofs PRIMARY KEY (object_id)
)

CREATE TABLE settings (
  name VARCHAR NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT pk_settings PRIMARY KEY (name)
)

CREATE TABLE counters (
  name VARCHAR NOT NULL,
  value INTEGER NOT NULL,
  CONSTRAINT pk_counters PRIMARY KEY (name)
)

CREATE TABLE outbox (
  op_id VARCHAR(36) NOT NULL,
  op_seq INTEGER NOT NULL,
  object_id VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  record_id VARCHAR(36),
  lane VARCHAR(8) NOT NULL,
  chain VARCHAR(64) NOT NULL,
  queued_at VARCHAR(24) NOT NULL,
  delivery VARCHAR(12) NOT NULL,
  attempts INTEGER NOT NULL,
  first_try_at VARCHAR(24),
  next_try_at VARCHAR(24),
  last_problem VARCHAR,
  receipt TEXT,
  server_seq INTEGER,
  CONSTRAINT pk_outbox PRIMARY KEY (op_id),
  CONSTRAINT ck_outbox_op_seq CHECK (op_seq > 0),
  CONSTRAINT ck_outbox_lane CHECK (lane IN ('incident', 'normal')),
  CONSTRAINT ck_outbox_delivery CHECK (delivery IN ('pending', 'received', 'parked', 'conflict', 'quarantined')),
  CONSTRAINT ck_outbox_receipt CHECK ((delivery IN ('received', 'parked', 'conflict')) <= (receipt IS NOT NULL)),
  CONSTRAINT uq_outbox_op_seq UNIQUE (op_seq),
  CONSTRAINT uq_outbox_object_id UNIQUE (object_id)
)

CREATE INDEX ix_outbox_delivery_lane_op_seq ON outbox (delivery, lane, op_seq)

CREATE INDEX ix_outbox_record_id ON outbox (record_id)

CREATE TABLE relay (
  object_id VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  bytes BLOB NOT NULL,
  origin VARCHAR(8) NOT NULL,
  stored_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_relay PRIMARY KEY (object_id),
  CONSTRAINT ck_relay_origin CHECK (origin IN ('local', 'pull'))
)

CREATE TABLE unread (
  object_id VARCHAR(64) NOT NULL,
  kind VARCHAR(32) NOT NULL,
  bytes BLOB NOT NULL,
  problem VARCHAR NOT NULL,
  stored_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_unread PRIMARY KEY (object_id)
)

CREATE TABLE form_packs (
  form_id VARCHAR NOT NULL,
  version VARCHAR NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  valid_from VARCHAR(10) NOT NULL,
  content BLOB NOT NULL,
  entry TEXT NOT NULL,
  added_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_form_packs PRIMARY KEY (form_id, version)
)

CREATE TABLE credentials (
  staff_no VARCHAR NOT NULL,
  generation INTEGER NOT NULL,
  key_id VARCHAR(16) NOT NULL,
  secret BLOB NOT NULL,
  active BOOLEAN NOT NULL,
  wrong INTEGER NOT NULL,
  locked_until VARCHAR(24),
  set_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_credentials PRIMARY KEY (staff_no)
)

CREATE TABLE p_profiles (
  record_id VARCHAR(36) NOT NULL,
  effective_from DATE NOT NULL,
  level VARCHAR NOT NULL,
  switches TEXT NOT NULL,
  figures TEXT NOT NULL,
  sealed_at VARCHAR(24) NOT NULL,
  waits BOOLEAN NOT NULL,
  CONSTRAINT pk_p_profiles PRIMARY KEY (record_id)
)

CREATE TABLE p_duty_settings (
  record_id VARCHAR(36) NOT NULL,
  row_id VARCHAR NOT NULL,
  form_id VARCHAR NOT NULL,
  duty_id VARCHAR NOT NULL,
  is_on BOOLEAN NOT NULL,
  start DATE NOT NULL,
  begins_at VARCHAR(24) NOT NULL,
  local TEXT NOT NULL,
  reason VARCHAR,
  leader VARCHAR,
  author_name VARCHAR NOT NULL,
  sealed_at VARCHAR(24) NOT NULL,
  waits BOOLEAN NOT NULL,
  CONSTRAINT pk_p_duty_settings PRIMARY KEY (record_id, row_id)
)

CREATE INDEX ix_p_duty_settings_form_id_duty_id ON p_duty_settings (form_id, duty_id)

CREATE TABLE p_missed_reasons (
  record_id VARCHAR(36) NOT NULL,
  form_id VARCHAR NOT NULL,
  duty_id VARCHAR NOT NULL,
  subject VARCHAR,
  first DATE NOT NULL,
  last DATE NOT NULL,
  cause VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  author_name VARCHAR NOT NULL,
  CONSTRAINT pk_p_missed_reasons PRIMARY KEY (record_id)
)

CREATE INDEX ix_p_missed_reasons_last ON p_missed_reasons (last)

CREATE TABLE p_holiday_years (
  record_id VARCHAR(36) NOT NULL,
  year INTEGER NOT NULL,
  notice VARCHAR NOT NULL,
  days TEXT NOT NULL,
  sealed_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_p_holiday_years PRIMARY KEY (record_id)
)

CREATE TABLE p_asset_expiries (
  asset_id VARCHAR(36) NOT NULL,
  field VARCHAR NOT NULL,
  number INTEGER NOT NULL,
  expires DATE NOT NULL,
  moved_at VARCHAR(24),
  moved_by VARCHAR(64),
  CONSTRAINT pk_p_asset_expiries PRIMARY KEY (asset_id, field, number)
)

CREATE TABLE p_records (
  record_id VARCHAR(36) NOT NULL,
  rev_id VARCHAR(64) NOT NULL,
  heads TEXT NOT NULL,
  versions INTEGER NOT NULL,
  status VARCHAR(8) NOT NULL,
  form_id VARCHAR NOT NULL,
  form_version VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  chapter VARCHAR NOT NULL,
  kind VARCHAR(8) NOT NULL,
  action VARCHAR,
  subject VARCHAR,
  facility VARCHAR NOT NULL,
  department VARCHAR,
  place VARCHAR,
  asset VARCHAR,
  author VARCHAR NOT NULL,
  author_name VARCHAR NOT NULL,
  claimed_at VARCHAR(24) NOT NULL,
  keyed_at VARCHAR(24) NOT NULL,
  sealed_at VARCHAR(24) NOT NULL,
  timeliness VARCHAR(12) NOT NULL,
  clock_suspect BOOLEAN NOT NULL,
  serial VARCHAR NOT NULL,
  paper_no VARCHAR,
  import_id VARCHAR,
  abnormal INTEGER NOT NULL,
  items INTEGER NOT NULL,
  bulk INTEGER NOT NULL,
  attachments INTEGER NOT NULL,
  awaiting TEXT NOT NULL,
  named TEXT NOT NULL,
  returned VARCHAR,
  waits BOOLEAN NOT NULL,
  paper VARCHAR(8) NOT NULL,
  CONSTRAINT pk_p_records PRIMARY KEY (record_id)
)

CREATE INDEX ix_p_records_abnormal ON p_records (claimed_at, record_id) WHERE abnormal > 0

CREATE INDEX ix_p_records_author_claimed_at ON p_records (author, claimed_at)

CREATE INDEX ix_p_records_chapter_claimed_at ON p_records (chapter, claimed_at)

CREATE INDEX ix_p_records_claimed_at_record_id ON p_records (claimed_at, record_id)

CREATE INDEX ix_p_records_department_claimed_at ON p_records (department, claimed_at)

CREATE INDEX ix_p_records_form_id_claimed_at ON p_records (form_id, claimed_at)

CREATE INDEX ix_p_records_import_id ON p_records (import_id) WHERE import_id IS NOT NULL

CREATE INDEX ix_p_records_late ON p_records (claimed_at, record_id) WHERE timeliness = 'late'

CREATE INDEX ix_p_records_subject ON p_records (subject)

CREATE INDEX ix_p_records_waits_claimed_at ON p_records (waits, claimed_at)

CREATE TABLE p_place_visits (
  record_id VARCHAR(36) NOT NULL,
  place VARCHAR NOT NULL,
  form_id VARCHAR NOT NULL,
  claimed_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_p_place_visits PRIMARY KEY (record_id, place)
)

CREATE INDEX ix_p_place_visits_place_claimed_at_form_id ON p_place_visits (place, claimed_at, form_id)

CREATE TABLE p_signatures (
  object_id VARCHAR(64) NOT NULL,
  rev_id VARCHAR(64) NOT NULL,
  record_id VARCHAR(36) NOT NULL,
  role VARCHAR NOT NULL,
  person VARCHAR NOT NULL,
  person_name VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  image_sha VARCHAR(64),
  verdict VARCHAR NOT NULL,
  reason VARCHAR,
  signed_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_p_signatures PRIMARY KEY (object_id)
)

CREATE INDEX ix_p_signatures_record_id ON p_signatures (record_id)

CREATE INDEX ix_p_signatures_rev_id ON p_signatures (rev_id)

CREATE TABLE p_scans (
  object_id VARCHAR(64) NOT NULL,
  rev_id VARCHAR(64) NOT NULL,
  record_id VARCHAR(36) NOT NULL,
  page INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  ledger VARCHAR(64),
  sha256 VARCHAR(64) NOT NULL,
  mime VARCHAR NOT NULL,
  how VARCHAR NOT NULL,
  person VARCHAR NOT NULL,
  person_name VARCHAR NOT NULL,
  filed_at VARCHAR(24) NOT NULL,
  removed_by VARCHAR,
  removed_at VARCHAR(24),
  removed_reason VARCHAR,
  CONSTRAINT pk_p_scans PRIMARY KEY (object_id)
)

CREATE INDEX ix_p_scans_record_id ON p_scans (record_id)

CREATE INDEX ix_p_scans_rev_id ON p_scans (rev_id)

CREATE INDEX ix_p_scans_sha256 ON p_scans (sha256)

CREATE TABLE p_hazards (
  hazard_id VARCHAR(64) NOT NULL,
  number VARCHAR NOT NULL,
  record_id VARCHAR(36) NOT NULL,
  rev_id VARCHAR(64) NOT NULL,
  field VARCHAR NOT NULL,
  row_id VARCHAR,
  title VARCHAR NOT NULL,
  place VARCHAR,
  category VARCHAR,
  klass VARCHAR,
  level VARCHAR(8) NOT NULL,
  owner VARCHAR,
  due VARCHAR(24),
  found_by VARCHAR NOT NULL,
  found_at VARCHAR(24) NOT NULL,
  photos TEXT NOT NULL,
  state VARCHAR(20) NOT NULL,
  supervised BOOLEAN NOT NULL,
  delisting BOOLEAN NOT NULL,
  extended BOOLEAN NOT NULL,
  extension_waits BOOLEAN NOT NULL,
  returned BOOLEAN NOT NULL,
  reopened INTEGER NOT NULL,
  passed BOOLEAN NOT NULL,
  supervisor VARCHAR,
  outside VARCHAR,
  fixer VARCHAR,
  verifier VARCHAR,
  closed_at VARCHAR(24),
  heads TEXT NOT NULL,
  steps TEXT NOT NULL,
  problems TEXT NOT NULL,
  CONSTRAINT pk_p_hazards PRIMARY KEY (hazard_id)
)

CREATE INDEX ix_p_hazards_owner ON p_hazards (owner)

CREATE INDEX ix_p_hazards_record_id ON p_hazards (record_id)

CREATE INDEX ix_p_hazards_state_due ON p_hazards (state, due)

CREATE TABLE p_incidents (
  record_id VARCHAR(36) NOT NULL,
  rev_id VARCHAR(64) NOT NULL,
  form_id VARCHAR NOT NULL,
  kind VARCHAR,
  grade VARCHAR,
  severity VARCHAR,
  category VARCHAR,
  title VARCHAR NOT NULL,
  department VARCHAR,
  place VARCHAR,
  happened_at VARCHAR(24),
  reported_at VARCHAR(24) NOT NULL,
  state VARCHAR(16) NOT NULL,
  closed_at VARCHAR(24),
  clocks TEXT NOT NULL,
  urgent TEXT NOT NULL,
  running BOOLEAN NOT NULL,
  outside TEXT NOT NULL,
  unreconciled TEXT NOT NULL,
  planned TEXT NOT NULL,
  supplements TEXT NOT NULL,
  wants_analysis BOOLEAN NOT NULL,
  wants_final BOOLEAN NOT NULL,
  heads TEXT NOT NULL,
  steps TEXT NOT NULL,
  problems TEXT NOT NULL,
  CONSTRAINT pk_p_incidents PRIMARY KEY (record_id)
)

CREATE INDEX ix_p_incidents_reported_at ON p_incidents (reported_at)

CREATE INDEX ix_p_incidents_state_happened_at ON p_incidents (state, happened_at)

CREATE TABLE p_cases (
  record_id VARCHAR(36) NOT NULL,
  rev_id VARCHAR(64) NOT NULL,
  form_id VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  state_label VARCHAR NOT NULL,
  over BOOLEAN NOT NULL,
  undecided BOOLEAN NOT NULL,
  department VARCHAR,
  place VARCHAR,
  opened_by VARCHAR NOT NULL,
  opened_at VARCHAR(24) NOT NULL,
  due VARCHAR(24),
  heads TEXT NOT NULL,
  steps TEXT NOT NULL,
  problems TEXT NOT NULL,
  CONSTRAINT pk_p_cases PRIMARY KEY (record_id)
)

CREATE INDEX ix_p_cases_form_id_opened_at ON p_cases (form_id, opened_at)

CREATE INDEX ix_p_cases_over_due ON p_cases (over, due)

CREATE TABLE p_assets (
  asset_id VARCHAR(36) NOT NULL,
  register VARCHAR NOT NULL,
  form_id VARCHAR NOT NULL,
  code VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  place VARCHAR,
  status VARCHAR NOT NULL,
  "values" TEXT NOT NULL,
  balance VARCHAR,
  expiries TEXT NOT NULL,
  next_expiry DATE,
  last_event_at VARCHAR(24),
  CONSTRAINT pk_p_assets PRIMARY KEY (asset_id)
)

CREATE INDEX ix_p_assets_next_expiry ON p_assets (next_expiry)

CREATE INDEX ix_p_assets_register_code ON p_assets (register, code)

CREATE TABLE p_tasks (
  task_id VARCHAR(32) NOT NULL,
  record_id VARCHAR(36) NOT NULL,
  form_id VARCHAR NOT NULL,
  row_id VARCHAR,
  fill VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  given TEXT NOT NULL,
  person VARCHAR,
  department VARCHAR,
  due_at VARCHAR(24),
  source VARCHAR NOT NULL,
  done_by VARCHAR(36),
  done_at VARCHAR(24),
  CONSTRAINT pk_p_tasks PRIMARY KEY (task_id)
)

CREATE INDEX ix_p_tasks_open ON p_tasks (due_at) WHERE done_by IS NULL

CREATE INDEX ix_p_tasks_person_done_by ON p_tasks (person, done_by)

CREATE INDEX ix_p_tasks_record_id ON p_tasks (record_id)

CREATE TABLE p_people (
  staff_no VARCHAR NOT NULL,
  record_id VARCHAR(36) NOT NULL,
  name VARCHAR NOT NULL,
  initials VARCHAR NOT NULL,
  roles TEXT NOT NULL,
  department VARCHAR,
  active BOOLEAN NOT NULL,
  CONSTRAINT pk_p_people PRIMARY KEY (staff_no)
)

CREATE TABLE p_places (
  code VARCHAR NOT NULL,
  record_id VARCHAR(36) NOT NULL,
  name VARCHAR NOT NULL,
  initials VARCHAR NOT NULL,
  area VARCHAR NOT NULL,
  floor VARCHAR,
  department VARCHAR,
  key_area BOOLEAN NOT NULL,
  position INTEGER NOT NULL,
  active BOOLEAN NOT NULL,
  CONSTRAINT pk_p_places PRIMARY KEY (code)
)

CREATE TABLE p_search_rows (
  "row" INTEGER NOT NULL,
  "key" VARCHAR NOT NULL,
  words VARCHAR NOT NULL,
  CONSTRAINT pk_p_search_rows PRIMARY KEY ("row"),
  CONSTRAINT uq_p_search_rows_key UNIQUE ("key")
)

CREATE VIRTUAL TABLE p_search USING fts5(words, content='p_search_rows', content_rowid='row')

CREATE TABLE sealed_objects (
  object_id VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  record_id VARCHAR(36),
  form_id VARCHAR,
  form_version VARCHAR,
  facility VARCHAR NOT NULL,
  signs VARCHAR(64),
  bytes BLOB NOT NULL,
  origin VARCHAR(8) NOT NULL,
  stored_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_sealed_objects PRIMARY KEY (object_id),
  CONSTRAINT ck_sealed_objects_digest CHECK (length(object_id) = 64),
  CONSTRAINT ck_sealed_objects_origin CHECK (origin IN ('local', 'pull'))
)

CREATE INDEX ix_sealed_objects_form_id_record_id ON sealed_objects (form_id, record_id)

CREATE INDEX ix_sealed_objects_record_id ON sealed_objects (record_id)

CREATE INDEX ix_sealed_objects_signs ON sealed_objects (signs)

CREATE TABLE attachment_chunks (
  sha256 VARCHAR(64) NOT NULL,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  CONSTRAINT pk_attachment_chunks PRIMARY KEY (sha256, position),
  CONSTRAINT fk_attachment_chunks_sha256_attachments FOREIGN KEY(sha256) REFERENCES attachments (sha256) ON DELETE RESTRICT
)

CREATE TABLE private_parts (
  object_id VARCHAR(64) NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  key_id VARCHAR(16) NOT NULL,
  ciphertext BLOB,
  destroyed_at VARCHAR(24),
  CONSTRAINT pk_private_parts PRIMARY KEY (object_id),
  CONSTRAINT ck_private_parts_destroyed CHECK ((ciphertext IS NULL) = (destroyed_at IS NOT NULL)),
  CONSTRAINT fk_private_parts_object_id_sealed_objects FOREIGN KEY(object_id) REFERENCES sealed_objects (object_id) ON DELETE RESTRICT,
  CONSTRAINT uq_private_parts_sha256 UNIQUE (sha256)
)

CREATE TRIGGER refuse_update_attachments BEFORE UPDATE ON attachments FOR EACH ROW WHEN NOT (NEW.sealed = 1 AND NEW.sha256 = OLD.sha256 AND NEW.size = OLD.size AND NEW.mime = OLD.mime AND NEW.identifying = OLD.identifying AND NEW.key_id IS OLD.key_id AND NEW.added_at = OLD.added_at) BEGIN SELECT RAISE(ABORT, 'an attachment never changes'); END

CREATE TRIGGER refuse_delete_attachments BEFORE DELETE ON attachments FOR EACH ROW WHEN OLD.sealed = 1 BEGIN SELECT RAISE(ABORT, 'a sealed attachment is never deleted'); END

CREATE TRIGGER refuse_update_audit BEFORE UPDATE ON audit FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'the audit log never changes'); END

CREATE TRIGGER refuse_delete_audit BEFORE DELETE ON audit FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'the audit log is never shortened'); END

CREATE TRIGGER refuse_update_form_packs BEFORE UPDATE ON form_packs FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'a form that was taken never changes'); END

CREATE TRIGGER refuse_delete_form_packs BEFORE DELETE ON form_packs FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'a form that was taken is never deleted'); END

CREATE TRIGGER p_search_insert AFTER INSERT ON p_search_rows BEGIN INSERT INTO p_search(rowid, words) VALUES (new.row, new.words); END

CREATE TRIGGER p_search_delete AFTER DELETE ON p_search_rows BEGIN INSERT INTO p_search(p_search, rowid, words) VALUES ('delete', old.row, old.words); END

CREATE TRIGGER p_search_update AFTER UPDATE OF words ON p_search_rows BEGIN INSERT INTO p_search(p_search, rowid, words) VALUES ('delete', old.row, old.words); INSERT INTO p_search(rowid, words) VALUES (new.row, new.words); END

CREATE TRIGGER refuse_update_sealed_objects BEFORE UPDATE ON sealed_objects FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'a sealed object never changes'); END

CREATE TRIGGER refuse_delete_sealed_objects BEFORE DELETE ON sealed_objects FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'a sealed object is never deleted'); END

CREATE TRIGGER refuse_update_attachment_chunks BEFORE UPDATE ON attachment_chunks FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'an attachment never changes'); END

CREATE TRIGGER refuse_delete_attachment_chunks BEFORE DELETE ON attachment_chunks FOR EACH ROW WHEN (SELECT sealed FROM attachments WHERE sha256 = OLD.sha256) = 1 BEGIN SELECT RAISE(ABORT, 'a sealed attachment is never deleted'); END

CREATE TRIGGER refuse_update_private_parts BEFORE UPDATE ON private_parts FOR EACH ROW WHEN NEW.ciphertext IS NOT NULL OR NEW.object_id <> OLD.object_id OR NEW.key_id <> OLD.key_id OR NEW.sha256 <> OLD.sha256 BEGIN SELECT RAISE(ABORT, 'a private part can only be destroyed'); END

CREATE TRIGGER refuse_delete_private_parts BEFORE DELETE ON private_parts FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'a private part can only be destroyed'); END
