import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RegisteredStation } from "../../../simulators/registry/registry-service.ts";

/** Stations that are alike. */
export interface StationGroup {
  /** Of their names. */
  readonly prefix: string;
  readonly count: number;
  /** Results of each. */
  readonly results: number;
  /** As many in a message as fit, as after an outage, or each alone, as on a day without one. */
  readonly inMessage: "many" | "one";
}

export interface PrepareOrder {
  readonly file: string;
  readonly groups: readonly StationGroup[];
  /** This process makes every `of`-th station, beginning with `part`. */
  readonly part: number;
  readonly of: number;
}

export interface PreparedWord {
  readonly stations: readonly { station: string; log: string; record: string }[];
}

/** One message of a station, where it lies in a file. */
export interface PreparedMessage {
  readonly station: string;
  /** Size of the log that it submits; what its receipt is for. */
  readonly size: number;
  readonly results: number;
  read(): Uint8Array;
}

export interface Prepared {
  readonly stations: readonly RegisteredStation[];
  /** Of each station in their order. */
  readonly messages: ReadonlyMap<string, readonly PreparedMessage[]>;
  readonly results: number;
  readonly files: readonly string[];
}

/** Each message stands behind the lengths of its head and itself, four bytes each. */
export const LENGTHS_BYTES = 8;

export interface PreparedHead {
  readonly station: string;
  readonly size: number;
  readonly results: number;
}

/**
 * What stations would submit, made before anything is measured: every station with keys of its own, a log of its own, records of real size (cars and
 * driving tests by turns), checkpoints, consistency and inclusion by the product's own code. One process a core.
 */
export async function prepare(directory: string, groups: readonly StationGroup[]): Promise<Prepared> {
  const of = 2;
  const files = Array.from({ length: of }, (_none, part) => join(directory, `prepared-${part}`));
  const words = await Promise.all(
    files.map((file, part) => prepareIn({ file, groups, part, of } satisfies PrepareOrder)),
  );
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
  const stations = words.flatMap((word) =>
    word.stations.map(({ station, log, record }) => ({
      station,
      logKeySpki: bytes(log),
      recordKeySpki: bytes(record),
    })),
  );
  const messages = messagesIn(files);
  const results = [...messages.values()].flat().reduce((sum, message) => sum + message.results, 0);
  return { stations, messages, results, files };
}

/** By station, in their order. */
export function messagesIn(files: readonly string[]): Map<string, PreparedMessage[]> {
  const messages = new Map<string, PreparedMessage[]>();
  for (const file of files) {
    const descriptor = openSync(file, "r");
    const end = statSync(file).size;
    const lengths = Buffer.alloc(LENGTHS_BYTES);
    for (let at = 0; at < end; ) {
      readSync(descriptor, lengths, 0, LENGTHS_BYTES, at);
      const [headBytes, bytes] = [lengths.readUInt32BE(0), lengths.readUInt32BE(4)];
      const head = JSON.parse(piece(descriptor, at + LENGTHS_BYTES, headBytes).toString()) as PreparedHead;
      const from = at + LENGTHS_BYTES + headBytes;
      const read = (): Uint8Array => {
        const open = openSync(file, "r");
        try {
          return piece(open, from, bytes);
        } finally {
          closeSync(open);
        }
      };
      const known = messages.get(head.station) ?? [];
      messages.set(head.station, known);
      known.push({ ...head, read });
      at = from + bytes;
    }
    closeSync(descriptor);
  }
  return messages;
}

function piece(descriptor: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, at);
  return bytes;
}

async function prepareIn(order: PrepareOrder): Promise<PreparedWord> {
  const child = fork(join(import.meta.dirname, "prepare-process.ts"), [JSON.stringify(order)]);
  const word = await heard<PreparedWord>(child);
  await new Promise((resolve) => child.once("exit", resolve));
  return word;
}

/** The next word of a process; throws where it ends without one. */
export function heard<Word>(child: ChildProcess): Promise<Word> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`a process of the bench ended with ${code}`));
    child.once("exit", ended);
    child.once("message", (word) => {
      child.off("exit", ended);
      resolve(word as Word);
    });
  });
}
