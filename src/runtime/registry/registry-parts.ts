import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import { loadOrCreateWitness, type WitnessKey } from "../../adapters/keys/witness-key.ts";
import {
  type EmbeddedPostgres,
  isDatabase,
  startEmbeddedPostgres,
} from "../../adapters/postgres/embedded-postgres.ts";
import { migrate, mustBeOfToday } from "../../adapters/postgres/migrate.ts";
import { type PostgresAccess, PostgresPool } from "../../adapters/postgres/postgres-access.ts";
import type { DecideTools } from "../../core/registry/decide-submission.ts";
import { EdgeError } from "../../errors.ts";
import { passwordIn } from "../credential-files.ts";
import { loadRegistryFile, type RegistryFile } from "./registry-file.ts";

export interface RegistryParts extends OpenedDatabase {
  readonly clock: SystemClock;
  readonly witnesses: readonly [WitnessKey, ...WitnessKey[]];
  readonly tools: DecideTools;
  /** Steps that were taken to bring the tables up to date; 0 where they were. */
  readonly migrated: number;
}

/** A registry's database, as whoever only looks has it. */
export interface OpenedDatabase {
  readonly access: PostgresAccess;
  readonly pool: PostgresPool;
  close(): Promise<void>;
}

/** What every command on a registry needs: its database, brought up to date, and its keys. Throws EdgeError KEY_UNUSABLE, CREDENTIALS_UNUSABLE, DATABASE_UNAVAILABLE, DATABASE_NEWER, DATABASE_NOT_HERE. `user`: an act leaves a database that it found running. */
export async function openRegistry(config: RegistryFile, user: "worker" | "act"): Promise<RegistryParts> {
  const [first, ...others] = config.witnesses.map(({ name, key }) => loadOrCreateWitness(name, key));
  if (first === undefined) throw new Error("a registry file names a witness");
  const witnesses = [first, ...others] as const;
  const database = await openDatabase(config, user);
  try {
    const { from, to } = await migrate(database.pool);
    return {
      ...database,
      clock: new SystemClock(),
      witnesses,
      tools: {
        digest: sha256,
        verify: verifySignature,
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
    ...(embedded !== null && { password: embedded.password }),
    ...(database.passwordFile !== undefined && { password: passwordIn(database.passwordFile) }),
  };
  const pool = new PostgresPool(access);
  return {
    access,
    pool,
    close: async () => {
      await pool.end();
      // A worker that was killed leaves it behind for the next one; whoever only looks in leaves it to the worker.
      if (embedded !== null && (user === "worker" || !embedded.isFound)) await embedded.stop();
    },
  };
}
