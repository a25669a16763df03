import { dirname, resolve } from "node:path";
import { z } from "zod";
import { isTimeZone } from "../adapters/clock/civil-date.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { WARN_DAYS } from "../core/calendar/validity-calendar.ts";
import { civilDay } from "../core/door/civil-day.ts";
import { signedCode } from "../core/door/signed-text.ts";
import { outageLimitsSchema } from "../core/outages/outage-limits-form.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { EVIDENCE_POLICY_NAMES } from "../core/trade/words/evidence-policies.ts";
import { DEVICE_ROLES } from "../core/trade/words/roles.ts";
import type { DeviceModel } from "../ports/device-model.ts";
import { DEVICE_MODELS, modelOf } from "./device-catalogue.ts";
import { keysFiles, keysSchema } from "./keys-config.ts";
import { REGISTRY_FILES, registrySchema } from "./registry-config.ts";
import { id, type SiteConfig, siteProblems, siteSchema } from "./site-config.ts";
import { deviceProblems } from "./station-checks.ts";

/** Where the PLC simulator has its tags; a real one has a namespace of its own. */
export const PLC_NAMESPACE = "urn:proofmark:brake-bench";

/** A station file: `config/stations/*.yaml`. One schema gives the types, the checks, the defaults and the JSON Schema. */
const CODE_MAX = 64;

const calibration = z
  .strictObject({
    certificate: signedCode(CODE_MAX).describe("Number of the verification certificate."),
    validTo: civilDay.describe("Last day of validity; after it the items of this device cannot start."),
  })
  .describe("Verification of the instrument; null for what is not a measuring instrument.");

/** Absent in a file: the default stands there. */
const calibrationWarning = z
  .strictObject({
    warnDays: z
      .int()
      .min(0)
      .max(366)
      .default(WARN_DAYS)
      .describe(
        "So many days before a calibration, a rulebook or a certificate ends the station says so; 30 leave time for the laboratory's week and the way there.",
      ),
  })
  .prefault({});

const opcua = z
  .strictObject({
    namespaceUri: z
      .string()
      .default(PLC_NAMESPACE)
      .describe("The namespace in which the PLC has its tags, as its programmer named it."),
    security: z
      .union([
        z.literal("none-loopback-only"),
        z.strictObject({
          policy: z.enum(["Basic256Sha256", "Aes256_Sha256_RsaPss"]),
          serverCertificate: z
            .string()
            .describe("The one certificate the PLC may show, PEM or DER, relative to this file."),
          certificateDir: z
            .string()
            .describe(
              "Where the station keeps its own key and certificate, relative to this file; made at the first start.",
            ),
        }),
      ])
      .describe("Signed and encrypted; none-loopback-only is for a simulator on this machine."),
  })
  .describe("How to reach a PLC; may be left out only where it is on this machine.");

const deviceForm = z.strictObject({
  role: z.enum(DEVICE_ROLES).describe("The place of the device in the lane or the car."),
  device: id,
  site: id
    .describe("The lane or course it belongs to; may be left out where there is only one for it.")
    .exactOptional(),
  car: id.describe("The car it is in; may be left out where there is only one.").exactOptional(),
  model: z
    .enum(DEVICE_MODELS.map(({ model }) => model))
    .describe("Which protocol it speaks; docs/instruments.md has them all."),
  serial: signedCode(CODE_MAX).describe("Serial number on its plate."),
  address: z
    .string()
    .describe(
      "serial:///dev/serial/by-id/...?baud=9600&parity=none&bits=8&stop=1, tcp://host:port, opc.tcp://host:port, firmata:tcp://host:port, gpio:BANK or sim:NAME.",
    ),
  calibration: calibration.nullable(),
  simulated: z
    .boolean()
    .describe(
      "true: a simulator stands at the address (`proofmark simulate`), and every record says so. Has to be said, true or false, where one could stand: at a loopback address of this machine and behind a pseudo terminal.",
    )
    .exactOptional(),
  lines: z
    .array(
      z.strictObject({
        name: z.string(),
        direction: z.enum(["in", "out"]),
        line: z.union([z.int(), z.string()]).exactOptional(),
        activeLow: z.boolean().exactOptional(),
        position: id.describe("Of a lamp: the position of the lane it stands at.").exactOptional(),
      }),
    )
    .default([])
    .describe("Lines of a bank of digital lines: photo-beams in, lamps out."),
  opcua: opcua.exactOptional(),
  options: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("As this very device is set, where it differs from the model's defaults: docs/instruments.md."),
});

/** The options are checked by the model's own form, and its defaults are put in. */
const deviceConfigSchema = deviceForm
  .transform((device, ctx) => {
    const form = DEVICE_MODELS.find(({ model }) => model === device.model)?.options;
    const options = form?.safeParse(device.options);
    for (const issue of options?.error?.issues ?? [])
      ctx.issues.push({ ...issue, path: ["options", ...issue.path] } as z.core.$ZodRawIssue);
    return { ...device, options: options?.data ?? {} };
  })
  .meta({ anyOf: DEVICE_MODELS.map(optionsOfModel) });
export type DeviceConfig = z.output<typeof deviceConfigSchema>;

/** For editors: which options this model has. */
function optionsOfModel({ model, options }: DeviceModel): object {
  const { $schema: _, ...form } = z.toJSONSchema(options, { io: "input" });
  return { properties: { model: { const: model }, options: form } };
}

const rulebookFiles = z
  .union([z.string(), z.array(z.string()).min(1)], "form:pathOrPaths")
  .refine((paths) => typeof paths === "string" || new Set(paths).size === paths.length, "form:pathsOnce")
  .transform((paths): readonly string[] => (typeof paths === "string" ? [paths] : paths));

/** Of the longest idle time of a session, which is four hours. */
const LOCK_MINUTES_MAX = 240;

/** Absent in a file: the defaults stand there. */
const consoleSchema = z
  .strictObject({
    host: z
      .string()
      .default("127.0.0.1")
      .describe(
        "Where the console listens: 127.0.0.1 for this machine alone, 0.0.0.0 for all of its networks. Elsewhere than on loopback it speaks TLS only.",
      ),
    port: z.int().min(0).max(65535).default(8080),
    names: z
      .array(
        z
          .string()
          .max(253)
          .regex(
            /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i,
            "form:machineName",
          ),
      )
      .max(16)
      .default([])
      .describe(
        "DNS names by which browsers ask for it, beside addresses and the machine's own name. A page under any other name is refused.",
      ),
    lockMinutes: z
      .int()
      .min(1)
      .max(LOCK_MINUTES_MAX)
      .default(15)
      .describe("After so many minutes without an act the screen is locked, and its person's PIN opens it."),
    tls: z
      .strictObject({
        certificate: z.string().describe("PEM, with its chain, relative to this file."),
        key: z.string().describe("PEM, for the station's user alone, relative to this file."),
      })
      .nullable()
      .default(null)
      .describe(
        "Without it a console that others can reach has a certificate of its own, made at the first start, whose fingerprint the terminal prints.",
      ),
  })
  .prefault({});

const licencesSchema = z
  .strictObject({
    issuers: z
      .string()
      .describe(
        "Folder with the certificates of the authorities whose electronic licences are trusted (.pem, .crt, .cer, .der), relative to this file.",
      ),
    signerLife: z
      .enum(["at-signing", "now"])
      .default("at-signing")
      .describe(
        "When the certificate of a licence's signer has to be in force; the standard is read both ways.",
      ),
  })
  .nullable()
  .default(null)
  .describe(
    "Electronic licences (ISO/IEC 18013-5) that candidates may show. Without it none is read, and nobody needs one.",
  );

const evidenceSchema = z
  .strictObject({
    send: z
      .enum(EVIDENCE_POLICY_NAMES)
      .default("ordered")
      .describe(
        "Whose evidence is sent to the registry by itself, while no job runs: what it orders, beside that what did not pass, or all.",
      ),
  })
  .describe("Bundles of evidence (docs/evidence.md). Missing: what the registry orders is sent.")
  .exactOptional();

export const stationConfigSchema = z
  .strictObject({
    schema: z.literal("proofmark/station/v1"),
    station: id.describe("Station code as the registry knows it."),
    data: z
      .string()
      .default(".proofmark")
      .describe("Data directory: journal, keys, records. Relative to the working directory."),
    console: consoleSchema,
    keys: keysSchema,
    registry: registrySchema,
    rulebooks: z
      .strictObject({ inspection: rulebookFiles, exam: rulebookFiles })
      .describe(
        "Relative to this file. A list holds editions: of each subject one is in force on each day, and a job is judged by the one of its day.",
      ),
    sites: z
      .array(siteSchema)
      .default([])
      .describe(
        "Lanes and courses. Without them the station has one lane, in which one vehicle is at a time, and the one course and car named below.",
      ),
    course: z.string().nullable().default(null).describe("Of a station without sites."),
    vehicle: z.string().nullable().default(null).describe("Of a station without sites."),
    intake: z
      .strictObject({ inspection: z.string(), exam: z.string() })
      .nullable()
      .default(null)
      .describe(
        "Folders with one YAML file for each waiting vehicle (dossier) or candidate, relative to this file; taken in order of their names.",
      ),
    licences: licencesSchema,
    journal: z
      .strictObject({
        archive: z
          .string()
          .describe(
            "Folder, on another disk if there is one, to which finished segments of the journal are copied, relative to this file; each station has a folder of its own in it.",
          ),
        keepDays: z
          .int()
          .min(30)
          .nullable()
          .default(null)
          .describe(
            "How many days an archived and receipted segment stays in the data directory as well; null: for good.",
          ),
      })
      .nullable()
      .default(null)
      .describe(
        "What becomes of the oldest parts of the journal. Without it all of them stay where they are.",
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, "form:timeZone")
      .default("Asia/Shanghai")
      .describe("Where the station stands: its civil date decides calibrations and editions of rules."),
    calibration: calibrationWarning,
    outages: outageLimitsSchema,
    evidence: evidenceSchema,
    devices: z.array(deviceConfigSchema),
  })
  .superRefine(({ sites, devices, course, vehicle, evidence, registry }, ctx) => {
    const wrong = (path: (string | number)[], why: Reason): void =>
      ctx.addIssue({ code: "custom", path, params: { why } });
    const inSites = siteProblems(sites);
    for (const { path, why } of inSites) wrong(["sites", ...path], why);
    // Of a device in a lane that stands there twice only the consequence could be told.
    const inDevices = inSites.length === 0 ? deviceProblems(devices, sites) : [];
    for (const { path, why } of inDevices) wrong(["devices", ...path], why);
    const send = evidence?.send ?? "ordered";
    if (send !== "ordered" && registry.askTime === false)
      wrong(["evidence", "send"], reason("EVIDENCE_NEEDS_ASKING", { send }));
    if (sites.length > 0 && course !== null) wrong(["course"], reason("NAMED_IN_SITES", {}));
    if (sites.length > 0 && vehicle !== null) wrong(["vehicle"], reason("NAMED_IN_SITES", {}));
  });
export type StationConfig = z.output<typeof stationConfigSchema>;

/** The file's own references are made absolute; throws EdgeError CONFIG_INVALID or FILE_UNREADABLE. */
export function loadStationConfig(file: string): StationConfig {
  const { value } = loadYamlFile(file, stationConfigSchema, BYTES_MAX.station);
  const here = (path: string): string => resolve(dirname(file), path);
  return {
    ...value,
    console: consoleFiles(value.console, here),
    keys: keysFiles(value.keys, here),
    registry: { ...value.registry, ...absolute(value.registry, REGISTRY_FILES, here) },
    rulebooks: {
      inspection: value.rulebooks.inspection.map(here),
      exam: value.rulebooks.exam.map(here),
    },
    sites: value.sites.map((site) => siteFiles(site, here)),
    course: value.course === null ? null : here(value.course),
    vehicle: value.vehicle === null ? null : here(value.vehicle),
    intake:
      value.intake === null
        ? null
        : { inspection: here(value.intake.inspection), exam: here(value.intake.exam) },
    licences: value.licences === null ? null : { ...value.licences, issuers: here(value.licences.issuers) },
    journal: value.journal === null ? null : { ...value.journal, archive: here(value.journal.archive) },
    devices: value.devices.map((device) => ({
      ...device,
      options: filesMadeAbsolute(device, here),
      ...(device.opcua && { opcua: opcuaPaths(device.opcua, here) }),
    })),
  };
}

function consoleFiles(
  console: StationConfig["console"],
  here: (path: string) => string,
): StationConfig["console"] {
  const { tls } = console;
  return {
    ...console,
    tls: tls === null ? null : { certificate: here(tls.certificate), key: here(tls.key) },
  };
}

/** Those of the keys that are there. */
function absolute<Key extends string>(
  block: { readonly [K in Key]?: string },
  keys: readonly Key[],
  here: (path: string) => string,
): { [K in Key]?: string } {
  const paths: { [K in Key]?: string } = {};
  for (const key of keys) {
    const path = block[key];
    if (path !== undefined) paths[key] = here(path);
  }
  return paths;
}

function siteFiles(site: SiteConfig, here: (path: string) => string): SiteConfig {
  if ("lane" in site) return site;
  return {
    ...site,
    file: here(site.file),
    cars: site.cars.map(({ car, vehicle }) => ({ car, vehicle: here(vehicle) })),
  };
}

function filesMadeAbsolute(
  { model, options }: DeviceConfig,
  here: (path: string) => string,
): DeviceConfig["options"] {
  const files = new Set(modelOf(model).files);
  const absolute = ([name, value]: [string, unknown]) =>
    files.has(name) && typeof value === "string" ? [name, here(value)] : [name, value];
  return Object.fromEntries(Object.entries(options).map(absolute));
}

type OpcUaConfig = z.output<typeof opcua>;

function opcuaPaths(config: OpcUaConfig, here: (path: string) => string): OpcUaConfig {
  const { security } = config;
  if (security === "none-loopback-only") return config;
  return {
    ...config,
    security: {
      ...security,
      serverCertificate: here(security.serverCertificate),
      certificateDir: here(security.certificateDir),
    },
  };
}
