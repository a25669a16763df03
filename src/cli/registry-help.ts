import { EVIDENCE_RECORDS_MAX, RECHECK_VEHICLES_MAX } from "../core/commands/command-messages.ts";

/** Of `proofmark registry`. */
export const REGISTRY_HELP = `Usage: proofmark registry --config F [--check]
       proofmark registry invite --config F --station S --region R [--for 72h] [--by NAME] [--json]
       proofmark registry enrol  --config F --request FILE [--record-key ID --log-key ID [--second-key ID]] [--region R] [--by NAME]
       proofmark registry rotate --config F --request FILE [--new-key ID] [--by NAME]
       proofmark registry revoke --config F --station S --key ID --why WORD [--from INSTANT] [--by NAME]
       proofmark registry trust  --config F --out FILE [--after FILE] [--by NAME]
       proofmark registry resume --config F --station S --size N --out FILE [--by NAME]
       proofmark registry facts  --config F --file FILE [--by NAME]
       proofmark registry papers --config F --file FILE [--by NAME]
       proofmark registry ca init|crl, registry certificate issue|revoke (proofmark registry ca --help)
       proofmark registry status --config F [--json]
       proofmark registry lock|unlock --config F --station S --what W --why TEXT [--why-en TEXT] [--for 30d] [--by NAME]
       proofmark registry take-list --config F --station S [--number N] --why TEXT [--why-en TEXT] [--for 30d] [--by NAME]
       proofmark registry draw --config F --station S (--record ID | --share N --of-day D) --why TEXT (registry draw --help)
       proofmark registry rulebook FILE --config F (--station S | --all) --why TEXT [--why-en TEXT] [--for 30d] [--by NAME]
       proofmark registry commands --config F [--station S] [--json]
       proofmark registry events --config F [--station S [--job J]] [--after PLACE] [--follow]
       proofmark registry mark|issuers|verifier (registry mark --help)
       proofmark registry evidence put|get|list|verify|hold|release|sweep|order|leave (registry evidence --help)

The central registry (docs/registry.md): takes what stations submit, verifies it, keeps it in PostgreSQL, and answers with cosigned checkpoints.
Any number of workers share one database and one broker; each is started with a registry file of its own name.

  (no word)        a worker, until it is stopped; brings the tables of the database up to date
  invite           prints a code, once, by which a station asks to be enrolled (proofmark keys enrol --code-file); good once
  enrol            takes up a station by its request (proofmark keys enrol): one made with the code of an invitation, or
                   one whose two key ids the station told on another way; of one that is enrolled it takes up the first
                   SM2 key, or another one after the last was revoked, by its id (--second-key)
  rotate           takes up a new key of a station by its request (proofmark keys rotate)
  revoke           what a key of a station signed for after an instant counts no more; its record key's earlier records stay good,
                   its log key signs nothing any more
  trust            signs the next list of keys, for stations and for whoever verifies (--trust); --after FILE: a list
                   that came after what a database knows which was put back from a copy; its keys and revocations are taken
                   up. Before any worker is started (docs/registry.md)
  resume           decides that a station's log goes on from an earlier size, after its journal was restored; the station
                   takes the decision with proofmark unlock
  facts            takes in what an authority knows of vehicles, which stations ask about before an inspection: one JSON
                   document a line (config/schema/vehicle-fact.schema.json), all of them or none
  papers           takes in dossiers, orders and appointments of any region, which stations fetch at the desk: one JSON
                   document a line (config/schema/papers.schema.json), all of them or none
  mark, issuers    electronic marks of results in force, and the list of the keys that sign them
  verifier         the page by which anybody checks them without a network, with that list in it
  evidence         bytes that belong to a record, in a store under their hash
  status           the stations, and how far each one's log is cosigned
  lock, unlock     orders a station to begin no new job there, or ends that; it is sent until the station answers
  take-list        orders a station to fetch the list of keys now: that of --number, or the newest, or a later one
  rulebook         orders a station, or all, to judge by the rulebook in FILE from its first day on. It is read here as a station
                   reads it, and goes in as many commands as it needs; the edition before it ends with its first day
  commands         what was ordered of stations, and what came of it
  events           what stations told step by step, one JSON document a line in the order in which it became durable
                   (docs/events.md); whoever names the last position that they have misses nothing

  --config F       registry file (config/registries/*.yaml, schema in config/schema)
  --check          only looks whether database and files can be used
  --request FILE   what the station wrote
  --file FILE      the facts; or the dossiers, orders and appointments; one JSON document a line
  --station S      of this station alone
  --all            of a rulebook: of every station that is enrolled, one after the other, each told in a line
  --job J          of this job of it alone
  --after PLACE    what came after: a position as printed, or with --station a place in its journal, 118.0
  --follow         goes on until it is stopped
  --region R       where the station is; of an enrolment as the invitation says, or empty, unless given
  --for SPAN       how long an invitation is good, as 72h or 3d; 72h unless given, 30d at most. Of an order: a
                   station that hears of it later does nothing of it; 30d unless given, 365d at most
  --record-key ID  of the station's record key, and
  --log-key ID     of its log key, as the station told them: needed where the request bears no proof of an invitation
  --second-key ID  of its new SM2 key, as the station told it: needed where the last one was revoked
  --key ID         of the key, as proofmark keys show prints it
  --new-key ID     of the key that is asked for, as the station told it: needed where the old one was revoked
  --why WORD       compromised (somebody else may have it), lost, closed (the station)
                   of an order: why, for the people at the station; --why-en is the same in English
  --what W         of a lock or unlock: station, inspection, exam, or a lane or course as the station calls it
  --number N       of a list of keys; the newest that has the station, unless given
  --from INSTANT   from when on, as 2026-11-28T08:00:00Z; now unless given
  --size N         entries of the log that stay
  --out FILE       where the decision or the list is written
  --by NAME        who acts; without it the user of the system
  --json           one JSON document a line

Exit codes: 0 stopped or done, 1 the request is not one that can be taken, 2 something must be mended, 3 a failure while running.

Example: npx proofmark registry --config config/registries/example.yaml --check`;

export const DRAW_HELP = `Usage: proofmark registry draw --config F --station S --record ID --why TEXT [--why-en TEXT] [--for 7d] [--evidence]
                               [--by NAME]
       proofmark registry draw --config F --station S --share N --of-day D [--offset +08:00] --why TEXT
                               [--why-en TEXT] [--for 7d] [--evidence] [--by NAME] [--out FILE]

Orders a station to inspect vehicles again (复检): the one of a record, or some that are drawn by lot among the results of a day (抽查).
The lot rests on the first checkpoint of the station's log that was cosigned after that day and on the number of the command, so that
whoever has the records draws the same (docs/decisions/0028-commands.md); --out writes what anybody needs to draw it again without
the registry (proofmark verify FILE --trust F). At most ${RECHECK_VEHICLES_MAX} vehicles a command.

  --record ID      the result that is checked
  --share N        percent of the results of that day, 1 to 100; at least one vehicle
  --of-day D       civil date, as 2026-11-28, that is over where the station stands
  --offset O       that place's time against UTC; +08:00 unless given
  --for SPAN       until when it has to be done, as 72h or 7d; 7d unless given, 90d at most. Later it is overdue and still to be done
  --why TEXT       why, for the people at the station; --why-en is the same in English
  --evidence       the station also sends the evidence of the results that are checked, by the next command
  --out FILE       of a lot: the signed command, the share and the results among which was drawn
  --by NAME        who orders it; without it the user of the system

What came of it: proofmark registry commands.

Exit codes: 0 done, 1 there is nothing to draw from or no such record, 2 something must be mended.

Example: npx proofmark registry draw --config registry.yaml --station HB-WH-0042 --share 2 --of-day 2026-11-28 --why 抽查`;

export const EVIDENCE_HELP = `Usage: proofmark registry evidence put     --config F --file FILE --record ID [--type TYPE] [--by NAME]
       proofmark registry evidence get     --config F --sha256 HASH --out FILE
       proofmark registry evidence list    --config F [--record ID] [--json]
       proofmark registry evidence verify  --config F [--json]
       proofmark registry evidence hold    --config F --sha256 HASH --why TEXT [--by NAME]
       proofmark registry evidence release --config F --sha256 HASH --why TEXT [--by NAME]
       proofmark registry evidence sweep   --config F
       proofmark registry evidence order   --config F --station S --record ID... --why TEXT [--why-en TEXT] [--for 30d] [--by NAME]
       proofmark registry evidence leave   --config F --station S --record ID... --why TEXT [--why-en TEXT] [--by NAME]

Bytes that belong to a record, kept under their SHA-256 in the store of the registry file (evidence).

  put              stores a file and binds it to a record that the registry holds; the same once more changes nothing
  get              gives the bytes back, hashed again
  list             what is bound to which record, until when it is kept, and who holds it
  verify           hashes all that should be there, and names what is missing or altered
  hold             as long as it stands the bytes stay, whatever their day (an appeal, a court)
  release          ends every hold of those bytes
  order            has a station send the evidence of records by itself; what came of it: proofmark registry commands
  leave            what was ordered of these records need not be sent any more
  sweep            takes away what is over its day and not held; the rows stay, and say when it went

  --record ID      given as often as there are records, ${EVIDENCE_RECORDS_MAX} in one command
  --for SPAN       until when it is owed, as 72h or 30d; 30d unless given, 365d at most
  --type TYPE      media type of the file; application/octet-stream unless given. A bundle of \`proofmark journal evidence\` is known for what it
                   is, and refused unless it is whole, of that record, and under a checkpoint that this registry has cosigned

Exit codes: 0 done, 1 no such record or bytes, or something is missing or altered, 2 something must be mended, 3 a failure while running.`;

export const CERTIFICATES_HELP = `Usage: proofmark registry ca init --config F
       proofmark registry ca crl --config F --out FILE
       proofmark registry certificate issue --config F --request FILE --out FILE [--by NAME]
       proofmark registry certificate revoke --config F --station S [--by NAME]

Certificates by which a broker knows the stations (docs/broker-tls.md), signed by an authority of the registry's own, as the block ca of
the registry file has it.

  ca init             makes key and certificate of the authority, once
  ca crl              writes the list of certificates that were revoked, for crlfile of the broker; good for a week
  certificate issue   makes the certificate of a station by its request (proofmark keys certificate), also to renew it
  certificate revoke  all certificates of a station; write the list anew after it

Exit codes: 0 done, 1 the request is not one that can be taken, 2 something must be mended.

Example: npx proofmark registry ca init --config registry.yaml`;

export const MARKS_HELP = `Usage: proofmark registry mark    --config F --record ID [--out FILE] [--svg FILE] [--json]
       proofmark registry issuers --config F --out FILE [--by NAME]
       proofmark registry issuers --config F --out FILE --key ID --why WORD [--from INSTANT] [--by NAME]
       proofmark registry verifier --config F --out FILE [--trust FILE] [--by NAME]

Electronic marks of results in force (docs/marks.md), by the block marks of the registry file.

  mark             gives a record its mark, with a status of now: the same mark again for the same record. Whoever has an issuer list
                   verifies it without a network
  issuers          signs the next list of the keys that issue marks and statuses, for whoever reads marks; with --key a key is
                   revoked before: what it signed at or after that instant counts no more
  verifier         writes the page by which anybody checks marks, records and proofs: one HTML file that works from disk without a
                   network (docs/verify.md), with the next such list in it, and this registry's authority as the only one it trusts

  --record ID      64 hexadecimal digits
  --out FILE       the mark's text, as the QR code holds it; the list; or the page
  --trust FILE     a trust list of the same authority (registry trust --out) goes into the page too, for records and proofs
  --svg FILE       the QR code, to be printed between 35 and 60 mm
  --key ID         of the key, as the list has it
  --why WORD       compromised (somebody else may have it), lost, closed
  --from INSTANT   from when on, as 2026-11-28T08:00:00Z; now unless given
  --by NAME        who acts; without it the user of the system
  --json           one JSON document (config/schema/mark.schema.json)

Exit codes: 0 done, 1 the record has no mark or there is no such key, 2 something must be mended, 3 a failure while running.

Example: npx proofmark registry mark --config registry.yaml --record 3f4a… --svg mark.svg`;
