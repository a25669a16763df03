import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import type { VerifySignature } from "../record/signature.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import type { Spoken } from "./agreement.ts";
import { type MessageForm, readSigned } from "./signed-message.ts";

/** What station and registry tell each other of what they speak: DSSE, docs/protocol.md, section 24. */
export const HELLO_PAYLOAD_TYPE = "application/vnd.proofmark.hello.v1+json";
export const HELLO_REPLY_PAYLOAD_TYPE = "application/vnd.proofmark.hello-reply.v1+json";
/** Bytes of one message of either kind. */
export const HELLO_BYTES_MAX = 4 * 1024;

const name = z.string().min(1).max(64);
const requestId = z.string().regex(/^[0-9a-f]{32}$/);
const spoken = z
  .record(z.string().regex(/^[a-z][a-z-]{0,31}$/), z.array(z.int().min(1).max(1_000_000)).min(1).max(16))
  .describe("Versions of each part, by its name. A part that is not named is not spoken.");

/** Both documents may have members that this software does not know: later versions have to be able to say more in them, to whoever is older. */
export const helloSchema = z
  .looseObject({
    schema: z.literal("proofmark/hello/v1"),
    station: name,
    request: requestId.describe("128 random bits, of this one hello."),
    speaks: spoken,
  })
  .describe(
    "What a station speaks, signed by its log key. Members that are not known are passed over, here and nowhere else.",
  );

export const helloReplySchema = z
  .looseObject({
    schema: z.literal("proofmark/hello-reply/v1"),
    station: name,
    request: requestId,
    speaks: spoken,
  })
  .describe(
    "What the registry speaks, signed by a key that cosigns. Members that are not known are passed over.",
  );

export type Hello = z.infer<typeof helloSchema>;
export type HelloReply = z.infer<typeof helloReplySchema>;

const HELLO: MessageForm<Hello> = {
  payloadType: HELLO_PAYLOAD_TYPE,
  bytesMax: HELLO_BYTES_MAX,
  schema: helloSchema,
};
export const HELLO_REPLY_FORM: MessageForm<HelloReply> = {
  payloadType: HELLO_REPLY_PAYLOAD_TYPE,
  bytesMax: HELLO_BYTES_MAX,
  schema: helloReplySchema,
};

/** Both sides name their versions alike. */
export function spokenDocument(speaks: Spoken): Record<string, number[]> {
  return Object.fromEntries(Object.entries(speaks).map(([part, versions]) => [part, [...versions]]));
}

interface Keys {
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

/** Of a station whose log key signed it, at its own topic, whatever the clock of either says; null where nothing is said. */
export function takeHello(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  { digest, verify }: Keys,
): Hello | null {
  if (account === undefined) return null;
  const keys = signingKeys(account.log).map(({ spki }) => spki);
  const read = readSigned({ digest, verify, keys }, [HELLO], bytes);
  if (read.kind === "dropped") return null;
  return read.document.station === topicOf && account.station === topicOf ? read.document : null;
}

export function helloReply({ station, request }: Hello, speaks: Spoken): HelloReply {
  return { schema: "proofmark/hello-reply/v1", station, request, speaks: spokenDocument(speaks) };
}
