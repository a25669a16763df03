import { join } from "node:path";
import type { Broker } from "../../simulators/registry/broker.ts";
import { PASSED_FOLDER, PRIVATE_FILE, PRIVATE_FOLDER, PUBLIC_FILE } from "../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import type { StationKeys } from "../adapters/keys/key-directory.ts";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { loadOrCreateWitness } from "../adapters/keys/witness-key.ts";
import { isDatabase } from "../adapters/postgres/embedded-postgres.ts";
import { enrolStation } from "../adapters/postgres/station-register.ts";
import type { CliIo } from "../cli/command.ts";
import { publicKeyOf, signedRequest } from "../cli/keys-enrol.ts";
import { logName } from "../core/record/checkpoint.ts";
import { ENROLMENT_PAYLOAD_TYPE, type Enrolment } from "../core/record/key-request.ts";
import { firstKey } from "../core/registry/following-keys.ts";
import { emptyHead } from "../core/registry/log-resumption.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Signer } from "../ports/signer.ts";
import { makeDirectory } from "../runtime/data-directory.ts";
import { openPublic } from "../runtime/registry/public-answers.ts";
import { loadRegistryFile, type RegistryFile } from "../runtime/registry/registry-file.ts";
import { openMarks } from "../runtime/registry/registry-marks.ts";
import { openRegistry, type RegistryParts } from "../runtime/registry/registry-parts.ts";
import { nextTrustList } from "../runtime/registry/registry-trust.ts";
import { startWorker } from "../runtime/registry/run-registry.ts";
import { demoMarksBlock, publicPort, writeVerifier } from "./demo-marks.ts";
import type { DemoRegistry } from "./demo-registry.ts";

const WITNESS = "proofmark-registry/witness-1";
const REGION = "DEMO";
/** As long as that of the stand-in. */
const LIST_DAYS = 365;
/** A station, a worker and whoever looks in. */
const BROKER_CONNECTIONS = 2;

export interface OwnRegistryOptions {
  readonly data: string;
  readonly station: string;
  readonly keys: StationKeys;
  readonly broker: Broker;
  readonly io: CliIo;
}

const folderOf = (data: string): string => join(data, "central-registry");
const databaseOf = (data: string): string => join(folderOf(data), "database");
export const registryFileOf = (data: string): string => join(folderOf(data), "registry.yaml");

/** Whether a database was made in that data directory of a demo. */
export const hasOwnRegistry = (data: string): boolean => isDatabase(databaseOf(data));

/** Root's PostgreSQL runs as nobody, who has to get to its folder, and sees nothing on the way. */
export const ownRegistryPass = (): number => (process.getuid?.() === 0 ? PASSED_FOLDER : PRIVATE_FOLDER);

/**
 * Proofmark's own registry: PostgreSQL in the demo's data directory, and one worker in this process, which a station finds at the broker. Throws what `openRegistry`
 * and `openPublic` throw; nothing is left running then, and the broker stays.
 */
export async function startOwnRegistry(options: OwnRegistryOptions): Promise<DemoRegistry> {
  const { data, station, keys, broker, io } = options;
  const { file, config, known } = writeFiles(data, broker.url, await publicPort(registryFileOf(data)));
  const parts = await openRegistry(config, "worker");
  try {
    await enrolHere(parts, station, keys);
    const authority = loadOrCreateWitness("authority", authorityOf(data));
    const list = await nextTrustList(parts, { authority, validDays: LIST_DAYS, by: "demo", given: null });
    writeFileOrSay(known.trustFile, list.document, PUBLIC_FILE);
    // Where it is said is the demo's own affair.
    const quiet = { out: () => undefined, err: (line: string) => io.err(line) };
    const marks = await openMarks(config, parts);
    if (marks === null) throw new Error("a demo's registry issues marks");
    const verifier = join(data, "verifier.html");
    const lists = { block: marks.block, authority, validDays: LIST_DAYS, trust: list.document };
    await writeVerifier(verifier, parts, lists);
    const answering = await openPublic(config, parts, quiet, undefined, marks);
    const worker = startWorker(config, parts, quiet);
    return {
      ...known,
      broker,
      which: { is: "own", why: reason("REGISTRY_OF_DEMO", {}) },
      lines: [
        `Registry: Proofmark's own, with PostgreSQL, in ${folderOf(data)}`,
        `Anybody asks it how a result stands, and has the mark of one that is passed: ${answering?.url}`,
        `Anybody checks marks, records and evidence without a network: open ${verifier} in a browser`,
      ],
      registryFile: file,
      close: async () => {
        await answering?.close();
        await worker.close();
        await parts.close();
        await broker.close();
      },
    };
  } catch (cause) {
    await parts.close();
    throw cause;
  }
}

/** Where its database does not come up: the station seals and keeps, and whatever it kept is delivered at a start with the database. */
export function absentRegistry(
  { data, broker }: OwnRegistryOptions,
  why: string,
  because: Reason,
): DemoRegistry {
  const { known } = writeFiles(data, broker.url, 0);
  return {
    ...known,
    broker,
    which: { is: "absent", why: reason("REGISTRY_ABSENT", { because }) },
    lines: [
      `Registry: none. This station delivers to Proofmark's own in ${folderOf(data)}, which does not start: ${why}`,
      "Results wait in the journal, and are delivered at a start with it. For a station with a stand-in: --data DIR --registry stand-in.",
    ],
    registryFile: null,
    close: () => broker.close(),
  };
}

interface Written {
  readonly file: string;
  readonly config: RegistryFile;
  readonly known: Pick<DemoRegistry, "witness" | "authority" | "trustFile">;
}

/** With the broker's port of this start, so that `proofmark registry` and `audit` find the same registry. */
function writeFiles(data: string, broker: string, port: number): Written {
  makeDirectory(folderOf(data), ownRegistryPass());
  const file = registryFileOf(data);
  const written = {
    schema: "proofmark/registry/v1",
    name: "demo-worker",
    database: { embedded: "./database" },
    broker: { url: broker, connections: BROKER_CONNECTIONS },
    witnesses: [{ name: WITNESS, key: "./witness.pem" }],
    authority: { key: "./authority.pem", validDays: LIST_DAYS },
    evidence: { directory: "./evidence" },
    public: { port },
    marks: demoMarksBlock(folderOf(data), port),
    simulation: true,
  };
  // JSON is YAML.
  writeFileOrSay(file, `${JSON.stringify(written, null, 2)}\n`, PRIVATE_FILE);
  const { name, spki } = loadOrCreateWitness(WITNESS, join(folderOf(data), "witness.pem"));
  const { keyId } = loadOrCreateWitness("authority", authorityOf(data));
  const known = { witness: { name, spki }, authority: keyId, trustFile: join(data, "trust.json") };
  return { file, config: loadRegistryFile(file), known };
}

const authorityOf = (data: string): string => join(folderOf(data), "authority.pem");

/** By a request as a real station makes it; whoever asks and whoever takes it up are one person here, so nobody has to be invited. At a later start it is there already. */
async function enrolHere(
  { pool, clock }: RegistryParts,
  station: string,
  { record, log }: StationKeys,
): Promise<void> {
  const asked: Enrolment = {
    schema: "proofmark/enrolment/v1",
    station,
    log: logName(station),
    recordKey: publicKeyOf(record),
    logKey: publicKeyOf(log),
    issued: new Date(clock.wallMs()).toISOString(),
  };
  const document = await signedRequest(ENROLMENT_PAYLOAD_TYPE, asked, [record, log]);
  const keyOf = ({ keyId, publicKeySpki: spki }: Signer) => firstKey({ keyId, spki });
  const account = { station, branch: 0, head: emptyHead(sha256), log: keyOf(log), record: keyOf(record) };
  await enrolStation(pool, { account, region: REGION, document, by: "demo" });
}
