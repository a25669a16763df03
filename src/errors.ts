/**
 * Operating failures: every code with its class, cause and remedy. Outcomes are data, bugs assert; this is for the rest.
 * docs/errors.md is generated from this table (`npx tsx src/runtime/main.ts errors --markdown`) and a test compares both.
 */
export interface ErrorEntry {
  /** operator: a person must change something; recoverable: we try again; fatal: the process stops. */
  readonly class: "operator" | "recoverable" | "fatal";
  readonly cause: string;
  readonly remedy: string;
}

export const ERROR_CODES = {
  USAGE: {
    class: "operator",
    cause: "A command was called with words it does not know.",
    remedy: "Call it with --help.",
  },
  FILE_UNREADABLE: {
    class: "operator",
    cause: "A file named in the call or in a configuration cannot be read.",
    remedy: "Check the path and its permissions.",
  },
  CONFIG_INVALID: {
    class: "operator",
    cause: "A configuration, rulebook, course, vehicle or scenario file does not have the documented form.",
    remedy: "Mend the named line; `config/schema` has the JSON Schema for editors.",
  },
  DIRECTORY_UNWRITABLE: {
    class: "operator",
    cause:
      "A directory, as a station's own for its data, does not exist and cannot be made, or may not be written to.",
    remedy: "Create it, or correct its owner and mode, or name another one.",
  },
  DIRECTORY_USED: {
    class: "operator",
    cause: "A folder that a command fills by itself holds something already, as the message says.",
    remedy: "Name a folder that is not there yet, or look at what lies in it and remove that.",
  },
  FILE_UNWRITABLE: {
    class: "operator",
    cause: "A file named in the call, or one that a station keeps, cannot be written.",
    remedy: "Correct its path, owner or mode, or free space on its disk.",
  },
  PROGRAM_ENDED: {
    class: "fatal",
    cause:
      "A program that another one has started, as the parts of a simulated country, does not come up or ends again and again.",
    remedy: "Read what it said last: in the message, and whole in the folder `logs` of the country.",
  },
  DATABASE_UNAVAILABLE: {
    class: "recoverable",
    cause: "The registry's database cannot be reached, or does not do what it is asked.",
    remedy:
      "Start it, or correct `database` in the registry file; `proofmark registry --config F --check` says whether it can be used. Stations keep what they have and send it again.",
  },
  DATABASE_FULL: {
    class: "recoverable",
    cause: "The disk of the registry's database is full: it is read, and keeps nothing new.",
    remedy:
      "Make room on the disk of the database's server; nothing has to be started again. No receipt is given for what is not kept: stations keep it and send it again.",
  },
  DATABASE_REFUSES: {
    class: "operator",
    cause:
      "The registry's database is there and does not keep a value: a character U+0000, a plate or number too long to be looked for, or something that stands there already.",
    remedy:
      "Mend what is named in what was given, and give it again. Where a worker says it, settle it with the station that it names: that station alone is refused, and the others are taken in.",
  },
  DATABASE_NEWER: {
    class: "operator",
    cause: "A newer software has changed the tables of the registry's database.",
    remedy: "Start that software, or put back the database as it was before.",
  },
  DATABASE_OLDER: {
    class: "operator",
    cause:
      "Something was asked of a registry's database that has not the tables of this software yet; whoever only looks changes none.",
    remedy: "Start a worker of this software once: `proofmark registry --config F` brings them up to date.",
  },
  DATABASE_NOT_HERE: {
    class: "operator",
    cause: "The PostgreSQL that comes with the packages does not run on this machine, or not as this user.",
    remedy:
      "Name a PostgreSQL of version 15 or later as `database.url` in the registry file, or start the registry as a user who is not root.",
  },
  COUNTRY_LOCKED: {
    class: "operator",
    cause: "A simulated country runs in this folder already.",
    remedy: "Use its terminal, or stop it; or name another folder with --out.",
  },
  NATIONAL_LOCKED: {
    class: "operator",
    cause: "Another process sends to this national system from the same folder.",
    remedy: "Stop it, or name another folder as `data`; one folder is one way to the other side.",
  },
  NATIONAL_UNVERIFIED: {
    class: "operator",
    cause:
      "A mapping to a national system that nobody has held against the interface's own document was to be used.",
    remedy:
      "Have it verified and write who did so into `verifiedBy`, or set `trial: true` where the other side is a stand-in.",
  },
  NATIONAL_INPUT: {
    class: "operator",
    cause: "A line that is no event came where events are read for a national system.",
    remedy:
      "Give it what `proofmark events --json` or the registry's events print, and nothing else; where another process had read from the same pipe, start `proofmark registry events` anew as well.",
  },
  NATIONAL_LINES_MISSED: {
    class: "operator",
    cause:
      "Events came for a national system that do not follow those before, as when another process had read from the same pipe.",
    remedy:
      "Start `proofmark registry events` anew as well, without `--job`, from the position that `proofmark national status` says or from the beginning; what was taken already changes nothing.",
  },
  EVIDENCE_UNAVAILABLE: {
    class: "operator",
    cause: "The evidence store of a registry cannot be read or written.",
    remedy:
      "Look at the folder or the bucket that `evidence` of the registry file names: its disk or network, its rights, its space. Nothing was bound to a record that is not stored.",
  },
  EVIDENCE_NOT_MADE: {
    class: "operator",
    cause:
      "Evidence was asked of a journal that has none to give as it stands: no sealed record, no receipt for it yet, or more than one file may hold.",
    remedy:
      "Do what the message says; what waits for a receipt can be asked for again when the record is delivered.",
  },
  EVIDENCE_REFUSED: {
    class: "operator",
    cause: "A bundle of evidence that was to be replayed or shown is not whole, or contradicts itself.",
    remedy: "Ask whoever made it for it once more; the message says which entry, and what is wrong with it.",
  },
  EVIDENCE_CHECK_AWAY: {
    class: "recoverable",
    cause: "The process in which a registry looks at bundles of evidence does not start, or was stopped.",
    remedy:
      "Look whether the machine has memory and processes left, and install the software anew where files of it are missing. Nothing was refused: stations send their bundles again.",
  },
  EVIDENCE_DAMAGED: {
    class: "operator",
    cause:
      "Bytes of the evidence store are not those that their hash names, or were not when they were to be stored.",
    remedy:
      "Keep the file, and put back the one of a copy of the store; `proofmark registry evidence verify --config F` names every one that is missing or altered.",
  },
  WITNESS_STATE_DAMAGED: {
    class: "operator",
    cause: "A file of a witness does not say any more what it cosigned of a log.",
    remedy:
      "Keep the file. The registry has the checkpoints that were cosigned; when it is clear which one was the last, remove the file, and the log begins anew with its next checkpoint.",
  },
  JOURNAL_LOCKED: {
    class: "operator",
    cause: "Another process writes this journal.",
    remedy: "Stop the other station, or name another data directory.",
  },
  JOURNAL_CORRUPT: {
    class: "fatal",
    cause: "The journal is damaged in what was durable once; that is not a torn write.",
    remedy:
      "Keep the whole data directory: the damage is evidence. Report it. `proofmark journal restore --replace` puts back the last copy that `proofmark journal export` made, and keeps what is there beside it. Where the sentence says that a record differs from its hash index, and you know which is right, `proofmark journal reindex` takes the records as they are.",
  },
  JOURNAL_ALTERED: {
    class: "operator",
    cause:
      "The records of the journal are not those that the registry's newest receipt in it was given for: one was changed, or the journal of another time was put in its place.",
    remedy:
      "Keep the whole data directory as evidence and tell the registry; `proofmark verify` names every receipt that does not fit. `proofmark journal restore --replace` puts back the last copy that was exported; the registry may then hold more than it, and `proofmark unlock` takes the decision by which the log goes on.",
  },
  JOURNAL_ARCHIVED: {
    class: "operator",
    cause:
      "Something was asked of the oldest part of the journal, which was let go by the retention rule and is in the archive.",
    remedy:
      "Name the archive's folder: `proofmark verify`, `proofmark replay` and `proofmark journal export` take --archive.",
  },
  JOURNAL_INDEX_DAMAGED: {
    class: "fatal",
    cause:
      "A proof was asked for that rests on a hash of the journal's index which is not the one made of the records: the disk may have lost a bit. Nothing was signed by it.",
    remedy:
      "Start the station again: it makes the index anew from the records, and the journal says so. `proofmark journal reindex` does the same on a stopped station.",
  },
  JOURNAL_FORMAT: {
    class: "operator",
    cause: "The journal is in the format of an older or newer software.",
    remedy:
      "Keep it and read it with the software that the sentence names; a station begins a new one in an empty data directory, with keys that `proofmark keys enrol` asks the registry to take.",
  },
  JOURNAL_WRITE_FAILED: {
    class: "fatal",
    cause: "A journal write or sync failed; what was staged may or may not be on disk.",
    remedy: "Free space or replace the disk, then start again; recovery keeps every acknowledged entry.",
  },
  DISK_FULL: {
    class: "fatal",
    cause: "The disk that holds the journal has no space left.",
    remedy: "Free space; nothing acknowledged was lost.",
  },
  PORT_IN_USE: {
    class: "operator",
    cause: "A TCP port that this process wants to listen on is taken.",
    remedy:
      "Stop the other program, or choose another port: --port of a demo, console.port of a station file.",
  },
  LISTEN_FAILED: {
    class: "operator",
    cause:
      "The system does not let this process listen on an address: it is not this machine's, or it is reserved.",
    remedy: "Choose an address of this machine and a port above 1023, or give the process the right to it.",
  },
  DESCRIPTORS_TOO_FEW: {
    class: "operator",
    cause:
      "The system lets this process have too few files and connections open for a journal, instruments and a console.",
    remedy:
      "Raise the limit: `ulimit -n 4096` before the start, or `LimitNOFILE=4096` of its systemd service.",
  },
  PROGRAM_MISSING: {
    class: "operator",
    cause: "A program that this command needs beside Node is not installed.",
    remedy: "Install the package named in the sentence, or leave out the option that needs it.",
  },
  INSTALLATION_INCOMPLETE: {
    class: "operator",
    cause: "A package or a built file of Proofmark itself is not there.",
    remedy: "Run `npm ci` and `npm run build` in its folder, or install it again.",
  },
  ADDRESS_INVALID: {
    class: "operator",
    cause: "A device address is not one of the known forms.",
    remedy: "Use serial:, tcp:, opc.tcp:, firmata:, gpio: or sim:, as in docs/architecture.md.",
  },
  SIMULATION_UNSAID: {
    class: "operator",
    cause:
      "A station file does not say of a device whether it is simulated, where a simulator could stand at its address, or says what cannot be.",
    remedy:
      "Write simulated: true or simulated: false at the device. `proofmark simulate prepare` makes a copy of a station file for practice, in which everything is simulated.",
  },
  SIMULATION_IMPOSSIBLE: {
    class: "operator",
    cause: "Something of a station file cannot be simulated on this machine.",
    remedy:
      "`proofmark simulate prepare --config F --out DIR` makes a copy of the station file whose addresses are all on this machine.",
  },
  GPIO_LINE_UNKNOWN: {
    class: "operator",
    cause: "A line name is not in the board profile, or is not an output.",
    remedy: "Correct the line name in the station or board file.",
  },
  GPIO_UNAVAILABLE: {
    class: "operator",
    cause: "This machine has no GPIO that the onoff package can use, or the package is not installed.",
    remedy: "Use another address for the line bank, or install onoff on a machine with /sys/class/gpio.",
  },
  PLC_WRITE_FAILED: {
    class: "recoverable",
    cause: "The PLC refused or did not answer a write.",
    remedy: "Look at the PLC; the item is void and can be repeated.",
  },
  KEY_UNUSABLE: {
    class: "operator",
    cause:
      "A key file, or a file with the passphrase or PIN of one, is unreadable, open to other users, another user's, or not of the expected kind.",
    remedy:
      "Correct owner and mode as the sentence says, or put the key file back from where it is kept. A new key is made, asked for and taken by `proofmark keys rotate`, which needs the present one.",
  },
  KEYS_MISSING: {
    class: "operator",
    cause:
      "A key file of the station is not there, and its journal is not empty: what stands there was signed with the key that is missing.",
    remedy:
      "Put the key files back from where they are kept; `proofmark keys show` then says whether they are the ones that the registry knows. Without them this journal cannot go on: keep it, name an empty data directory and another station code (the registry keeps the old one with the keys it had), and `proofmark keys enrol` makes new keys and the request for them. Where it is the SM2 key alone (keys.second): one that was never made is made by `proofmark keys enrol`, and in place of one that is lost `proofmark keys enrol --second-lost` asks the registry for another (docs/keys.md).",
  },
  KEY_PASSPHRASE_WRONG: {
    class: "operator",
    cause: "The passphrase does not open an encrypted key file.",
    remedy:
      "Give the passphrase with which the file was encrypted, where the station file says that it comes from; if it is the right one, the file was altered: put it back from where it is kept.",
  },
  SECRET_UNREADABLE: {
    class: "operator",
    cause: "A passphrase or a PIN cannot be read where the station file says that it comes from.",
    remedy:
      "Put it there as the sentence says, in one line, for the station's user alone; docs/keys.md has every source.",
  },
  TOKEN_MODULE_UNUSABLE: {
    class: "operator",
    cause: "The library of a token maker (PKCS #11) does not load, ends, or does not answer.",
    remedy:
      "Correct `module` of the station file, or install the maker's package; `p11-kit remote MODULE` says on its own what is wrong. Then plug the token in again.",
  },
  TOKEN_MISSING: {
    class: "operator",
    cause: "The token that the station file names is not there.",
    remedy:
      "Plug it in, or correct `token` of the station file: it is the label, as the sentence shows those that are there.",
  },
  TOKEN_KEY_UNUSABLE: {
    class: "operator",
    cause:
      "A token is there, and does not hold the key that it is to hold, or holds several of that name, or cannot make one of that kind.",
    remedy:
      "Correct `key` of the station file (a label, or id:HEX), or plug in the right token; `proofmark keys show` says which key is the station's. A token that knows no Ed25519 can have the record key, and the log key stays in a file.",
  },
  TOKEN_PIN_REFUSED: {
    class: "operator",
    cause:
      "A token does not take the PIN. It is not tried again, by this process or the next one, since a token locks after a few.",
    remedy:
      "Correct the PIN where the station file says that it comes from; a new one is tried once. If the token is locked, its security officer sets a new PIN.",
  },
  TOKEN_FAILED: {
    class: "operator",
    cause: "A token refused a call, with the number of the standard that the sentence names.",
    remedy:
      "Look the number up in the token maker's manual; plug the token in again. A station that runs tries again by itself.",
  },
  ACT_REFUSED: {
    class: "operator",
    cause:
      "What a command was asked to do does not fit the station as it is: a copy that leaves entries out, a key that nobody knows, a decision for another journal.",
    remedy: "Do what the sentence says; docs/stopped-states.md has every state with its way out.",
  },
  CREDENTIALS_UNUSABLE: {
    class: "operator",
    cause:
      "A certificate, key or password file for the registry's broker or the console cannot be used as it is.",
    remedy: "Mend the file that the sentence names; docs/broker-tls.md shows how each is made.",
  },
  TRUST_LIST_INVALID: {
    class: "operator",
    cause: "The trust list is not signed by the expected authority, or is malformed.",
    remedy: "Fetch the current trust list from the authority.",
  },
  SYSTEM_REFUSED: {
    class: "operator",
    cause: "The system refused a file or network call because of its path, name, owner, mode or address.",
    remedy: "Mend what the sentence names, then call it again.",
  },
  SYSTEM_CALL_FAILED: {
    class: "fatal",
    cause:
      "A file or network call failed for a reason that lies in the machine: disk, memory, or too many open files.",
    remedy: "Look at the disk, its free space and the limits of the process, then start again.",
  },
  SOFTWARE_FAULT: {
    class: "fatal",
    cause: "A bug: something happened that the program holds to be impossible.",
    remedy:
      "Report it with the whole sentence and what was called. A station may be started again: its journal is safe.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The message says what we were doing in one sentence; the cause is kept, never pasted in. */
export class EdgeError extends Error {
  override readonly name = "EdgeError";
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    context: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.context = context;
  }
}

export function isFatal(error: unknown): boolean {
  return error instanceof EdgeError && ERROR_CODES[error.code].class === "fatal";
}
