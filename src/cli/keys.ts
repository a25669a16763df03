import { statSync } from "node:fs";
import { MODE_BITS, PRIVATE_FOLDER } from "../adapters/disk/file-modes.ts";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { type PublicKey, refuseIfOpen } from "../adapters/keys/key-directory.ts";
import { type KeyForm, type KeyHalf, type KeyRole, keyFile, keyHalf } from "../adapters/keys/key-forms.ts";
import { rolesOf } from "../adapters/keys/station-custody.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import { logName } from "../core/record/checkpoint.ts";
import type { TrustListDocument } from "../core/record/trust-list.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, required } from "./arguments.ts";
import { type CliCommand, outLines } from "./command.ts";
import { keysCertificate } from "./keys-certificate.ts";
import { keysEncrypt } from "./keys-encrypt.ts";
import { keysEnrol } from "./keys-enrol.ts";
import { keysRotate } from "./keys-rotate.ts";
import type { LoadStationData, StationData } from "./station-data.ts";

const HELP = `Usage: proofmark keys show --config F [--json]
       proofmark keys enrol --config F --out FILE [--code-file FILE] [--second-lost] [--by NAME] [--json]
       proofmark keys rotate --config F --role record|log|second --out FILE [--by NAME] [--json]
       proofmark keys rotate --config F --role record|log|second --activate --trust FILE [--authority FP] [--by NAME] [--json]
       proofmark keys encrypt --config F [--json]
       proofmark keys certificate --config F --out FILE

Where a private key is, the station file says (keys.record and keys.log): custody file, encrypted, or pkcs11 for a token; docs/keys.md.
Where it names keys.second, there is a third one: SM2, which signs results beside the record key.

show    the public keys, their ids, and for each an entry as a trust list has it. The dates of the entries are a proposal, from
        today for a year: the authority that signs the list decides. Shows how and in which files the private keys are kept and with
        which modes, and nothing of what is in them; asks for no passphrase and no PIN. Nothing is changed, so a station may run meanwhile.
enrol   writes a request for the registry: the public keys, signed by each. Before a station's first start it makes the keys; the
        second one also later, where the station file names it, no entry of the journal does, and no list of keys asks for it.
        One that was made and is gone is not made anew: put it back, or say --second-lost where it is lost for good.
        With the code of an invitation (proofmark registry invite) the request is bound to it, and the code does not stand in it.
rotate  with --out: makes the next key beside the present one, and writes a request for it, signed by both; the present key goes on
        signing. With --activate: takes the next key, where the given trust list has it for this station and role and it is valid now.
        The present key is removed then; one in a token stays there, unused. Where the station file says keys.ROLE.next, the next key is
        kept in that way: so a key moves into a token.
encrypt makes encrypted files of the plain ones whose custody the station file calls encrypted, and removes the plain ones. After a
        kill at any moment the same call goes on. It needs a station that is stopped.
certificate  writes a request for a certificate by which the broker knows the station, also to renew it: signed by the log key and by
        the key of the station file's registry.key, which is made where it is missing. A station may run meanwhile.

enrol and rotate need a station that is stopped, and are entries of its journal.

  --config F      station file
  --out FILE      the request to write
  --code-file F   the invitation's code, as the registry gave it; - reads it from standard input
  --code CODE     the same as a word; it then stands in the shell's history, so prefer the file
  --second-lost   makes another SM2 key in place of the one that is lost, and the request for it; the registry takes it when a
                  person there has revoked the lost one and heard the new one's id from you (docs/keys.md)
  --role R        record (signs results), log (signs checkpoints) or second (SM2, signs results beside record)
  --trust FILE    the current trust list; --authority FP insists on who signed it
  --by NAME       who acts; without it the user of the system
  --json          one JSON document

Exit codes: 0 done, 2 wrong call, keys that are missing or not closed to others, a passphrase, PIN or token that is not as the station
file says, a station that runs, or a key that the trust list does not have; 3 the journal is damaged.

Example: npx proofmark keys show --config config/stations/example.yaml --json > station-keys.json`;

const YEAR_MS = 365 * 86_400_000;

interface ShownKey {
  readonly role: KeyRole;
  readonly custody: KeyForm;
  readonly file: string;
  /** Octal, `600`. */
  readonly mode: string;
  /** Of a key in a token: which one. */
  readonly token?: { readonly token: string; readonly label: string; readonly id: string };
  readonly trustListEntry: TrustListDocument["keys"][number];
}

/** `nowMs`: wall clock, for the dates that are proposed. */
export function createKeysCommand(load: LoadStationData, nowMs: () => number): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const [what, ...rest] = args;
      if (what === "enrol") return keysEnrol(rest, io, load);
      if (what === "certificate") return keysCertificate(rest, io, load);
      if (what === "rotate") return keysRotate(rest, io, load);
      if (what === "encrypt") return keysEncrypt(rest, io, load);
      if (what !== "show")
        throw new EdgeError(
          "USAGE",
          `proofmark keys: found ${JSON.stringify(what ?? "")}, allowed: show, enrol, rotate, encrypt, certificate.`,
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
      for (const { role, file, mode, token, trustListEntry } of keys) {
        const { keyId, algorithm, spki } = trustListEntry;
        io.out(`  ${role} key (${algorithm})`);
        io.out(`    id          ${keyId}`);
        io.out(`    public key  ${spki}`);
        if (token !== undefined)
          io.out(`    token       ${token.token}, key ${token.label} (id:${token.id})`);
        io.out(`    file        ${file} (mode ${mode})`);
        io.out(`    trust list  ${JSON.stringify(trustListEntry)}`);
      }
      return 0;
    },
  };
}

function shownKeys(data: StationData, nowMs: number): readonly ShownKey[] {
  const halves = keysOrWhy(data);
  const span = {
    notBefore: new Date(nowMs).toISOString(),
    notAfter: new Date(nowMs + YEAR_MS).toISOString(),
  };
  const shown = ({ role, half }: RoleHalf): ShownKey => {
    const name = role === "log" ? logName(data.station) : `${data.station}/records`;
    const { token, label, id } = half.known ?? {};
    return {
      role,
      custody: half.form,
      file: half.file,
      mode: (statSync(half.file).mode & MODE_BITS).toString(8),
      ...(token !== undefined && label !== undefined && id !== undefined && { token: { token, label, id } }),
      trustListEntry: {
        ...listed(half),
        // A list knows the second one by its algorithm.
        role: role === "log" ? "log" : "record",
        ...{ station: data.station, name, ...span },
      },
    };
  };
  return halves.map(shown);
}

interface RoleHalf {
  readonly role: KeyRole;
  readonly half: KeyHalf;
}

function listed({
  keyId,
  algorithm,
  publicKeySpki,
}: PublicKey): Pick<ShownKey["trustListEntry"], "keyId" | "algorithm" | "spki"> {
  return { keyId, algorithm, spki: encodeBase64(publicKeySpki) };
}

/** A station that was never started has no keys yet, and lost none. */
function keysOrWhy({ keys, custody, journal }: StationData): readonly RoleHalf[] {
  const roles = rolesOf(custody);
  const halves = roles.flatMap((role) => {
    const half = keyHalf(keys, role);
    return half === null ? [] : [{ role, half }];
  });
  if (halves.length === roles.length) {
    refuseIfOpen(keys, PRIVATE_FOLDER);
    return halves;
  }
  if (!holdsRecords(journal))
    throw new EdgeError(
      "FILE_UNREADABLE",
      `There are no keys in ${keys} yet: proofmark keys enrol makes them, or else the station's first start.`,
      { keys },
    );
  const missing = roles
    .filter((role) => !halves.some((there) => there.role === role))
    .map((role) => keyFile(keys, role, custody[role]?.custody ?? "file"));
  throw new EdgeError("KEYS_MISSING", `The station's key is not there: ${missing.join(" and ")}.`, {
    missing,
  });
}
