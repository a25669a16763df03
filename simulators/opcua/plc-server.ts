import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataValue, OPCUAServer, StatusCode, UAVariable } from "node-opcua";
import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { PlcModel } from "../kit/plc-model.ts";
import { PlcDefects } from "./plc-defects.ts";

type OpcUa = typeof import("node-opcua");

export interface PlcServerOptions {
  readonly model: PlcModel;
  readonly namespaceUri: string;
  readonly clock: Clock;
  readonly timers: Timers;
  /** 0 or absent: any free one; it stays the same over restarts. */
  readonly port?: number;
  readonly defects?: PlcDefects;
  /** Where the server keeps the certificate it must have and nobody looks at; a folder that goes at `stop` if absent. */
  readonly certificateDir?: string;
}

export interface PlcServer {
  /** `opc.tcp://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly defects: PlcDefects;
  /** Gone without a goodbye, and back on the same port with no session and no subscription; the program keeps its state. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A PLC on 127.0.0.1, unencrypted: its variables are nodes `s=NAME` of the namespace, every sample is served, and a
 * client may write what the program lets it write. The program runs while the server is away.
 */
export async function startPlcServer(options: PlcServerOptions): Promise<PlcServer> {
  const opcua: OpcUa = await import("node-opcua");
  const plc = new ServedPlc(opcua, options);
  await plc.start(options.port ?? 0);
  return plc;
}

class ServedPlc implements PlcServer {
  readonly defects: PlcDefects;
  readonly #opcua: OpcUa;
  readonly #options: PlcServerOptions;
  readonly #variables = new Map<string, UAVariable>();
  readonly #held = new Map<string, { readonly key: string; readonly data: DataValue }>();
  readonly #certificateDir: string;
  #server: OPCUAServer | null = null;
  #port = 0;
  #stepping: TimerHandle | null = null;

  constructor(opcua: OpcUa, options: PlcServerOptions) {
    this.#opcua = opcua;
    this.#options = options;
    this.defects = options.defects ?? new PlcDefects();
    this.#certificateDir = options.certificateDir ?? mkdtempSync(join(tmpdir(), "proofmark-plc-"));
  }

  get endpoint(): string {
    return `opc.tcp://127.0.0.1:${this.#port}`;
  }

  async start(port: number): Promise<void> {
    const opcua = this.#opcua;
    opcua.setLogLevel(opcua.LogLevel.Error);
    const store = new opcua.OPCUACertificateManager({
      rootFolder: this.#certificateDir,
      automaticallyAcceptUnknownCertificate: false,
    });
    const server = new opcua.OPCUAServer({
      port,
      host: "127.0.0.1",
      hostname: "127.0.0.1",
      nodeset_filename: [opcua.nodesets.standard],
      securityModes: [opcua.MessageSecurityMode.None],
      securityPolicies: [opcua.SecurityPolicy.None],
      allowAnonymous: true,
      disableDiscovery: true,
      serverInfo: { applicationUri: "urn:proofmark:sim-plc" },
      serverCertificateManager: store,
      userCertificateManager: store,
      serverCapabilities: { maxSessions: 10, minSupportedSampleRate: 0 },
    });
    await server.initialize();
    this.#populate(server);
    await server.start();
    this.#server = server;
    this.#port = server.endpoints[0]?.port ?? port;
    this.#stepLater();
  }

  async restart(): Promise<void> {
    const server = this.#server;
    if (server === null) throw new Error("The PLC server is not running.");
    this.#server = null;
    this.#variables.clear();
    await server.shutdown(0);
    await this.start(this.#port);
  }

  async stop(): Promise<void> {
    this.#stepping?.cancel();
    this.#stepping = null;
    const server = this.#server;
    this.#server = null;
    await server?.shutdown(0);
    if (this.#options.certificateDir === undefined)
      await rm(this.#certificateDir, { recursive: true, force: true });
  }

  #populate(server: OPCUAServer): void {
    const opcua = this.#opcua;
    const space = server.engine.addressSpace;
    if (space === null) throw new Error("The server has no address space.");
    const namespace = space.registerNamespace(this.#options.namespaceUri);
    for (const [name, type] of Object.entries(this.#options.model.variables)) {
      this.#hold(name);
      const variable = namespace.addVariable({
        organizedBy: space.rootFolder.objects,
        nodeId: `s=${name}`,
        browseName: name,
        dataType: opcua.DataType[TYPE_NAMES[type]],
        accessLevel: "CurrentRead | CurrentWrite",
        userAccessLevel: "CurrentRead | CurrentWrite",
        value: {
          timestamped_get: () => this.#hold(name).data,
          timestamped_set: (data: DataValue) => this.#written(name, data),
        },
      });
      // Told as it changes, not sampled; set here because `addVariable` takes a getter for something to sample.
      variable.minimumSamplingInterval = 0;
      this.#variables.set(name, variable);
    }
  }

  async #written(name: string, data: DataValue): Promise<StatusCode> {
    const value: unknown = data.value.value;
    const { StatusCodes } = this.#opcua;
    if (typeof value !== "boolean" && typeof value !== "number") return StatusCodes.BadTypeMismatch;
    if (!this.#options.model.write(name, value)) return StatusCodes.BadNotWritable;
    // The server itself tells what was written; it is not to be told a second time.
    this.#held.delete(name);
    this.#hold(name);
    this.#options.timers.start("plc write", 0, () => {
      this.#publish(false);
      this.#stepLater();
    });
    return StatusCodes.Good;
  }

  #stepLater(): void {
    this.#stepping?.cancel();
    this.#stepping = null;
    const { model, clock, timers } = this.#options;
    const nextMs = model.nextStepMs();
    if (nextMs === null) return;
    const firstMs = Math.max(nextMs, clock.monoMs());
    this.#stepping = timers.start("plc step", firstMs - clock.monoMs(), () => {
      // A stalled process must not swallow samples: the program catches up one step at a time.
      for (let dueMs: number | null = firstMs; dueMs !== null && dueMs <= clock.monoMs(); ) {
        model.step(dueMs);
        this.#publish(true, clock.wallMs() - (clock.monoMs() - dueMs));
        const followingMs = model.nextStepMs();
        dueMs = followingMs !== null && followingMs > dueMs ? followingMs : null;
      }
      this.#stepLater();
    });
  }

  #publish(stepped: boolean, wallMs = this.#options.clock.wallMs()): void {
    if (this.defects.frozen) return;
    for (const [name, variable] of this.#variables) {
      const type = this.#options.model.variables[name];
      const before = this.#held.get(name);
      const sampled = stepped && type === "double";
      if (!sampled && before?.key === this.#keyOf(name)) continue;
      this.#held.delete(name);
      const { data } = this.#hold(name, wallMs);
      variable.setValueFromSource(data.value, data.statusCode, data.sourceTimestamp ?? new Date(wallMs));
    }
  }

  #keyOf(name: string): string {
    return `${this.defects.statusOf(name)} ${this.#options.model.read(name)}`;
  }

  #hold(
    name: string,
    wallMs = this.#options.clock.wallMs(),
  ): { readonly key: string; readonly data: DataValue } {
    const known = this.#held.get(name);
    if (known !== undefined) return known;
    const { DataType, DataValue, StatusCodes } = this.#opcua;
    const type = this.#options.model.variables[name] ?? "double";
    const status = StatusCodes[this.defects.statusOf(name) as keyof typeof StatusCodes];
    const held = {
      key: this.#keyOf(name),
      data: new DataValue({
        value: { dataType: DataType[TYPE_NAMES[type]], value: this.#options.model.read(name) },
        statusCode: status as StatusCode,
        sourceTimestamp: new Date(wallMs),
        serverTimestamp: new Date(wallMs),
      }),
    };
    this.#held.set(name, held);
    return held;
  }
}

const TYPE_NAMES = { boolean: "Boolean", double: "Double", int: "Int32" } as const;
