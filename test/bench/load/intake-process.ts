import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { PostgresPool } from "../../../src/adapters/postgres/postgres-access.ts";
import { PostgresRegistryStore } from "../../../src/adapters/postgres/postgres-registry-store.ts";
import { nodeGunzip } from "../../../src/adapters/zlib/node-gunzip.ts";
import { Intake } from "../../../src/registry/intake.ts";
import { WITNESS } from "../../support/registry-rig.ts";
import { messagesIn, type PreparedMessage } from "./prepared.ts";

/** A worker's intake without a broker: it reads what was prepared for its stations, so many of them at a time. */
export interface IntakeOrder {
  readonly url: string;
  readonly password: string;
  readonly files: readonly string[];
  readonly stations: readonly string[];
  /** Messages that wait for the disk together, as connections to a broker. */
  readonly atOnce: number;
}

export interface IntakeDone {
  readonly receipts: number;
  readonly others: readonly string[];
  readonly cpuS: number;
  readonly rssMiB: number;
}

const order = JSON.parse(process.argv[2] ?? "{}") as IntakeOrder;
const pool = new PostgresPool({ url: order.url, password: order.password, connections: 4 });
const intake = new Intake({
  store: new PostgresRegistryStore(pool),
  tools: {
    digest: sha256,
    verify: verifySignature,
    decompress: nodeGunzip,
    simulation: true,
    cosign: (text, timeS) => [WITNESS.cosignature(text, timeS)],
  },
  wallMs: () => Date.now(),
  onFailure: (error) => {
    throw error;
  },
});
const own = new Set(order.stations);
const waiting = [...messagesIn(order.files)].filter(([station]) => own.has(station)).map(([, all]) => all);

process.on("message", async () => {
  const before = process.cpuUsage();
  let receipts = 0;
  const others: string[] = [];
  const deliver = async (messages: readonly PreparedMessage[]): Promise<void> => {
    for (const message of messages) {
      const answer = Buffer.from(await intake.take(message.read())).toString();
      if (answer.includes('"proofmark/receipt/v1"')) receipts++;
      else others.push(answer.slice(0, 300));
    }
  };
  await Promise.all(
    Array.from({ length: order.atOnce }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await deliver(next);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  await pool.end();
  const rssMiB = process.memoryUsage().rss / 2 ** 20;
  process.send?.({ receipts, others, cpuS: (user + system) / 1e6, rssMiB } satisfies IntakeDone);
  process.disconnect();
});
process.send?.("ready");
