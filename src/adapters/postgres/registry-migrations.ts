import { LATER_MIGRATIONS } from "./later-migrations.ts";

/** One step of the tables of the registry. A step that was ever released is never changed: what comes after it is a step of its own. */
export interface Migration {
  readonly number: number;
  readonly what: string;
  readonly sql: string;
}

/** Partitions of what grows: by station, so that one station's rows lie together and vacuum and indexes stay small. */
const PARTITIONS = 16;

function partitionsOf(table: string, settings = ""): string {
  return Array.from(
    { length: PARTITIONS },
    (_none, part) =>
      `create table ${table}_${part} partition of ${table} for values with (modulus ${PARTITIONS}, remainder ${part}) ${settings};`,
  ).join("\n");
}

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    what: "stations and their keys, what was cosigned, records",
    sql: `
-- One row a station, changed with every receipt: room is left on each page, so that no index has to be.
create table station (
  station text primary key,
  region text not null,
  branch integer not null default 0,
  size bigint not null default 0,
  root bytea not null,
  records bigint not null default 0,
  note text not null default '',
  cosigned_ms bigint not null default 0,
  log_used integer not null default 0,
  record_used integer not null default 0,
  enrolled timestamptz not null default now()
) with (fillfactor = 40);

create table station_key (
  station text not null references station,
  role text not null check (role in ('log', 'record')),
  place integer not null,
  key_id text not null,
  spki bytea not null,
  taken timestamptz not null default now(),
  primary key (station, role, place)
);

-- Every checkpoint that was cosigned, also of branches that do not go on.
create table cosigned (
  station text not null,
  branch integer not null,
  size bigint not null,
  root bytea not null,
  records bigint not null,
  note text not null,
  cosigned_ms bigint not null,
  primary key (station, branch, size)
) partition by hash (station);
${partitionsOf("cosigned")}

-- What was submitted, as it came: results, withdrawals, and what is kept apart. size: of the cosigned checkpoint that inclusion leads to.
create table record (
  station text not null,
  branch integer not null,
  index bigint not null,
  sequence bigint not null,
  kind text not null check (kind in ('result', 'withdrawal', 'quarantined')),
  record text,
  job text,
  of text check (of in ('inspection', 'exam')),
  verdict text,
  ended timestamptz,
  plate text,
  vin text,
  certificate text,
  withdraws text,
  withdrawn_by text,
  is_abandoned boolean not null default false,
  defect text,
  sentence_zh text,
  sentence_en text,
  size bigint not null,
  inclusion bytea,
  entry text not null,
  received timestamptz not null default now(),
  primary key (station, branch, index)
) partition by hash (station);
${partitionsOf("record", "with (toast_tuple_target = 8160)")}
-- It is compressed already: to try again costs more than the rest of storing it.
alter table record alter column entry set storage external;
create index record_by_id on record (record) where record is not null;
create index record_by_plate on record (plate, ended) where plate is not null;
create index record_by_vin on record (vin, ended) where vin is not null;
create index record_apart on record (station) where kind = 'quarantined';
create index record_withdrawn on record (station) where withdrawn_by is not null;
create index record_by_certificate on record (certificate, ended) where certificate is not null;

-- What people of the registry decided about a station: keys taken up, logs taken up at an earlier size.
create table registry_act (
  act bigint generated always as identity primary key,
  station text not null references station,
  what text not null check (what in ('enrolled', 'rotated', 'resumed')),
  document text not null,
  by text not null,
  at timestamptz not null default now()
);`,
  },
  {
    number: 2,
    what: "what authorities know of vehicles, and which stations asked about one",
    sql: `
create table vehicle_fact (
  fact bigint generated always as identity primary key,
  "check" text not null check ("check" in ('insurance', 'violations', 'theft', 'mortgage', 'recall', 'odometer')),
  plate text,
  vin text,
  found boolean,
  km integer,
  "on" date,
  as_of timestamptz not null,
  by text not null,
  loaded timestamptz not null default now(),
  check (plate is not null or vin is not null)
);
create index vehicle_fact_by_plate on vehicle_fact (plate) where plate is not null;
create index vehicle_fact_by_vin on vehicle_fact (vin) where vin is not null;

-- Not what a station delivers: of a vehicle that it asked about the newest time, and nothing else.
create table vehicle_asked (
  station text not null references station,
  plate text,
  vin text not null,
  asked_ms bigint not null
);
create unique index vehicle_asked_once on vehicle_asked (station, vin, (coalesce(plate, '')));
create index vehicle_asked_by_plate on vehicle_asked (plate) where plate is not null;
create index vehicle_asked_by_vin on vehicle_asked (vin);`,
  },
  {
    number: 3,
    what: "when keys were given up or revoked, and the lists of keys that were signed",
    sql: `
-- followed: when something came that a later key of the role had signed.
alter table station_key
  add column followed timestamptz,
  add column revoked_from timestamptz,
  add column revoked_why text check (revoked_why in ('compromised', 'lost', 'closed')),
  add constraint station_key_revoked check ((revoked_from is null) = (revoked_why is null));
update station_key set followed = now() from station
  where station.station = station_key.station
    and place < case role when 'log' then log_used else record_used end;

alter table registry_act drop constraint registry_act_what_check;
alter table registry_act add constraint registry_act_what_check
  check (what in ('enrolled', 'rotated', 'resumed', 'revoked'));

create table trust_list (
  number integer primary key,
  document text not null,
  by text not null,
  at timestamptz not null default now()
);`,
  },
  {
    number: 4,
    what: "records kept apart are found by the id that they claim",
    sql: `
-- Their own columns stay empty, for nothing that they say is believed; whoever holds such a record is told that it is none.
create index record_apart_by_id on record ((substring(entry from '"record":"([0-9a-f]{64})"'))) where kind = 'quarantined';`,
  },
  {
    number: 5,
    what: "papers from any region, and which stations fetched some",
    sql: `
-- Each line as it was told; key: vehicle number, or order, or appointment with its region. Nothing is changed: the newest of a key holds.
create table papers (
  paper bigint generated always as identity primary key,
  kind text not null check (kind in ('dossier', 'order', 'appointment')),
  key text not null,
  plate text,
  vin text,
  certificate text,
  as_of timestamptz not null,
  line text not null,
  by text not null,
  loaded timestamptz not null default now(),
  check ((vin is null) = (kind = 'appointment') and (certificate is not null) = (kind = 'appointment'))
);
create index papers_by_plate on papers (plate, (right(vin, 6))) where plate is not null;
create index papers_by_vin on papers (vin) where vin is not null;
create index papers_by_certificate on papers (certificate) where certificate is not null;

-- Who was given what, and how often a station guessed: about is the plate, number or certificate that it named.
create table papers_asked (
  station text not null references station,
  request text not null,
  about text not null,
  answer text not null,
  at_ms bigint not null,
  primary key (station, request)
);
create index papers_asked_lately on papers_asked (station, at_ms);`,
  },
  {
    number: 6,
    what: "invitations of stations that are to be enrolled",
    sql: `
-- key: made slowly from the code, which is kept nowhere; a row stays after its use, as who invited whom.
create table invitation (
  invitation bigint generated always as identity primary key,
  label text not null,
  station text not null,
  region text not null,
  key bytea not null,
  expires timestamptz not null,
  tries integer not null default 0,
  used timestamptz,
  by text not null,
  at timestamptz not null default now()
);
create index invitation_by_label on invitation (label);`,
  },
  {
    number: 7,
    what: "what stations tell step by step",
    sql: `
-- position: in the order of commits, without a gap, over all stations. gap: entries of the journal below index were there no more.
-- set-back: a decision took the log up at size index, and the station tells what is behind it anew.
create table event (
  station text not null,
  branch integer not null,
  index bigint not null,
  part integer not null,
  position bigint not null,
  kind text not null check (kind in ('event', 'gap', 'set-back')),
  after_index bigint,
  after_part integer,
  job text,
  sha256 bytea,
  event text,
  is_abandoned boolean not null default false,
  received timestamptz not null default now(),
  primary key (station, branch, index, part)
) partition by hash (station);
${partitionsOf("event")}
create index event_by_position on event (position);
create index event_by_job on event (station, job) where job is not null;

-- One row a station that ever told anything: its lock, and the last that is held.
create table event_head (
  station text primary key references station,
  branch integer not null default 0,
  index bigint,
  part integer,
  sha256 bytea
) with (fillfactor = 40);

-- The one row that gives positions. Whoever takes some holds it until its commit, so that no later position is seen before an earlier one.
create table event_clock (
  single boolean primary key default true check (single),
  position bigint not null default 0
) with (fillfactor = 40);
insert into event_clock default values;`,
  },
  {
    number: 8,
    what: "how each checkpoint goes on from the one before, evidence by its hash, and what the public asked lately",
    sql: `
-- For a witness that was away: it is led from checkpoint to checkpoint. Null where it was cosigned before this step.
alter table cosigned add column old_size bigint, add column consistency bytea;
create index cosigned_after on cosigned (station, branch, old_size) where old_size is not null;

-- Bytes lie in the evidence store under their hash; here is what they belong to. Rows are kept when the bytes are gone.
create table evidence (
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  record text not null check (record ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  bytes bigint not null check (bytes > 0),
  keep_until timestamptz not null,
  removed timestamptz,
  by text not null,
  at timestamptz not null default now(),
  primary key (sha256, record)
);
create index evidence_by_record on evidence (record);

-- While any hold stands, the bytes stay whatever their day. A hold ends by a release, and both stay as rows.
create table evidence_hold (
  hold bigint generated always as identity primary key,
  sha256 text not null,
  why text not null,
  by text not null,
  at timestamptz not null default now(),
  released timestamptz,
  released_why text,
  released_by text,
  check ((released is null) = (released_by is null) and (released is null) = (released_why is null))
);
create index evidence_held on evidence_hold (sha256) where released is null;

-- Until when what somebody asked is paid for. A power cut may lose it.
create unlogged table public_asked (
  name bytea primary key,
  paid_until timestamptz not null
);
create index public_asked_old on public_asked (paid_until);`,
  },
  {
    number: 9,
    what: "for each station its part of the newest list of keys",
    sql: `
-- Replaced with each list: whoever asks later is told of the newest alone.
create table trust_excerpt (
  station text primary key references station,
  number integer not null references trust_list,
  sha256 text not null,
  document text not null
);`,
  },
  {
    number: 10,
    what: "certificates by which stations are known at the broker",
    sql: `
-- spki: of the station's key for TLS. A row is changed by its revocation alone; until its end it stands in each list of those that were revoked.
create table station_certificate (
  serial text primary key,
  station text not null references station,
  spki bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  by text not null,
  at timestamptz not null default now(),
  revoked timestamptz,
  revoked_by text,
  check ((revoked is null) = (revoked_by is null))
);
create index station_certificate_by_spki on station_certificate (spki);
create index station_certificate_by_station on station_certificate (station);`,
  },
  {
    number: 11,
    what: "what the registry orders of stations, and what came of it",
    sql: `
-- number and before: the chain, as it is signed. lost: the station has another command of that number, so this one is never taken.
create table command (
  command bigint generated always as identity primary key,
  station text not null references station,
  number integer not null check (number > 0),
  sha256 bytea not null,
  before bytea,
  kind text not null,
  envelope text not null,
  until timestamptz not null,
  by text not null,
  at timestamptz not null default now(),
  outcome text check (outcome in ('taken', 'refused', 'expired', 'lost')),
  acknowledgement text,
  answered timestamptz
);
create unique index command_number on command (station, number) where outcome is distinct from 'lost';
create index command_open on command (station, number) where outcome is null;

-- One row a station that was ever commanded or said what it has: its lock, and the last that its journal has.
create table command_last (
  station text primary key references station,
  number integer not null default 0,
  sha256 bytea,
  said timestamptz
);`,
  },
  {
    number: 12,
    what: "vehicles that stations have to inspect again",
    sql: `
-- One row a vehicle of an order. answered_by: the record that the station's acknowledgement names.
create table recheck (
  command bigint not null references command,
  vin text not null,
  answered_by text,
  acknowledgement text,
  primary key (command, vin)
);
create index recheck_open on recheck (command) where answered_by is null;`,
  },
  {
    number: 13,
    what: "lists of keys that stations have to fetch",
    sql: `
-- list_from: the least number of the list that does the order. list_number, list: what the station said last that it holds.
alter table command add column list_from integer;
alter table command_last add column list_number integer not null default 0, add column list text;
create index command_list_open on command (station, number) where list_from is not null;`,
  },
  ...LATER_MIGRATIONS,
];
