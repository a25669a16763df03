import type { OPCUAClient } from "node-opcua";
import { FIRST_PACE, lost, type ReconnectPace, well } from "../../core/link/reconnect-pace.ts";
import { assert } from "../../core/machine.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock, TimerHandle, Timers } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Plc, PlcListener } from "../../ports/plc.ts";
import { connectOpcUa, createClient, type OpcUaConnection, PlcAway } from "./opcua-connection.ts";
import { checkOpcUaSecurity, type OpcUa, type OpcUaSecurity } from "./opcua-security.ts";

export interface OpcUaPlcOptions {
  /** `opc.tcp://HOST:PORT`. */
  readonly endpoint: string;
  /** The namespace of the variables; its index is looked up at every connect. Their node ids are `s=NAME` in it. */
  readonly namespaceUri: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** There is no default. */
  readonly security?: OpcUaSecurity;
}

/** Missed keep-alives until the connection counts as dead. */
const KEEP_ALIVES_MISSED = 3;
/** Of what the package says between two healthy times, each once: it says it again at every try. */
const SAID_MAX = 20;
/** A dead server answers no goodbye; after this the client is left to its own timeout. */
const RELEASE_MS_MAX = 2_000;

/**
 * Throws EdgeError ADDRESS_INVALID for an endpoint that is none, CONFIG_INVALID where `security` does not suit it. The
 * node-opcua package is loaded at `open`. A connection that misbehaves in any way is thrown away whole and built anew.
 */
export function createOpcUaPlc(options: OpcUaPlcOptions): Plc {
  return new OpcUaPlc(options, checkOpcUaSecurity(options.endpoint, options.security));
}

interface Attempt {
  client: OPCUAClient | null;
  connection: OpcUaConnection | null;
  broken: Reason | null;
}

class OpcUaPlc implements Plc {
  readonly #options: OpcUaPlcOptions;
  readonly #security: OpcUaSecurity;
  readonly #watched: { readonly variables: readonly string[]; readonly samplingMs: number }[] = [];
  readonly #releases = new Set<Promise<void>>();
  #listener: PlcListener | null = null;
  #attempt: Attempt | null = null;
  #up = false;
  /** The listener knows that there is no connection, and why. */
  #toldAway = false;
  #pace: ReconnectPace = FIRST_PACE;
  readonly #said = new Set<string>();
  #retry: TimerHandle | null = null;
  #watchdog: TimerHandle | null = null;
  #building: Promise<void> | null = null;

  constructor(options: OpcUaPlcOptions, security: OpcUaSecurity) {
    this.#options = options;
    this.#security = security;
  }

  open(listener: PlcListener): void {
    assert(this.#listener === null, "a PLC is opened once at a time");
    this.#listener = listener;
    this.#toldAway = false;
    this.#pace = FIRST_PACE;
    this.#build();
  }

  watch(variables: readonly string[], samplingMs: number): void {
    this.#watched.push({ variables, samplingMs });
    const attempt = this.#attempt;
    if (!this.#up || attempt === null) return;
    attempt.connection?.watch(variables, samplingMs).catch((cause) => this.#drop(attempt, reasonOf(cause)));
  }

  async write(variable: string, value: boolean | number): Promise<void> {
    const connection = this.#up ? this.#attempt?.connection : null;
    if (!connection)
      throw new EdgeError("PLC_WRITE_FAILED", `Cannot write ${variable} while the PLC is away.`, {
        variable,
      });
    try {
      await connection.write(variable, value);
    } catch (cause) {
      if (cause instanceof EdgeError) throw cause;
      throw new EdgeError("PLC_WRITE_FAILED", `Writing ${variable} got no answer.`, { variable }, cause);
    }
  }

  async close(): Promise<void> {
    this.#listener = null;
    this.#up = false;
    this.#retry?.cancel();
    this.#watchdog?.cancel();
    if (this.#attempt !== null) this.#release(this.#attempt);
    await this.#building;
    await Promise.all(this.#releases);
  }

  #build(): void {
    const attempt: Attempt = { client: null, connection: null, broken: null };
    this.#attempt = attempt;
    this.#building = this.#connect(attempt).catch((cause: unknown) => this.#drop(attempt, reasonOf(cause)));
  }

  async #connect(attempt: Attempt): Promise<void> {
    const { endpoint, namespaceUri, clock, log } = this.#options;
    const opcua: OpcUa = await import("node-opcua");
    // The package prints otherwise, and knows no logger but a global one.
    opcua.setWarningLogger((...words) => this.#say(words, (text) => log.info("node-opcua", { text })));
    opcua.setErrorLogger((...words) => this.#say(words, (text) => log.warn("node-opcua", { text })));
    attempt.client = await createClient(opcua, this.#security);
    const connection = await connectOpcUa(attempt.client, {
      opcua,
      endpoint,
      namespaceUri,
      security: this.#security,
      monoMs: () => clock.monoMs(),
      onValues: (values) => {
        if (this.#attempt !== attempt || !this.#up) return;
        this.#listener?.onValues(values);
      },
      onAlive: () => this.#feed(attempt),
      onBroken: (why) => this.#drop(attempt, why),
    });
    if (attempt.broken !== null) throw new PlcAway(attempt.broken);
    if (this.#attempt !== attempt || this.#listener === null) {
      this.#release(attempt);
      return;
    }
    attempt.connection = connection;
    this.#up = true;
    this.#pace = well(this.#pace, clock.monoMs());
    this.#toldAway = false;
    this.#feed(attempt);
    this.#listener.onUp();
    for (const { variables, samplingMs } of [...this.#watched]) await connection.watch(variables, samplingMs);
  }

  /** A sign of life: the watchdog starts over. */
  #feed(attempt: Attempt): void {
    if (this.#attempt !== attempt || attempt.connection === null) return;
    this.#watchdog?.cancel();
    const silentMs = attempt.connection.keepAliveMs * KEEP_ALIVES_MISSED;
    this.#watchdog = this.#options.timers.start("plc watchdog", silentMs, () =>
      this.#drop(attempt, reason("PLC_SILENT", { ms: silentMs })),
    );
  }

  #drop(attempt: Attempt, why: Reason): void {
    attempt.broken ??= why;
    if (this.#attempt !== attempt || this.#listener === null) {
      this.#release(attempt);
      return;
    }
    this.#up = false;
    this.#attempt = null;
    this.#watchdog?.cancel();
    this.#release(attempt);
    const { clock, timers } = this.#options;
    const { afterMs, pace } = lost(this.#pace, clock.monoMs());
    this.#pace = pace;
    if (afterMs === FIRST_PACE.afterMs) this.#said.clear();
    this.#retry = timers.start("plc reconnect", afterMs, () => this.#build());
    if (this.#toldAway) return;
    this.#toldAway = true;
    this.#listener.onDown(why);
  }

  #say(words: readonly unknown[], write: (text: string) => void): void {
    const text = words.map(String).join(" ");
    if (this.#said.has(text) || this.#said.size >= SAID_MAX) return;
    this.#said.add(text);
    write(text);
  }

  #release(attempt: Attempt): void {
    const client = attempt.client;
    if (client === null) return;
    attempt.client = null;
    const released = this.#goodbye(client).finally(() => this.#releases.delete(released));
    this.#releases.add(released);
  }

  #goodbye(client: OPCUAClient): Promise<void> {
    return new Promise((resolve) => {
      const { timers, log } = this.#options;
      const patience = timers.start("plc goodbye", RELEASE_MS_MAX, resolve);
      const left = (cause?: unknown) => {
        if (cause !== undefined) log.warn("leaving a PLC failed", { why: reasonOf(cause) });
        patience.cancel();
        resolve();
      };
      client.disconnect().then(() => left(), left);
    });
  }
}

function reasonOf(cause: unknown): Reason {
  if (cause instanceof PlcAway) return cause.why;
  const text = cause instanceof Error ? (cause.message.split("\n")[0] ?? cause.name) : String(cause);
  return reason("SYSTEM_SAID", { text });
}
