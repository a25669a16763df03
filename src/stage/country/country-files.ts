import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { readArtifact } from "../../adapters/config/artifact-file.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";
import { PASSED_FOLDER, PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { makeDirectories } from "../../adapters/disk/make-directory.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import { loadOrCreateWitness } from "../../adapters/keys/witness-key.ts";
import { makeDirectory } from "../../runtime/data-directory.ts";
import { packageRoot } from "../../runtime/package-files.ts";
import { freePorts } from "../free-ports.ts";
import { prepare } from "../simulate/prepare.ts";
import { standInDirectory } from "../simulate/registry-host.ts";

/** The two regions of a simulated country, each with a station. */
export const REGIONS = [
  { region: "HB", station: "HB-WH-0042" },
  { region: "GD", station: "GD-GZ-0007" },
] as const;

export const WORKERS = ["worker-1", "worker-2"] as const;

const SHIPPED_STATION = "config/stations/lanes-and-cars.yaml";
const WITNESS = "proofmark-registry/witness-1";

const portsSchema = z.strictObject({
  schema: z.literal("proofmark/simulated-country/v1"),
  database: z.int(),
  broker: z.int(),
  public: z.int(),
});

/** Where everything of a simulated country lies: made at its first call, found again at the next. */
export class CountryFiles {
  readonly directory: string;
  readonly ports: z.infer<typeof portsSchema>;

  private constructor(directory: string, ports: z.infer<typeof portsSchema>) {
    this.directory = directory;
    this.ports = ports;
  }

  /** Throws EdgeError DIRECTORY_UNWRITABLE, FILE_UNWRITABLE, CONFIG_INVALID, and what `prepare` throws. */
  static async openAt(out: string): Promise<CountryFiles> {
    const directory = resolve(out);
    // The database's own user has to get to its folder.
    makeDirectories(directory, PASSED_FOLDER);
    const file = join(directory, "country.json");
    if (existsSync(file)) return new CountryFiles(directory, loadYamlFile(file, portsSchema).value);
    const [database = 0, broker = 0, open = 0] = await freePorts(3);
    const ports = { schema: "proofmark/simulated-country/v1", database, broker, public: open } as const;
    const files = new CountryFiles(directory, ports);
    for (const folder of ["registry", "stations", "logs"]) makeDirectory(join(directory, folder));
    files.#writeRegistry();
    for (const { region, station } of REGIONS) await files.#writeStation(region, station);
    // Last: one that is not there was left half, and is made again.
    writeFileOrSay(file, `${JSON.stringify(ports, null, 2)}\n`, PRIVATE_FILE);
    return files;
  }

  get database(): string {
    return join(this.directory, "database");
  }

  get trustFile(): string {
    return join(this.directory, "registry", "trust.json");
  }

  /** What runs just now. */
  get processesFile(): string {
    return join(this.directory, "processes.json");
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

  #writeRegistry(): void {
    const { database, broker, public: open } = this.ports;
    for (const worker of WORKERS) {
      const written = {
        schema: "proofmark/registry/v1",
        name: worker,
        database: {
          url: `postgres://postgres@127.0.0.1:${database}/postgres`,
          passwordFile: join(this.database, "password"),
        },
        broker: { url: `mqtt://127.0.0.1:${broker}` },
        witnesses: [{ name: WITNESS, key: "witness-1.pem" }],
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
        url: `mqtt://127.0.0.1:${this.ports.broker}`,
        witness: { name: WITNESS, spki: Buffer.from(witness.spki).toString("base64") },
      }),
    );
    document.setIn(["console", "lockMinutes"], 60);
    document.commentBefore = ` The station of ${region} in a simulated country: everything is simulated and on this machine (proofmark simulate country).`;
    writeFileOrSay(file, document.toString({ lineWidth: 0 }), PRIVATE_FILE);
  }
}
