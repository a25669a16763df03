import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { opensslEnvironment } from "./test-certificates.ts";

export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** SIGKILL; nothing of its sessions survives. */
  kill(): Promise<void>;
  /** SIGHUP: reads its access list again. */
  reload(): void;
  freeze(): void;
  thaw(): void;
}

/** Debian keeps it in /usr/sbin, which a user's PATH may lack. */
const PROGRAM = ["mosquitto", "/usr/sbin/mosquitto"].find(
  (program) => spawnSync(program, ["-h"]).error === undefined,
);

/** Why tests over it are skipped, or null. Where PROOFMARK_FULL is set, a missing program is an error. */
export function mosquittoMissing(): string | null {
  if (PROGRAM !== undefined) return null;
  if (process.env.PROOFMARK_FULL) throw new Error("PROOFMARK_FULL is set and mosquitto is not installed");
  return "mosquitto is not installed";
}

/** A mosquitto of its own on 127.0.0.1, MQTT 5 and 3.1.1, without persistence. */
export async function startMosquitto(port?: number): Promise<Mosquitto> {
  const chosen = port ?? (await freePort());
  return started(chosen, ["-p", String(chosen)]);
}

/**
 * One as a configuration has it, whose first line is `listener PORT`: `chosen` or a free one is put in, on 127.0.0.1. Started by root it
 * would give its rights up, and could not read the keys of a test any more.
 */
export async function startMosquittoAs(
  configuration: string,
  directory: string,
  chosen?: number,
): Promise<Mosquitto> {
  const port = chosen ?? (await freePort());
  const listener = configuration.replace(/^listener .*$/m, `listener ${port} 127.0.0.1`);
  const file = join(directory, `mosquitto-${port}.conf`);
  writeFileSync(file, `user ${userInfo().username}\n${listener}\n`);
  return started(port, ["-c", file]);
}

async function started(chosen: number, words: readonly string[]): Promise<Mosquitto> {
  const child = spawn(PROGRAM ?? "mosquitto", words, { stdio: "ignore", env: opensslEnvironment() });
  await listening(child, chosen);
  return {
    port: chosen,
    pid: child.pid ?? 0,
    url: `mqtt://127.0.0.1:${chosen}`,
    reload: () => void child.kill("SIGHUP"),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    if (Date.now() > until) throw new Error("mosquitto does not listen");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
