import { openedMessage, signedMessage } from "./signed-message.ts";
import type { WitnessKey } from "./witness-note.ts";

const HELLO_TYPE = "application/vnd.proofmark.hello.v1+json";
const REPLY_TYPE = "application/vnd.proofmark.hello-reply.v1+json";
const HELLO_BYTES = 4 * 1024;

export type StandInSpeaks = Readonly<Record<string, readonly number[]>>;

/** Sections 1 to 23 and 26 of docs/protocol.md. */
export const STAND_IN_SPEAKS: StandInSpeaks = {
  ...{ delivery: [1], records: [3], withdrawals: [1], witnesses: [1], commands: [1] },
  ...{ requests: [1], papers: [1], "trust-list": [1], time: [1], events: [1] },
  evidence: [1],
};

export interface HelloAsked {
  readonly topicOf: string;
  readonly message: Uint8Array;
  readonly logKeys: readonly Uint8Array[];
  readonly witness: WitnessKey;
  readonly speaks: StandInSpeaks;
}

/** What the registry speaks (section 24), written from the page. Null where no hello came. Never throws on any bytes. */
export function helloAnswer({ topicOf, message, logKeys, witness, speaks }: HelloAsked): Uint8Array | null {
  const request = requestIn(topicOf, message, logKeys);
  if (request === null) return null;
  const reply = { schema: "proofmark/hello-reply/v1", station: topicOf, request, speaks };
  return signedMessage(witness, REPLY_TYPE, reply);
}

function requestIn(topicOf: string, message: Uint8Array, logKeys: readonly Uint8Array[]): string | null {
  const opened = openedMessage(message, HELLO_BYTES, logKeys);
  if (opened?.type !== HELLO_TYPE) return null;
  const { document } = opened;
  if (typeof document !== "object" || document === null || Array.isArray(document)) return null;
  const { schema, station, request, speaks } = document as Record<string, unknown>;
  if (schema !== "proofmark/hello/v1" || station !== topicOf || !isSpoken(speaks)) return null;
  return typeof request === "string" && /^[0-9a-f]{32}$/.test(request) ? request : null;
}

function isSpoken(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([part, versions]) =>
      /^[a-z][a-z-]{0,31}$/.test(part) &&
      Array.isArray(versions) &&
      versions.length >= 1 &&
      versions.length <= 16 &&
      versions.every((each) => Number.isInteger(each) && each >= 1 && each <= 1_000_000),
  );
}
