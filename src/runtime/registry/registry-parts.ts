import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { keyIdOf, sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import { loadOrCreateWitness, type WitnessKey } from "../../adapters/keys/witness-key.ts";
import {
  type EmbeddedPostgres,
  isDatabase,
  startEmbeddedPostgres,
} from "../../adapters/postgres/embedded-postgres.ts";
import { migrate, mustBeOfToday } from "../../adapters/postgres/migrate.ts";
import { type PostgresAccess, PostgresPool } from "../../adapters/postgres/postgres-access.ts";
import { HttpWitness } from "../../adapters/witness/http-witness.ts";
import { nodeGunzip } from "../../adapters/zlib/node-gunzip.ts";
import { algorithmOfSpki } from "../../core/record/signature.ts";
import type { DecideTools } from "../../core/registry/decide-submission.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { OtherWitness } from "../../ports/witness-link.ts";
import { passwordIn } from "../credential-files.ts";
import { loadRegistryFile, type RegistryFile } from "./registry-file.ts";

export interface RegistryParts extends OpenedDatabase {
  readonly witnesses: readonly [WitnessKey, ...WitnessKey[]];
  /** Those of somebody else, who are asked for their cosignature. */
  readonly others: readonly NamedWitness[];
  readonly tools: DecideTools;
  /** Steps that were taken to bring the tables up to date; 0 where they were. */
  readonly migrated: number;
}

export type NamedWitness = OtherWitness & { readonly keyId: string };

/** Throws EdgeError KEY_UNUSABLE. */
export function otherWitnesses({ otherWitnesses: others = [] }: RegistryFile): readonly NamedWitness[] {
  return others.map(({ name, spki: text, url, timeoutMs }) => {
    const spki = new Uint8Array(Buffer.from(text, "base64"));
    if (algorithmOfSpki(spki) !== "ed25519")
      throw new EdgeError("KEY_UNUSABLE", `The key of ${name} in otherWitnesses is no Ed25519 key.`, {
        name,
      });
    return Object.assign(new HttpWitness({ name, spki, url, timeoutMs }), { keyId: keyIdOf(spki) });
  });
}

/** A registry's database, as whoever only looks has it. */
export interface OpenedDatabase {
  readonly clock: Clock;
  readonly access: PostgresAccess;
  readonly pool: PostgresPool;
  close(): Promise<void>;
}

/** What every command on a registry needs: its database, brought up to date, and its keys. Throws EdgeError KEY_UNUSABLE, CREDENTIALS_UNUSABLE, DATABASE_UNAVAILABLE, DATABASE_NEWER, DATABASE_NOT_HERE. `user`: an act leaves a database that it found running. */
export async function openRegistry(config: RegistryFile, user: "worker" | "act"): Promise<RegistryParts> {
  const [first, ...others] = config.witnesses.map(({ name, key }) => loadOrCreateWitness(name, key));
  if (first === undefined) throw new Error("a registry file names a witness");
  const witnesses = [first, ...others] as const;
  const foreign = otherWitnesses(config);
  const database = await openDatabase(config, user);
  try {
    const { from, to } = await migrate(database.pool);
    return {
      ...database,
      witnesses,
      others: foreign,
      tools: {
        digest: sha256,
        verify: verifySignature,
        decompress: nodeGunzip,
        simulation: config.simulation,
        cosign: (text, timeS) => witnesses.map((witness) => witness.cosignature(text, timeS)),
      },
      migrated: to - from,
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** For one act of a person, and closed after it. */
export async function withRegistry<Result>(
  file: string,
  work: (parts: RegistryParts) => Promise<Result>,
): Promise<Result> {
  const parts = await openRegistry(loadRegistryFile(file), "act");
  try {
    return await work(parts);
  } finally {
    await parts.close();
  }
}

/**
 * For whoever writes nothing: no key is made, no database and no table. Throws EdgeError CREDENTIALS_UNUSABLE, DATABASE_UNAVAILABLE, DATABASE_NEWER, DATABASE_OLDER,
 * DATABASE_NOT_HERE.
 */
export async function lookAtDatabase(config: RegistryFile): Promise<OpenedDatabase> {
  const { embedded } = config.database;
  if (embedded !== undefined && !isDatabase(embedded))
    throw new EdgeError("DATABASE_UNAVAILABLE", `There is no database in ${embedded}.`, {
      directory: embedded,
    });
  const database = await openDatabase(config, "act");
  try {
    await mustBeOfToday(database.pool);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDatabase({ database }: RegistryFile, user: "worker" | "act"): Promise<OpenedDatabase> {
  let embedded: EmbeddedPostgres | null = null;
  if (database.embedded !== undefined)
    embedded = await startEmbeddedPostgres({ directory: database.embedded });
  const access: PostgresAccess = {
    url: embedded?.url ?? database.url ?? "",
    connections: database.connections,
    ...(database.others !== undefined && { others: database.others }),
    ...(embedded !== null && { password: embedded.password }),
    ...(database.passwordFile !== undefined && { password: passwordIn(database.passwordFile) }),
  };
  // A worker that was killed leaves it behind for the next one; whoever only looks in leaves it to the worker.
  const own = embedded !== null && (user === "worker" || !embedded.isFound) ? embedded : null;
  // A second Ctrl-C ends this process without waiting for anything.
  const atExit = (): void => own?.askToStop();
  if (own !== null) process.once("exit", atExit);
  const pool = new PostgresPool(access);
  return {
    clock: new SystemClock(),
    access,
    pool,
    close: async () => {
      await pool.end();
      process.off("exit", atExit);
      await own?.stop();
    },
  };
}
