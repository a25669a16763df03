import { sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import { partOf, RegistryInbox } from "../../adapters/mqtt/registry-inbox.ts";
import { excerptOf } from "../../adapters/postgres/key-register.ts";
import { mustNotBeNewer } from "../../adapters/postgres/migrate.ts";
import { PostgresCommandBook } from "../../adapters/postgres/postgres-command-book.ts";
import { PostgresCosignatures } from "../../adapters/postgres/postgres-cosignatures.ts";
import { PostgresEventStore } from "../../adapters/postgres/postgres-event-store.ts";
import { PostgresPapersBook } from "../../adapters/postgres/postgres-papers-book.ts";
import { PostgresRegistryStore } from "../../adapters/postgres/postgres-registry-store.ts";
import { PostgresVehicleBook } from "../../adapters/postgres/postgres-vehicle-book.ts";
import { registeredStations } from "../../adapters/postgres/station-register.ts";
import { SHARES, WorkerShares } from "../../adapters/postgres/worker-shares.ts";
import type { CliIo } from "../../cli/command.ts";
import type { HeldEvent } from "../../core/events/event-batch.ts";
import { encodeBase64 } from "../../core/record/base64.ts";
import type { Spoken } from "../../core/requests/agreement.ts";
import { reason, sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { Answering, type RenewCertificate } from "../../registry/answering.ts";
import { Commanding } from "../../registry/commanding.ts";
import { EventIntake } from "../../registry/event-intake.ts";
import { Intake } from "../../registry/intake.ts";
import { Witnessing } from "../../registry/witnessing.ts";
import { readCredentials } from "../credential-files.ts";
import { endOf, untilStopped } from "../shutdown.ts";
import { evidenceIntake, spokenBy } from "./evidence-worker.ts";
import { openPublic } from "./public-answers.ts";
import { loadRegistryFile, type RegistryFile } from "./registry-file.ts";
import { openMarks } from "./registry-marks.ts";
import { openRegistry, type RegistryParts } from "./registry-parts.ts";
import { renewals } from "./renew-certificate.ts";
import { seldom, type Tell } from "./seldom.ts";

const LOOK_MS = 1_000;

/** A worker of the registry, until it is stopped. Throws what `loadRegistryFile`, `readCredentials` and `openRegistry` throw. */
export async function runRegistry(file: string, io: CliIo): Promise<number> {
  const config = loadRegistryFile(file);
  const stop = untilStopped();
  try {
    const parts = await openRegistry(config, "worker");
    try {
      // First what can fail at an address: nothing is heard of a worker that cannot be started as it was asked for.
      const marks = await openMarks(config, parts);
      const answering = await openPublic(config, parts, io, undefined, marks);
      const renew = await renewals(config, parts.pool, parts.clock);
      const worker = startWorker(config, { ...parts, ...(renew && { renew }) }, io, (cause) =>
        stop.fail(cause),
      );
      await stop.stopped;
      return await endOf(stop, async () => {
        await answering?.close();
        await worker.close();
      });
    } finally {
      await parts.close();
    }
  } finally {
    stop.dispose();
  }
}

/** Exit code of a look at what a registry file needs: 0 where it can start. */
export async function checkRegistry(file: string, io: CliIo): Promise<number> {
  const config = loadRegistryFile(file);
  readCredentials(config.broker, Date.now());
  const parts = await openRegistry(config, "act");
  const stations = await registeredStations(parts.pool);
  await parts.close();
  io.out(`${file} can be started: the database is there, with ${stations.length} stations.`);
  return 0;
}

type WorkerParts = RegistryParts & { readonly renew?: RenewCertificate };

/**
 * Of a database that whoever calls has opened, and closes after it. `outdated`: a newer software has changed the tables, and nothing is heard any more: this one would write rows, and
 * give receipts, without what the newer one has to look at. Throws what `readCredentials` throws.
 */
export function startWorker(
  config: RegistryFile,
  parts: WorkerParts,
  io: CliIo,
  outdated: (cause: EdgeError) => void = () => undefined,
): { close(): Promise<void> } {
  const { pool, clock, tools, access } = parts;
  const tell = seldom({ monoMs: () => clock.monoMs() }, io.err);
  const witnessing = witnessingOf(parts, tell, (station, answer) => inbox.tell(station, answer));
  const intake = new Intake({
    store: new PostgresRegistryStore(pool),
    tools,
    wallMs: () => clock.wallMs(),
    onFailure: (error: EdgeError) => tellOf(tell, error),
    ...(witnessing !== null && { cosigned: (receipt) => witnessing.cosigned(receipt) }),
  });
  const evidence = evidenceIntake(config, parts, tell);
  const answering = answeringOf(parts, tell, spokenBy(evidence !== null));
  const events = eventIntake(parts, tell);
  const commanding = new Commanding({
    book: new PostgresCommandBook(pool),
    ...{ digest: sha256, verify: verifySignature, monoMs: () => clock.monoMs() },
    onFailure: (error) => tellOf(tell, error),
  });
  const { url, connections } = config.broker;
  const { credentials } = readCredentials(config.broker, clock.wallMs());
  const inbox = new RegistryInbox({
    ...{ url, credentials, clientId: config.name, monoMs: () => clock.monoMs(), connections },
    take: (submission) => intake.take(submission),
    ask: (station, request) => answering.ask(station, request),
    tell: (station, batch) => events.take(station, batch),
    ...(evidence !== null && { keep: (station, part) => evidence.take(station, part) }),
    acknowledge: (station, bytes) => commanding.acknowledge(station, bytes),
    onLink: (_connection, problem) => {
      if (problem !== null) tell("broker", `Broker ${url}: ${sentenceOf(problem).en.replace(/\.$/, "")}.`);
    },
  });
  const shares = new WorkerShares(access);
  inbox.start();
  tellUp(config, parts, io);
  let isClosed = false;
  let hearing = "";
  const looking = (async () => {
    while (!isClosed) {
      const newer = await newerOr(pool, tell);
      if (newer !== null) return await leaveTo(newer, { inbox, shares, outdated });
      const [held, stations] = [await shares.look(), await stationsOr(pool, tell)];
      const own = (stations ?? []).filter((station) => held.has(partOf(station, SHARES)));
      inbox.hear(own);
      for (const { station, message } of await commanding.due(own)) inbox.order(station, message);
      const now =
        stations === null
          ? "  hears no station until the database says which there are"
          : `  hears ${own.length} of ${stations.length} stations`;
      if (now !== hearing) io.out(now);
      hearing = now;
      await witnessing?.look(own);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  return {
    async close() {
      isClosed = true;
      await looking;
      await evidence?.close();
      await inbox.close();
      await shares.close();
    },
  };
}

function answeringOf({ pool, clock, witnesses, renew }: WorkerParts, tell: Tell, speaks: Spoken): Answering {
  return new Answering({
    book: new PostgresVehicleBook(pool),
    papers: new PostgresPapersBook(pool),
    excerpt: (station) => excerptOf(pool, station),
    ...(renew && { renew }),
    ...{ speaks, digest: sha256, verify: verifySignature, witnesses },
    wallMs: () => clock.wallMs(),
    onFailure: (error) => tellOf(tell, error),
  });
}

/** Null where nobody else cosigns. */
function witnessingOf(
  { pool, clock, others }: RegistryParts,
  tell: Tell,
  send: (station: string, answer: Uint8Array) => void,
): Witnessing | null {
  if (others.length === 0) return null;
  return new Witnessing({
    ...{ others, digest: sha256, verify: verifySignature, monoMs: () => clock.monoMs() },
    book: new PostgresCosignatures(pool),
    tell: send,
    onTrouble: (about, why) => tell(`witness ${about}`, sentenceOf(why).en),
    onFailure: (error) => tellOf(tell, error),
  });
}

function eventIntake({ pool, tools, witnesses, clock }: RegistryParts, tell: Tell): EventIntake {
  return new EventIntake({
    store: new PostgresEventStore(pool),
    tools,
    witnesses,
    wallMs: () => clock.wallMs(),
    onFailure: (error) => tellOf(tell, error),
    onRefused: (station, answer, held) => tell(`events of ${station}`, refusedEvents(station, answer, held)),
  });
}

function refusedEvents(station: string, answer: string, held: HeldEvent | null): string {
  const at = held === null ? "" : `${held.at.index}.${held.at.part}`;
  const code = answer === "other" ? "STATION_EVENTS_DIFFER" : "STATION_EVENTS_NOT_UNDERSTOOD";
  return `${sentenceOf(reason(code, { station, at })).en} [${code}]`;
}

function tellOf(tell: Tell, { message, code }: EdgeError): void {
  tell("database", `${message} [${code}]`);
}

/** Null where the database does not say. */
async function stationsOr(pool: RegistryParts["pool"], tell: Tell): Promise<readonly string[] | null> {
  try {
    return await registeredStations(pool);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    tellOf(tell, error);
    return null;
  }
}

function tellUp({ name: worker, broker }: RegistryFile, { witnesses, others }: WorkerParts, io: CliIo): void {
  io.out(`Registry ${worker} is up: broker ${broker.url}.`);
  for (const { name, spki } of witnesses) io.out(`  witness ${name}: ${encodeBase64(spki)}`);
  for (const { name, spki } of others) io.out(`  asks the witness ${name}: ${encodeBase64(spki)}`);
}

interface Leaving {
  readonly inbox: RegistryInbox;
  readonly shares: WorkerShares;
  readonly outdated: (cause: EdgeError) => void;
}

/** Others hear its stations at once. */
async function leaveTo(newer: EdgeError, { inbox, shares, outdated }: Leaving): Promise<void> {
  inbox.hear([]);
  await shares.close();
  outdated(newer);
}

/** That the tables are newer than this software; null where they are not, or cannot be asked. */
async function newerOr(pool: RegistryParts["pool"], tell: Tell): Promise<EdgeError | null> {
  try {
    await mustNotBeNewer(pool);
    return null;
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    if (error.code === "DATABASE_NEWER") return error;
    tellOf(tell, error);
    return null;
  }
}
