import { createPrivateKey } from "node:crypto";
import type { RegisteredStation } from "../../simulators/registry/registry-service.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { WitnessKey } from "../../src/adapters/keys/witness-key.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresRegistryStore } from "../../src/adapters/postgres/postgres-registry-store.ts";
import { enrolStation } from "../../src/adapters/postgres/station-register.ts";
import { firstKey, firstKeys } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import type { EdgeError } from "../../src/errors.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { Intake } from "../../src/registry/intake.ts";
import { WITNESS_SEED } from "./delivery-world.ts";

const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The witness of the stand-in, so that both sign alike. */
export const WITNESS = new WitnessKey(
  "proofmark-registry/witness-1",
  createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, WITNESS_SEED]), format: "der", type: "pkcs8" }),
  "the witness of the tests",
);

export interface RigOptions {
  readonly wallMs?: () => number;
  readonly onFailure?: (error: EdgeError) => void;
}

/** A worker's intake without a broker. */
export function intakeOn(pool: PostgresPool, options: RigOptions = {}): Intake {
  return new Intake({
    store: new PostgresRegistryStore(pool),
    tools: {
      digest: sha256,
      verify: verifySignature,
      simulation: false,
      cosign: (text, timeS) => [WITNESS.cosignature(text, timeS)],
    },
    wallMs: options.wallMs ?? (() => 1_000),
    onFailure:
      options.onFailure ??
      ((error) => {
        throw error;
      }),
  });
}

/** `second`: the key of SM2 that all of them have from the beginning. */
export async function enrolled(
  pool: PostgresPool,
  stations: readonly RegisteredStation[],
  second?: Signer,
): Promise<void> {
  const secondKey = second === undefined ? null : { keyId: second.keyId, spki: second.publicKeySpki };
  for (const { station, logKeySpki, recordKeySpki } of stations)
    await enrolStation(pool, {
      account: {
        station,
        branch: 0,
        head: emptyHead(sha256),
        log: firstKey({ keyId: keyIdOf(logKeySpki), spki: logKeySpki }),
        record: firstKeys({ keyId: keyIdOf(recordKeySpki), spki: recordKeySpki }, secondKey),
      },
      region: "HB",
      document: "of a test",
      by: "test",
    });
}

export interface TakenRow {
  readonly station: string;
  readonly index: number;
  readonly sequence: number;
  readonly kind: "result" | "withdrawal" | "quarantined";
  readonly record: string | null;
  readonly isWithdrawn: boolean;
}

/** Everything that is kept, in the order of station and place. */
export async function takenIn(pool: PostgresPool): Promise<readonly TakenRow[]> {
  const rows = await pool.query<Omit<TakenRow, "index" | "sequence"> & { index: string; sequence: string }>(
    `select station, index, sequence, kind, record, withdrawn_by is not null as "isWithdrawn"
     from record order by station, branch, index`,
  );
  return rows.map((row) => ({ ...row, index: Number(row.index), sequence: Number(row.sequence) }));
}
