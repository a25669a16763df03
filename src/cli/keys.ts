import { statSync } from "node:fs";
import { MODE_BITS } from "../adapters/disk/file-modes.ts";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { keyFiles, loadKeys } from "../adapters/keys/key-directory.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import { logName } from "../core/record/checkpoint.ts";
import type { TrustListDocument } from "../core/record/trust-list.ts";
import { EdgeError } from "../errors.ts";
import type { Signer } from "../ports/signer.ts";
import { parseOptions, required } from "./arguments.ts";
import { type CliCommand, outLines } from "./command.ts";
import { keysEnrol } from "./keys-enrol.ts";
import { keysRotate } from "./keys-rotate.ts";
import type { LoadStationData, StationData } from "./station-data.ts";

const HELP = `Usage: proofmark keys show --config F [--json]
       proofmark keys enrol --config F --out FILE [--code-file FILE] [--by NAME] [--json]
       proofmark keys rotate --config F --role record|log --out FILE [--by NAME] [--json]
       proofmark keys rotate --config F --role record|log --activate --trust FILE [--authority FP] [--by NAME] [--json]

show    both public keys, their ids, and for each an entry as a trust list has it. The dates of the entries are a proposal, from
        today for a year: the authority that signs the list decides. Shows in which files the private keys are and with which
        modes, and nothing of what is in them. Nothing is changed, so a station may run meanwhile.
enrol   writes a request for the registry: both public keys, signed by both. Before a station's first start it makes the keys.
        With the code of an invitation (proofmark registry invite) the request is bound to it, and the code does not stand in it.
rotate  with --out: makes the next key beside the present one, and writes a request for it, signed by both; the present key goes on
        signing. With --activate: takes the next key, where the given trust list has it for this station and role and it is valid now.
        The present key is removed then.

enrol and rotate need a station that is stopped, and are entries of its journal.

  --config F      station file
  --out FILE      the request to write
  --code-file F   the invitation's code, as the registry gave it; - reads it from standard input
  --code CODE     the same as a word; it then stands in the shell's history, so prefer the file
  --role R        record (signs results) or log (signs checkpoints)
  --trust FILE    the current trust list; --authority FP insists on who signed it
  --by NAME       who acts; without it the user of the system
  --json          one JSON document

Exit codes: 0 done, 2 wrong call, keys that are missing or not closed to others, a station that runs, or a key that the trust list
does not have; 3 the journal is damaged.

Example: npx proofmark keys show --config config/stations/example.yaml --json > station-keys.json`;

const YEAR_MS = 365 * 86_400_000;

interface ShownKey {
  readonly role: "record" | "log";
  readonly file: string;
  /** Octal, `600`. */
  readonly mode: string;
  readonly trustListEntry: TrustListDocument["keys"][number];
}

/** `nowMs`: wall clock, for the dates that are proposed. */
export function createKeysCommand(load: LoadStationData, nowMs: () => number): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const [what, ...rest] = args;
      if (what === "enrol") return keysEnrol(rest, io, load);
      if (what === "rotate") return keysRotate(rest, io, load);
      if (what !== "show")
        throw new EdgeError(
          "USAGE",
          `proofmark keys: found ${JSON.stringify(what ?? "")}, allowed: show, enrol, rotate.`,
        );
      const values = parseOptions("keys show", rest, {
        config: { type: "string" },
        json: { type: "boolean" },
      });
      const data = load(required("keys show", "config", values.config));
      const keys = shownKeys(data, nowMs());
      if (values.json === true) {
        outLines(io, JSON.stringify({ station: data.station, keys }, null, 2));
        return 0;
      }
      io.out(`Station ${data.station}`);
      for (const { role, file, mode, trustListEntry } of keys) {
        const { keyId, algorithm, spki } = trustListEntry;
        io.out(`  ${role} key (${algorithm})`);
        io.out(`    id          ${keyId}`);
        io.out(`    public key  ${spki}`);
        io.out(`    file        ${file} (mode ${mode})`);
        io.out(`    trust list  ${JSON.stringify(trustListEntry)}`);
      }
      return 0;
    },
  };
}

function shownKeys(data: StationData, nowMs: number): readonly ShownKey[] {
  const { record, log } = keysOrWhy(data);
  const files = keyFiles(data.keys);
  const span = {
    notBefore: new Date(nowMs).toISOString(),
    notAfter: new Date(nowMs + YEAR_MS).toISOString(),
  };
  const shown = (role: ShownKey["role"], key: Signer, name: string): ShownKey => ({
    role,
    file: files[role],
    mode: (statSync(files[role]).mode & MODE_BITS).toString(8),
    trustListEntry: {
      keyId: key.keyId,
      algorithm: key.algorithm,
      spki: encodeBase64(key.publicKeySpki),
      role,
      station: data.station,
      name,
      ...span,
    },
  });
  return [shown("record", record, `${data.station}/records`), shown("log", log, logName(data.station))];
}

/** A station that was never started has no keys yet, and lost none. */
function keysOrWhy({ keys, journal }: StationData): ReturnType<typeof loadKeys> {
  try {
    return loadKeys(keys);
  } catch (cause) {
    const isNew = cause instanceof EdgeError && cause.code === "KEYS_MISSING" && !holdsRecords(journal);
    if (!isNew) throw cause;
    throw new EdgeError(
      "FILE_UNREADABLE",
      `There are no keys in ${keys} yet: the station's first start makes them.`,
      {
        keys,
      },
    );
  }
}
