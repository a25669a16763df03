import { request } from "node:http";
import type { Socket } from "node:net";
import { z } from "zod";
import { isDirectoryLocked } from "../../adapters/disk/directory-lock.ts";
import { errnoOf } from "../../adapters/disk/errno-words.ts";
import type { CheckResult } from "../../core/doctor/check-result.ts";
import type { AnyReason } from "../../core/trade/reason-shape.ts";
import { reason } from "../../core/trade/reasons.ts";
import { speaksTls } from "../console-tls.ts";
import { readLocalToken } from "../local-token.ts";
import type { StationConfig } from "../station-config.ts";
import { journalDirectory } from "../station-keys.ts";
import { consoleConnection } from "./console-connection.ts";
import type { NamedCommands } from "./named-commands.ts";

const sentence = z.object({ zh: z.string(), en: z.string() });
const params = z.record(z.string(), z.json()) as unknown as z.ZodType<AnyReason["params"]>;
const told = z.object({ code: z.string(), params });

/** What is used of the console's own status; a station of a little other software may say more. */
const stationForm = z.object({
  station: z.string(),
  devices: z.array(
    z.object({
      device: z.string(),
      state: z.enum(["connecting", "ready", "fault"]),
      faults: z.array(z.object({ code: z.string(), detail: told.nullable() })),
    }),
  ),
  registry: z.object({
    connected: z.boolean(),
    pending: z.number(),
    locked: sentence.nullish(),
    refusal: sentence.nullish(),
    trouble: sentence.extend({ code: z.string().optional() }).nullable(),
  }),
  clock: z.object({
    status: z.string(),
    by: z.string().nullable(),
    aheadMs: z.number().nullable(),
    word: told.extend({ stops: z.boolean() }).nullable(),
  }),
});
export type SeenStation = z.output<typeof stationForm>;

/** What a running station says of itself; `view` is null where it does not answer. */
export interface RunningStation {
  readonly running: boolean;
  readonly view: SeenStation | null;
  readonly results: readonly CheckResult[];
}

type Answer =
  | { readonly kind: "station"; readonly view: SeenStation }
  | { readonly kind: "other"; readonly by: string | null }
  | { readonly kind: "nobody" }
  | { readonly kind: "late" };

const SNAPSHOT_BYTES_MAX = 64 * 2 ** 20;

/** Whether this station runs, by its journal's lock; how it stands, by its own console, over loopback where it listens there. */
export async function runningStation(
  config: StationConfig,
  withinMs: number,
  commands: NamedCommands,
): Promise<RunningStation> {
  const { station } = config;
  const { host, port } = config.console;
  const running = isDirectoryLocked(journalDirectory(config.data));
  const at = { host, port };
  if (port === 0)
    return {
      running,
      view: null,
      results: [
        standing(running, station, null),
        {
          check: "console",
          about: null,
          state: "not-known",
          found: reason("CONSOLE_ANY_PORT", {}),
          remedy: null,
        },
      ],
    };
  // Where no station runs, whoever answers there is not told what opens one.
  const answer = await asked(config, running ? readLocalToken(config.data) : null, withinMs);
  const view = answer.kind === "station" && answer.view.station === station ? answer.view : null;
  const isServed = view !== null && running;
  const console = `${speaksTls(config.console) ? "https" : "http"}://${host}:${port}`;
  const consoleResult: CheckResult = isServed
    ? well("console", reason("CONSOLE_SERVED", at))
    : running && answer.kind !== "other" && answer.kind !== "station"
      ? wrong(reason("STATION_RUNS_UNASKED", { station }), reason("DO_CONSOLE", { command: commands.start }))
      : answer.kind === "nobody"
        ? well("console", reason("CONSOLE_FREE", at))
        : wrong(
            reason("CONSOLE_TAKEN", { ...at, by: answer.kind === "station" ? answer.view.station : null }),
            reason("DO_FREE_PORT", {}),
          );
  return {
    running,
    view: isServed ? view : null,
    results: [standing(running, station, isServed ? console : null), consoleResult],
  };
}

function standing(running: boolean, station: string, console: string | null): CheckResult {
  if (!running) return well("running", reason("STATION_STANDS_STILL", { station }));
  return console === null
    ? {
        check: "running",
        about: null,
        state: "not-known",
        found: reason("STATION_RUNS_UNASKED", { station }),
        remedy: reason("DO_STOP_AND_LOOK", {}),
      }
    : well("running", reason("STATION_RUNS", { station, console }));
}

function well(check: CheckResult["check"], found: CheckResult["found"]): CheckResult {
  return { check, about: null, state: "well", found, remedy: null };
}

function wrong(found: CheckResult["found"], remedy: CheckResult["found"]): CheckResult {
  return { check: "console", about: null, state: "wrong", found, remedy };
}

/** GET of the console's own status, by the token that the station left for that. Never throws. */
async function asked(config: StationConfig, token: string | null, withinMs: number): Promise<Answer> {
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(), withinMs);
  try {
    const socket = await consoleConnection(config, ending.signal);
    const bytes = await snapshotOn(socket, config, token);
    socket.destroy();
    return viewIn(bytes);
  } catch (cause) {
    if (ending.signal.aborted) return { kind: "late" };
    return errnoOf(cause) === "ECONNREFUSED" ? { kind: "nobody" } : { kind: "other", by: null };
  } finally {
    clearTimeout(late);
  }
}

function snapshotOn(socket: Socket, config: StationConfig, token: string | null): Promise<Buffer> {
  const { host, port } = config.console;
  return new Promise((resolve, reject) => {
    const headers = {
      host: `${host.includes(":") ? `[${host}]` : host}:${port}`,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
    const asking = request({ createConnection: () => socket, path: "/api/snapshot", headers }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > SNAPSHOT_BYTES_MAX) asking.destroy();
      });
      response.on("end", () => resolve(Buffer.concat(chunks)));
      response.on("error", reject);
    });
    asking.on("error", reject);
    socket.on("close", () => reject(new Error("closed")));
    asking.end();
  });
}

function viewIn(bytes: Buffer): Answer {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    // A web server of somebody else.
    return { kind: "other", by: null };
  }
  const view = z.object({ station: stationForm }).safeParse(value);
  return view.success ? { kind: "station", view: view.data.station } : { kind: "other", by: null };
}
