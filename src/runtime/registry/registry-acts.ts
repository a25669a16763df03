import { sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import { PostgresPapersBook } from "../../adapters/postgres/postgres-papers-book.ts";
import { PostgresRegistryStore } from "../../adapters/postgres/postgres-registry-store.ts";
import { PostgresVehicleBook } from "../../adapters/postgres/postgres-vehicle-book.ts";
import { followKey, resumeStation, statusOfStations } from "../../adapters/postgres/station-register.ts";
import type { RegistryCommands } from "../../cli/registry.ts";
import { readRotation } from "../../core/record/key-request.ts";
import { keysOfRole, newestKey } from "../../core/registry/following-keys.ts";
import { emptyHead, resumeLog } from "../../core/registry/log-resumption.ts";
import { isCosignedBy } from "../../core/registry/witness/second-cosignature.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { loadRegistryFile } from "./registry-file.ts";
import {
  lookAtDatabase,
  type NamedWitness,
  type OpenedDatabase,
  otherWitnesses,
  withRegistry,
} from "./registry-parts.ts";

const CHECK = { digest: sha256, verify: verifySignature };

/** What people of the registry do beside its workers, which may run meanwhile: each act is one transaction. */
export const rotate: RegistryCommands["rotate"] = async (file, { request, newKey, by }) => {
  const read = readRotation(CHECK, request.trim());
  if ("kind" in read) return { isDone: false, sentence: sentenceOf(read.reason).en };
  const { station, role, oldKeyId, newKeyId, newSpki } = read;
  return await withRegistry(file, async ({ pool }) => {
    const store = new PostgresRegistryStore(pool);
    const account = (await store.accounts([station])).get(station);
    if (account === undefined) return { isDone: false, sentence: `${station} is not enrolled.` };
    const keys = keysOfRole(account, role);
    const newest = keys === undefined ? undefined : newestKey(keys);
    if (keys === undefined || newest?.keyId !== oldKeyId)
      return { isDone: false, sentence: `The old key of the request is not the ${role} key of ${station}.` };
    if (newest.revoked !== undefined && newKey !== newKeyId)
      return {
        isDone: false,
        sentence: `The old key of the request was revoked, and whoever has it can make such a request: ask the station, in person or by a number that you know, for the id of its next key, and give it with --new-key. The request has ${newKeyId}.`,
      };
    const isTaken = await followKey(pool, {
      ...{ station, role, place: keys.keys.length, document: request.trim(), by },
      key: { keyId: newKeyId, spki: newSpki },
    });
    if (!isTaken)
      return {
        isDone: false,
        sentence: `Another ${role} key of ${station} was just taken up by somebody else, and nothing was changed: ask them, and give the request once more if it is still to be taken.`,
      };
    return { isDone: true, sentence: `${station} has the ${role} key ${newKeyId} from now on, by ${by}.` };
  });
};

const REASON = {
  zh: "本站恢复了较早的日志副本；日志自此接续，此前的分支保留并继续有效。",
  en: "The station restored an earlier copy of its journal; the log goes on from there, and the branch before stays in force.",
};

export const resume: RegistryCommands["resume"] = async (file, { station, size, by }) => {
  return await withRegistry(file, async ({ pool, clock, witnesses: [witness] }) => {
    const store = new PostgresRegistryStore(pool);
    const resumed = size === 0 ? emptyHead(sha256) : await store.cosignedAt(station, size);
    if (resumed === undefined)
      return { isDone: false, sentence: `${station} was never cosigned at size ${size}.` };
    return await resumeStation(pool, station, by, async (account, jobSeen) => {
      const of = { account, resume: resumed, jobSeen, atMs: clock.wallMs(), reason: REASON };
      const { account: next, decision } = resumeLog(of, {
        sign: (message) => witness.sign(message),
        keyId: witness.keyId,
      });
      const sentence = `The log of ${station} goes on from size ${size}, by ${by}: the decision is for the station, which takes it with \`proofmark unlock\`.`;
      return { next, decision, told: { isDone: true, sentence, decision } };
    });
  });
};

export const facts: RegistryCommands["facts"] = async (file, act) =>
  await withRegistry(file, async ({ pool }) => {
    await new PostgresVehicleBook(pool).load(act.facts, act.by);
    return { isDone: true, sentence: `${act.facts.length} facts about vehicles are taken in, by ${act.by}.` };
  });

export const papers: RegistryCommands["papers"] = async (file, act) =>
  await withRegistry(file, async ({ pool }) => {
    await new PostgresPapersBook(pool).loadPapers(act.lines, act.by);
    return { isDone: true, sentence: `${act.lines.length} lines of papers are taken in, by ${act.by}.` };
  });

export const status: RegistryCommands["status"] = async (file) =>
  await lookedAt(file, async ({ pool }) => {
    const others = otherWitnesses(loadRegistryFile(file));
    const stations = await statusOfStations(pool);
    return stations.map(({ note, ...station }) => ({ ...station, awaits: lacking(note, others) }));
  });

function lacking(note: string, others: readonly NamedWitness[]): readonly string[] {
  if (note === "") return [];
  return others.filter((witness) => !isCosignedBy(note, witness, CHECK)).map(({ name }) => name);
}

async function lookedAt<Result>(
  file: string,
  look: (database: OpenedDatabase) => Promise<Result>,
): Promise<Result> {
  const database = await lookAtDatabase(loadRegistryFile(file));
  try {
    return await look(database);
  } finally {
    await database.close();
  }
}
