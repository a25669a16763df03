import { z } from "zod";
import type { OtherWitnesses } from "../core/delivery/receipt-check.ts";
import { signedText } from "../core/door/signed-text.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";

const USERNAME_CHARS_MAX = 128;
const HOST = String.raw`(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])`;
/** Host and port, and a path where the broker is behind a web server. No query: MQTT.js would take options out of it. */
const URL_FORM = new RegExp(
  String.raw`^(?:mqtts?:\/\/${HOST}(?::\d{1,5})?\/?|wss?:\/\/${HOST}(?::\d{1,5})?(?:\/[^\s?#]*)?)$`,
);
const PORT_MOST = 65_535;

const file = (what: string) => z.string().min(1).describe(`${what} Relative to this file.`).exactOptional();

/** How to reach a broker and be known there. */
export const brokerFields = {
  url: z
    .string()
    .describe(
      "Address of the registry's broker: mqtts://host:8883 or wss://host/path with TLS, mqtt:// or ws:// without. No user name, no password.",
    )
    .superRefine((url, ctx) => {
      const why = urlProblem(url);
      if (why !== null) ctx.addIssue({ code: "custom", params: { why } });
    })
    .meta({ pattern: URL_FORM.source }),
  ca: file(
    "PEM: who may have signed the broker's certificate, instead of the authorities that come with Node.",
  ),
  cert: file("PEM: the station's own certificate, where the broker asks for one; its chain behind it."),
  key: file("PEM: the key of that certificate, not encrypted, not readable by everybody."),
  username: signedText(USERNAME_CHARS_MAX)
    .describe("User name of the station at the broker.")
    .exactOptional(),
  passwordFile: file("One line: the password of that user name; not readable by everybody."),
};

/** Of a block with the fields above. */
export function refuseHalfPairs(broker: Access, ctx: z.core.$RefinementCtx): void {
  for (const [key, why] of pairProblems(broker))
    ctx.addIssue({ code: "custom", path: [key], params: { why } });
}

/** What belongs together in it, for JSON Schema. */
export const BROKER_PAIRS = {
  dependentRequired: { cert: ["key"], key: ["cert"], passwordFile: ["username"] },
};

/** The block `registry` of a station file. */
export const registrySchema = z
  .strictObject({
    ...brokerFields,
    witness: z
      .strictObject({ name: z.string(), spki: z.base64("form:base64") })
      .describe("The registry's witness key, SubjectPublicKeyInfo in base64."),
    witnesses: z
      .strictObject({
        atLeast: z
          .int()
          .min(1)
          .max(4)
          .describe(
            "So many different witnesses have to have cosigned a checkpoint, the registry's own among them, before it is a receipt.",
          ),
        others: z
          .array(
            z.strictObject({
              name: z.string().regex(/^[^\s+]{1,200}$/u, "form:witnessName"),
              spki: z.base64("form:base64"),
            }),
          )
          .min(1)
          .max(3)
          .describe(
            "Witnesses of somebody else: name and key, as theirs and not as the registry's are known.",
          ),
      })
      .describe("More than the registry's own cosignature for a receipt. Missing: its own is enough.")
      .exactOptional(),
    authority: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "form:sha256")
      .describe(
        "Fingerprint of the authority that signs the lists of keys, as `proofmark registry trust` prints it. Missing: that of the first list which the registry gives.",
      )
      .exactOptional(),
    askTime: z
      .boolean()
      .describe(
        "false: the registry is not asked for the time at the start. For a broker that ends the connection over the topics request and reply. true unless given.",
      )
      .exactOptional(),
    events: z
      .boolean()
      .default(false)
      .describe(
        "Whether the registry is told what happens step by step (docs/events.md), beside the records. The broker must allow the topics for it.",
      ),
    takesRulebooks: z
      .boolean()
      .describe(
        "false: a rulebook that the registry orders is refused, and whoever keeps the station puts it into `rulebooks`. true unless given.",
      )
      .exactOptional(),
  })
  .superRefine(refuseHalfPairs)
  .superRefine(refuseTooFewWitnesses)
  .meta(BROKER_PAIRS);

interface RegistryWitnesses {
  readonly witness: { readonly name: string; readonly spki: string };
  readonly witnesses?: {
    readonly atLeast: number;
    readonly others: readonly { readonly name: string; readonly spki: string }[];
  };
}

/** Two names of one key are one witness, and a station that asks for more than there are never has a receipt. */
function refuseTooFewWitnesses({ witness, witnesses }: RegistryWitnesses, ctx: z.core.$RefinementCtx): void {
  if (witnesses === undefined) return;
  const keys = [witness, ...witnesses.others].map(({ spki }) => spki);
  const names = [witness, ...witnesses.others].map(({ name }) => name);
  const twice = keys.findIndex(
    (key, at) => keys.indexOf(key) !== at || names.indexOf(names[at] ?? "") !== at,
  );
  if (twice > 0)
    ctx.addIssue({
      code: "custom",
      path: ["witnesses", "others", twice - 1],
      params: { why: reason("WITNESS_TWICE", {}) },
    });
  if (witnesses.atLeast > keys.length)
    ctx.addIssue({
      code: "custom",
      path: ["witnesses", "atLeast"],
      params: { why: reason("WITNESSES_FEWER_THAN_ASKED", { named: keys.length }) },
    });
}

/** Null where the registry's own cosignature is enough. */
export function otherWitnessesOf({ witnesses }: RegistryWitnesses): OtherWitnesses | null {
  if (witnesses === undefined) return null;
  const others = witnesses.others.map(({ name, spki }) => ({
    name,
    spki: new Uint8Array(Buffer.from(spki, "base64")),
  }));
  return { atLeast: witnesses.atLeast, others };
}

interface Access {
  readonly url: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly username?: string;
  readonly passwordFile?: string;
}

/** The keys of the block that name files, and that a station file is read for. */
export const REGISTRY_FILES = ["ca", "cert", "key", "passwordFile"] as const;

function urlProblem(url: string): Reason | null {
  // Up to the last one: a password may hold what ends a host.
  if (/:\/\/.*@/s.test(url)) return reason("BROKER_SECRET_IN_URL", {});
  const port = Number(/:(\d{1,5})(?:\/|$)/.exec(url.replace(/^\w+:\/\//, ""))?.[1] ?? PORT_MOST);
  if (!URL_FORM.test(url) || port < 1 || port > PORT_MOST) return reason("BROKER_URL_FORM", {});
  return null;
}

function pairProblems(registry: Access): [keyof Access, Reason][] {
  const { url, cert, key, username, passwordFile } = registry;
  const problems: [keyof Access, Reason][] = [];
  const secret = (["ca", "cert", "key"] as const).find((name) => registry[name] !== undefined);
  if (!isEncrypted(url) && secret !== undefined)
    problems.push([
      secret,
      reason("BROKER_FILE_WITHOUT_TLS", { form: url.startsWith("ws") ? "wss://" : "mqtts://" }),
    ]);
  if (cert !== undefined && key === undefined)
    problems.push(["cert", reason("BROKER_KEY_MISSING", { key: "key" })]);
  if (key !== undefined && cert === undefined)
    problems.push(["key", reason("BROKER_KEY_MISSING", { key: "cert" })]);
  if (passwordFile !== undefined && username === undefined)
    problems.push(["passwordFile", reason("BROKER_KEY_MISSING", { key: "username" })]);
  return problems;
}

export function isEncrypted(url: string): boolean {
  return url.startsWith("mqtts:") || url.startsWith("wss:");
}
