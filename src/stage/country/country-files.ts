import { existsSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { readArtifact } from "../../adapters/config/artifact-file.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";
import { type DirectoryLock, lockDirectory } from "../../adapters/disk/directory-lock.ts";
import { PASSED_FOLDER, PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { makeDirectories } from "../../adapters/disk/make-directory.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import { createCa } from "../../adapters/keys/registry-ca.ts";
import { loadOrCreateWitness, type WitnessKey } from "../../adapters/keys/witness-key.ts";
import { EdgeError } from "../../errors.ts";
import { makeDirectory } from "../../runtime/data-directory.ts";
import { packageRoot } from "../../runtime/package-files.ts";
import { DEFAULT_RULEBOOKS } from "../default-rulebooks.ts";
import { freePorts } from "../free-ports.ts";
import { prepare } from "../simulate/prepare.ts";
import { standInDirectory } from "../simulate/registry-host.ts";
import { BROKER_FILES } from "./broker-host.ts";
import { writeAskingRulebook } from "./country-rulebooks.ts";

/** The two regions of a simulated country, each with a station. */
export const REGIONS = [
  { region: "HB", station: "HB-WH-0042" },
  { region: "GD", station: "GD-GZ-0007" },
] as const;

export const WORKERS = ["worker-1", "worker-2"] as const;

const SHIPPED_STATION = "config/stations/lanes-and-cars.yaml";
const WITNESS = "proofmark-registry/witness-1";
/** Of somebody else: stations ask for its cosignature beside the registry's. */
const OTHER_WITNESS = "witness.example/w1";

const portsSchema = z.strictObject({
  schema: z.literal("proofmark/simulated-country/v2"),
  database: z.int(),
  broker: z.int(),
  public: z.int(),
  witness: z.int(),
});

/** Where everything of a simulated country lies: made at its first call, found again at the next. */
export class CountryFiles {
  readonly directory: string;
  readonly ports: z.infer<typeof portsSchema>;

  private constructor(directory: string, ports: z.infer<typeof portsSchema>) {
    this.directory = directory;
    this.ports = ports;
  }

  /** In a folder that is locked. Throws EdgeError FILE_UNWRITABLE, CONFIG_INVALID, and what `prepare` throws. */
  static async openAt(out: string): Promise<CountryFiles> {
    const directory = resolve(out);
    const file = join(directory, "country.json");
    if (existsSync(file)) return new CountryFiles(directory, loadYamlFile(file, portsSchema).value);
    const [database = 0, broker = 0, open = 0, witness = 0] = await freePorts(4);
    const schema = "proofmark/simulated-country/v2" as const;
    const ports = { schema, database, broker, public: open, witness };
    const files = new CountryFiles(directory, ports);
    for (const folder of ["registry", "witness", "broker", "stations", "logs"])
      makeDirectory(join(directory, folder));
    await files.#writeAuthority();
    files.#writeRegistry();
    files.#writeWitness();
    for (const { region, station } of REGIONS) await files.#writeStation(region, station);
    // Last: one that is not there was left half, and is made again.
    writeFileOrSay(file, `${JSON.stringify(ports, null, 2)}\n`, PRIVATE_FILE);
    return files;
  }

  /** One country a folder. Throws EdgeError COUNTRY_LOCKED, DIRECTORY_UNWRITABLE. */
  static lock(out: string): DirectoryLock {
    const directory = resolve(out);
    // The database's own user has to get to its folder.
    makeDirectories(directory, PASSED_FOLDER);
    try {
      return lockDirectory(directory);
    } catch (cause) {
      if (!(cause instanceof EdgeError) || cause.code !== "JOURNAL_LOCKED") throw cause;
      throw new EdgeError("COUNTRY_LOCKED", `A country runs in ${directory} already.`, { directory }, cause);
    }
  }

  get database(): string {
    return join(this.directory, "database");
  }

  /** What the broker has, and `ca.crt` of the registry's own authority. */
  get broker(): string {
    return join(this.directory, "broker");
  }

  /** By which the workers are known at the broker. */
  get registryPair(): { readonly cert: string; readonly key: string } {
    const at = (name: string): string => join(this.directory, "registry", name);
    return { cert: at("broker-client.crt"), key: at("broker-client.key") };
  }

  get ca(): { readonly cert: string; readonly key: string } {
    return { cert: join(this.broker, BROKER_FILES.ca), key: join(this.directory, "registry", "ca.key") };
  }

  get witnessFile(): string {
    return join(this.directory, "witness", "witness.yaml");
  }

  get trustFile(): string {
    return join(this.directory, "registry", "trust.json");
  }

  /** What runs just now. */
  get processesFile(): string {
    return join(this.directory, "processes.json");
  }

  get factsFile(): string {
    return join(this.directory, "registry", "facts.jsonl");
  }

  get papersFile(): string {
    return join(this.directory, "registry", "papers.jsonl");
  }

  logOf(name: string): string {
    return join(this.directory, "logs", `${name}.log`);
  }

  registryFile(worker: (typeof WORKERS)[number]): string {
    return join(this.directory, "registry", `${worker}.yaml`);
  }

  stationFile(region: string): string {
    return join(this.directory, "stations", region, "station.yaml");
  }

  journal(region: string): string {
    return join(this.directory, "stations", region, "data", "journal");
  }

  codeFile(region: string): string {
    return join(this.directory, "stations", region, "invitation-code");
  }

  requestFile(region: string): string {
    return join(this.directory, "registry", `enrolment-${region}.json`);
  }

  /** Those of the shipped station, with what the registry is asked. */
  #writeRulebooks(region: string): Record<"inspection" | "exam", string> {
    const directory = join(this.directory, "stations", region, "rules");
    makeDirectory(directory);
    const { inspection, exam } = DEFAULT_RULEBOOKS;
    const at = (name: string): string => join(packageRoot(), name);
    return {
      inspection: writeAskingRulebook(at(inspection), "inspection", directory),
      exam: writeAskingRulebook(at(exam), "exam", directory),
    };
  }

  /** The same without an invitation, for a registry that has lost its own. */
  plainRequestFile(region: string): string {
    return join(this.directory, "registry", `enrolment-${region}-plain.json`);
  }

  certificateOf(region: string): string {
    return join(this.directory, "stations", region, "broker.crt");
  }

  certificateRequest(region: string): string {
    return join(this.directory, "registry", `certificate-${region}.json`);
  }

  async #writeAuthority(): Promise<void> {
    if (existsSync(this.ca.cert)) return;
    // One that was left half.
    rmSync(this.ca.key, { force: true });
    await createCa(this.ca, "Registry of a simulated country", new SystemClock().wallMs());
  }

  #otherWitness(): WitnessKey {
    return loadOrCreateWitness(OTHER_WITNESS, join(this.directory, "witness", "witness.pem"));
  }

  #authority(): WitnessKey {
    return loadOrCreateWitness("authority", join(this.directory, "registry", "authority.pem"));
  }

  #writeWitness(): void {
    const written = {
      schema: "proofmark/witness/v1",
      ...{ name: OTHER_WITNESS, key: "witness.pem", data: "data", port: this.ports.witness },
      ...{ trust: this.trustFile, authority: this.#authority().keyId },
    };
    writeFileOrSay(this.witnessFile, `${JSON.stringify(written, null, 2)}\n`, PRIVATE_FILE);
  }

  #writeRegistry(): void {
    const { database, broker, public: open, witness } = this.ports;
    const other = { name: OTHER_WITNESS, spki: spkiText(this.#otherWitness()) };
    for (const worker of WORKERS) {
      const written = {
        schema: "proofmark/registry/v1",
        name: worker,
        database: {
          url: `postgres://postgres@127.0.0.1:${database}/postgres`,
          passwordFile: join(this.database, "password"),
        },
        broker: {
          ...{ url: `mqtts://localhost:${broker}`, ca: join(this.broker, BROKER_FILES.cert) },
          ...this.registryPair,
        },
        witnesses: [{ name: WITNESS, key: "witness-1.pem" }],
        otherWitnesses: [{ ...other, url: `http://127.0.0.1:${witness}` }],
        ca: this.ca,
        authority: { key: "authority.pem" },
        // One address for the public is enough for a country of two stations.
        ...(worker === WORKERS[0] && { public: { port: open } }),
        simulation: true,
      };
      // JSON is YAML.
      writeFileOrSay(this.registryFile(worker), `${JSON.stringify(written, null, 2)}\n`, PRIVATE_FILE);
    }
  }

  async #writeStation(region: string, station: string): Promise<void> {
    const file = this.stationFile(region);
    if (!existsSync(file)) {
      const silent = { out: () => undefined, err: () => undefined };
      const shipped = join(packageRoot(), SHIPPED_STATION);
      await prepare({ config: shipped, out: join(this.directory, "stations", region) }, silent);
      // Keys of a stand-in that is not asked here.
      rmSync(standInDirectory({ data: join(this.directory, "stations", region, "data") }, null), {
        recursive: true,
      });
    }
    const witness = loadOrCreateWitness(WITNESS, join(this.directory, "registry", "witness-1.pem"));
    const document = parseDocument(readArtifact(file).text);
    document.set("station", station);
    document.set(
      "registry",
      document.createNode({
        ...{ url: `mqtts://localhost:${this.ports.broker}`, ca: join(this.broker, BROKER_FILES.cert) },
        ...{ cert: this.certificateOf(region), key: join(dirname(file), "broker.key") },
        witness: { name: WITNESS, spki: spkiText(witness) },
        witnesses: {
          atLeast: 2,
          others: [{ name: OTHER_WITNESS, spki: spkiText(this.#otherWitness()) }],
        },
        authority: this.#authority().keyId,
        events: true,
      }),
    );
    document.setIn(["console", "lockMinutes"], 60);
    document.set("rulebooks", document.createNode(this.#writeRulebooks(region)));
    document.commentBefore = ` The station of ${region} in a simulated country: everything is simulated and on this machine (proofmark simulate country).`;
    writeFileOrSay(file, document.toString({ lineWidth: 0 }), PRIVATE_FILE);
  }
}

function spkiText({ spki }: WitnessKey): string {
  return Buffer.from(spki).toString("base64");
}
