import { refuseLockedDirectory } from "../adapters/disk/directory-lock.ts";
import { encryptKeyFile } from "../adapters/keys/key-change.ts";
import { keyFile } from "../adapters/keys/key-forms.ts";
import { Secrets } from "../adapters/keys/secret-source.ts";
import { type Custody, rolesOf } from "../adapters/keys/station-custody.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import type { LoadStationData } from "./station-data.ts";

const COMMAND = "keys encrypt";

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, JOURNAL_LOCKED, KEY_UNUSABLE, KEYS_MISSING, KEY_PASSPHRASE_WRONG, SECRET_UNREADABLE. */
export async function keysEncrypt(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
): Promise<number> {
  const values = parseOptions(COMMAND, args, { config: { type: "string" }, json: { type: "boolean" } });
  const config = required(COMMAND, "config", values.config);
  const { keys, custody, journal } = load(config);
  refuseLockedDirectory(journal);
  const secrets = new Secrets();
  const done: { readonly role: string; readonly outcome: string; readonly file: string }[] = [];
  for (const role of rolesOf(custody)) {
    const wanted: Custody | undefined = custody[role];
    if (wanted?.custody !== "encrypted") continue;
    const passphrase = await secrets.read(wanted.passphrase, `the passphrase of the ${role} key`);
    const outcome = await encryptKeyFile(keys, role, passphrase);
    done.push({ role, outcome, file: keyFile(keys, role, "encrypted") });
  }
  if (done.length === 0)
    throw new EdgeError(
      "CONFIG_INVALID",
      `${config} calls the custody of no key encrypted: write keys: { record: { custody: encrypted, passphrase: ... } } there first.`,
      { file: config },
    );
  if (values.json === true) io.out(JSON.stringify({ keys: done }));
  else
    for (const { role, outcome, file } of done)
      io.out(
        outcome === "already"
          ? `The ${role} key is encrypted already: ${file}.`
          : `The ${role} key is encrypted now: ${file}; the plain file is overwritten and removed. Copies of it elsewhere, and what a disk of flash still holds, open without a passphrase: whoever wants to be sure takes a new key (keys rotate).`,
      );
  return 0;
}
