import { dirname, resolve } from "node:path";
import { z } from "zod";
import { BYTES_MAX } from "../../adapters/config/strict-text.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";
import { issuerSchema } from "../../core/marks/issuer-list.ts";
import { KEEP_DAYS } from "../../core/registry/evidence-bundle.ts";
import { reason } from "../../core/trade/reasons.ts";
import { BROKER_PAIRS, brokerFields, REGISTRY_FILES, refuseHalfPairs } from "../registry-config.ts";

const URL_FORM =
  /^postgres(?:ql)?:\/\/[^\s:@/]+@(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/[^\s/?#]+$/;

const databaseUrl = z
  .string()
  .superRefine((url, ctx) => {
    if (!URL_FORM.test(url))
      ctx.addIssue({ code: "custom", params: { why: reason("DATABASE_URL_FORM", {}) } });
  })
  .meta({ pattern: URL_FORM.source });

const database = z
  .strictObject({
    url: databaseUrl
      .describe("postgres://user@host:5432/database of a PostgreSQL 15 or later. No password.")
      .exactOptional(),
    others: z
      .array(databaseUrl)
      .min(1)
      .max(7)
      .describe(
        "Of further servers with the same data, which follow the first one: whichever takes writes is used. Same user and password.",
      )
      .exactOptional(),
    passwordFile: z
      .string()
      .min(1)
      .describe("One line: the password of that user; not readable by everybody. Relative to this file.")
      .exactOptional(),
    embedded: z
      .string()
      .min(1)
      .describe(
        "Instead of a url: a folder in which the PostgreSQL that comes with the packages keeps its data, for one machine. Relative to this file.",
      )
      .exactOptional(),
    connections: z.int().min(2).max(100).default(4).describe("To the database, of each worker, at most."),
  })
  .superRefine((given, ctx) => {
    if ((given.url === undefined) === (given.embedded === undefined))
      ctx.addIssue({ code: "custom", path: ["url"], params: { why: reason("DATABASE_OF_TWO", {}) } });
    for (const beside of ["passwordFile", "others"] as const)
      if (given[beside] !== undefined && given.url === undefined)
        ctx.addIssue({ code: "custom", path: [beside], params: { why: reason("DATABASE_OF_TWO", {}) } });
  });

const witness = z.strictObject({
  name: z
    .string()
    .regex(/^[^\s+]{1,200}$/u, "form:witnessName")
    .describe("As it stands in cosignatures and in the trust list; no space and no plus sign."),
  key: z
    .string()
    .min(1)
    .describe("PEM, Ed25519, not readable by everybody; made at the first start. Relative to this file."),
});

const WITNESS_URL = /^https?:\/\/(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:\/[^\s?#]*)?$/;

const otherWitness = z.strictObject({
  name: witness.shape.name,
  spki: z.base64("form:base64").max(200).describe("Its public key, Ed25519, SubjectPublicKeyInfo in base64."),
  url: z
    .string()
    .superRefine((url, ctx) => {
      if (!WITNESS_URL.test(url))
        ctx.addIssue({ code: "custom", params: { why: reason("WITNESS_URL_FORM", {}) } });
    })
    .meta({ pattern: WITNESS_URL.source })
    .describe("Where it answers, before /add-checkpoint (C2SP tlog-witness)."),
  timeoutMs: z
    .int()
    .min(50)
    .max(10_000)
    .default(1_000)
    .describe("So long an answer to a station waits for it; after that the receipt follows."),
});

const S3_URL = /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d{1,5})?)$/;

const evidence = z
  .strictObject({
    directory: z
      .string()
      .min(1)
      .describe("Folder of the bytes, each under its SHA-256; workers share it. Relative to this file.")
      .exactOptional(),
    s3: z
      .strictObject({
        url: z
          .string()
          .superRefine((url, ctx) => {
            if (!S3_URL.test(url))
              ctx.addIssue({ code: "custom", params: { why: reason("S3_URL_FORM", {}) } });
          })
          .meta({ pattern: S3_URL.source })
          .describe(
            "https://host of S3 or of a store that speaks as it does; the bucket stands in the path.",
          ),
        bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "form:bucketName"),
        region: z
          .string()
          .regex(/^[a-z0-9-]{1,40}$/, "form:bucketRegion")
          .default("us-east-1"),
        accessKeyId: z.string().regex(/^[^\s/,=]{1,128}$/, "form:accessKeyId"),
        secretFile: z
          .string()
          .min(1)
          .describe("One line: the secret of that key; not readable by everybody. Relative to this file."),
      })
      .describe("Instead of a folder: a bucket.")
      .exactOptional(),
    keepDays: z
      .int()
      .min(1)
      .max(KEEP_DAYS.most)
      .default(KEEP_DAYS.default)
      .describe("How long bytes are kept from when they came, unless somebody holds them."),
  })
  .superRefine((given, ctx) => {
    if ((given.directory === undefined) === (given.s3 === undefined))
      ctx.addIssue({ code: "custom", path: ["directory"], params: { why: reason("EVIDENCE_OF_TWO", {}) } });
  });

const publicBlock = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(253)
    .default("127.0.0.1")
    .describe(
      "Address to listen on. Plain HTTP: leave it at this machine, with a proxy in front that has the certificate.",
    ),
  port: z.int().min(0).max(65535).default(8090).describe("0: any that is free."),
  proxies: z
    .array(z.union([z.ipv4("form:ipAddress"), z.ipv6("form:ipAddress")], "form:ipAddress"))
    .max(16)
    .default([])
    .describe(
      "Addresses of proxies in front, which are believed about who asks; without them all who come through one share one limit.",
    ),
});

const LIST_URL = /^https?:\/\/[A-Za-z0-9._:/-]{1,19}\/$/;
/** Of issuer name and list address together: with a station code of twelve characters and four digits of a list it is then as small as a printed code has to be. */
const NAMES_CHARS_MAX = 36;

const marks = z
  .strictObject({
    issuer: issuerSchema.describe("Who issues the marks of this registry."),
    markKeyFile: z
      .string()
      .min(1)
      .describe("PEM, P-256, not readable by everybody; made at the first start. Relative to this file."),
    statusKeyFile: z
      .string()
      .min(1)
      .describe(
        "Another one, for statuses: it is used all day, and the one of marks need not lie beside it.",
      ),
    policy: z
      .string()
      .min(1)
      .describe("How long a mark is good: a file as config/marks/cn.yaml. Relative to this file."),
    listUrl: z
      .string()
      .superRefine((url, ctx) => {
        if (!LIST_URL.test(url))
          ctx.addIssue({ code: "custom", params: { why: reason("MARK_LIST_URL_FORM", {}) } });
      })
      .meta({ pattern: LIST_URL.source })
      .describe(
        "Where the public page's /s/ (or /v1/status/) is reached from outside, to which the number of a list is added.",
      ),
    statusHours: z
      .int()
      .min(1)
      .max(744)
      .default(168)
      .describe("How long this issuer stands by a status. How old it may be, each use says by itself."),
    listTtlS: z
      .int()
      .min(30)
      .max(86_400)
      .default(900)
      .describe("Seconds after which somebody who has a status list should fetch it anew."),
  })
  .superRefine(({ issuer, listUrl }, ctx) => {
    const chars = issuer.name.length + listUrl.length;
    if (chars > NAMES_CHARS_MAX)
      ctx.addIssue({
        code: "custom",
        path: ["listUrl"],
        params: { why: reason("MARK_NAMES_TOO_LONG", { chars, charsMax: NAMES_CHARS_MAX }) },
      });
  });

/** A registry file: `config/registries/*.yaml`. */
export const registryFileSchema = z.strictObject({
  schema: z.literal("proofmark/registry/v1"),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "form:shortName:64")
    .describe("Of this worker: its name at the broker. Workers of one registry have different names."),
  database: database.describe("Where everything is kept that a receipt is given for."),
  broker: z
    .strictObject({
      ...brokerFields,
      connections: z
        .int()
        .min(1)
        .max(64)
        .default(16)
        .describe("To the broker: so many submissions can wait for the disk together."),
    })
    .superRefine(refuseHalfPairs)
    .meta(BROKER_PAIRS),
  witnesses: z
    .array(witness)
    .min(1)
    .max(4)
    .describe("Who cosigns what was stored. The first one also signs decisions about a log."),
  otherWitnesses: z
    .array(otherWitness)
    .max(3)
    .superRefine((others, ctx) => {
      for (const [at, { name, spki }] of others.entries())
        if (others.slice(0, at).some((other) => other.name === name || other.spki === spki))
          ctx.addIssue({ code: "custom", path: [at], params: { why: reason("WITNESS_TWICE", {}) } });
    })
    .describe(
      "Witnesses of somebody else, who are asked to cosign what this registry cosigned (proofmark witness). Stations may ask for their cosignature in a receipt.",
    )
    .exactOptional(),
  authority: z
    .strictObject({
      key: z
        .string()
        .min(1)
        .describe(
          "PEM, Ed25519, not readable by everybody; made when the first list is signed. Relative to this file.",
        ),
      validDays: z
        .int()
        .min(1)
        .max(366)
        .default(30)
        .describe(
          "How long a list is good; who verifies by an older one is told that what was revoked since is not in it.",
        ),
    })
    .describe("Who signs the list of keys (proofmark registry trust). Missing: this registry signs none.")
    .exactOptional(),
  evidence: evidence
    .describe("Where evidence of records is kept (proofmark registry evidence). Missing: nowhere.")
    .exactOptional(),
  ca: z
    .strictObject({
      key: z.string().min(1).describe("PEM, P-256, not readable by everybody. Relative to this file."),
      cert: z
        .string()
        .min(1)
        .describe("PEM: its certificate, for brokers and stations. Relative to this file."),
      days: z.int().min(1).max(825).default(90).describe("How long a certificate of a station is good."),
    })
    .describe(
      "Who signs the certificates by which stations are known at the broker; made by `proofmark registry ca init`. Missing: none.",
    )
    .exactOptional(),
  marks: marks
    .describe(
      "Electronic marks of results in force, for a QR code (docs/marks.md). Workers share both keys. Missing: none are issued.",
    )
    .exactOptional(),
  public: publicBlock
    .exactOptional()
    .describe("Where this worker answers the public: a page and JSON. Absent: nowhere."),
  simulation: z
    .boolean()
    .default(false)
    .describe("true: puts results of simulated devices in force. For trials; never beside real stations."),
});

export type RegistryFile = z.infer<typeof registryFileSchema>;

/** Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. Paths in it are absolute. */
export function loadRegistryFile(file: string): RegistryFile {
  const { value } = loadYamlFile(file, registryFileSchema, BYTES_MAX.station);
  const here = (path: string): string => resolve(dirname(file), path);
  const { database: base, broker } = value;
  const brokerFiles = REGISTRY_FILES.flatMap((name) => {
    const path = broker[name];
    return path === undefined ? [] : [[name, here(path)] as const];
  });
  return {
    ...value,
    database: {
      ...base,
      ...(base.passwordFile !== undefined && { passwordFile: here(base.passwordFile) }),
      ...(base.embedded !== undefined && { embedded: here(base.embedded) }),
    },
    broker: { ...broker, ...Object.fromEntries(brokerFiles) },
    ...(value.authority !== undefined && {
      authority: { ...value.authority, key: here(value.authority.key) },
    }),
    ...(value.evidence !== undefined && { evidence: evidenceAt(value.evidence, here) }),
    ...(value.ca !== undefined && {
      ca: { ...value.ca, key: here(value.ca.key), cert: here(value.ca.cert) },
    }),
    ...(value.marks !== undefined && {
      marks: {
        ...value.marks,
        markKeyFile: here(value.marks.markKeyFile),
        statusKeyFile: here(value.marks.statusKeyFile),
        policy: here(value.marks.policy),
      },
    }),
    witnesses: value.witnesses.map(({ name, key }) => ({ name, key: here(key) })),
  };
}

function evidenceAt(
  given: NonNullable<RegistryFile["evidence"]>,
  here: (path: string) => string,
): NonNullable<RegistryFile["evidence"]> {
  const { directory, s3 } = given;
  return {
    ...given,
    ...(directory !== undefined && { directory: here(directory) }),
    ...(s3 !== undefined && { s3: { ...s3, secretFile: here(s3.secretFile) } }),
  };
}
