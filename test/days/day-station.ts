import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ptyBridgeMissing } from "../../simulators/kit/pty-bridge.ts";
import { PERSON_ROLE_CODES, type PersonRole } from "../../src/core/trade/words/person-roles.ts";
import { ROOT } from "../support/source-tree.ts";
import { DayProgram } from "./day-program.ts";

export const PASSWORD = "quiet harbour lantern 47";
export const PIN = "628401";
const MANAGER = { name: "王海", staffNumber: "0001", password: PASSWORD, pin: PIN };

/** Who works at the station, by what the day calls them. */
export const STAFF = {
  operator: { name: "李工", staffNumber: "0002", roles: ["operator"] },
  examiner: { name: "陈考官", staffNumber: "0003", roles: ["examiner"] },
  second: { name: "赵考官", staffNumber: "0004", roles: ["examiner"] },
  everybody: { name: "周全", staffNumber: "0009", roles: PERSON_ROLE_CODES },
  signatory: { name: "钱审核", staffNumber: "0005", roles: ["signatory"] },
} as const satisfies Record<string, { name: string; staffNumber: string; roles: readonly PersonRole[] }>;
export type Worker = "manager" | keyof typeof STAFF;
export const staffNumberOf = (who: Worker): string =>
  who === "manager" ? MANAGER.staffNumber : STAFF[who].staffNumber;

/** Whatever stands in for the world, each in a process of its own, so that each can go away by itself. */
const WORLD = ["lane", "course", "registry"] as const;

export interface DayStationOptions {
  /** Modules that the station reads before its own, to stand between it and the machine. */
  readonly preload?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A lane of three positions and a course with two cars, from the station file that is shipped for it: `proofmark start`, with simulators behind every
 * address. Nobody is called by themselves.
 */
export class DayStation {
  readonly directory = mkdtempSync(join(tmpdir(), "proofmark-day-"));
  readonly #options: DayStationOptions;
  readonly #world = new Map<(typeof WORLD)[number], DayProgram>();
  #station: DayProgram | null = null;
  url = "";

  constructor(options: DayStationOptions = {}) {
    this.#options = options;
  }

  get file(): string {
    return join(this.directory, "practice", "station.yaml");
  }

  get data(): string {
    return join(this.directory, "practice", "data");
  }

  get station(): DayProgram {
    if (this.#station === null) throw new Error("the station was not started");
    return this.#station;
  }

  of(what: (typeof WORLD)[number]): DayProgram {
    const program = this.#world.get(what);
    if (program === undefined) throw new Error(`nothing stands in for the ${what}`);
    return program;
  }

  /** The station is up, everything behind it is there, and its people can sign in. */
  async open(): Promise<this> {
    const missing = ptyBridgeMissing();
    if (missing !== null) throw new Error(missing);
    execFileSync(
      process.execPath,
      [
        join(ROOT, "dist/src/runtime/main.js"),
        ...["simulate", "prepare", "--config", "config/stations/lanes-and-cars.yaml"],
        ...["--out", join(this.directory, "practice")],
      ],
      { cwd: ROOT, stdio: "pipe" },
    );
    this.#longLock();
    for (const what of WORLD) await this.bring(what);
    await this.start();
    await this.#engage();
    return this;
  }

  /** `start` on the same data as before; the console has the same address. */
  async start(): Promise<void> {
    const { preload = [], env = {} } = this.#options;
    this.#station = new DayProgram(["start", "--config", this.file], { preload, env });
    const line = await this.#station.prints(/Console: /);
    this.url = (/Console: (\S+)/.exec(line)?.[1] ?? "").replace("localhost", "127.0.0.1");
  }

  /** A part of the world comes, or comes back. */
  async bring(what: (typeof WORLD)[number]): Promise<void> {
    const words = ["simulate", what, "--config", this.file, "--speed", "5", "--no-call"];
    const program = new DayProgram(words);
    this.#world.set(what, program);
    await program.prints(/^Simulators of .* are up\./);
  }

  async close(): Promise<void> {
    const all = [...this.#world.values(), ...(this.#station === null ? [] : [this.#station])];
    for (const program of all) await program.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Nobody is locked out by a test machine that takes its time. */
  #longLock(): void {
    const file = parse(readFileSync(this.file, "utf8")) as { console: Record<string, unknown> };
    file.console.lockMinutes = 60;
    writeFileSync(this.file, stringify(file, { aliasDuplicateObjects: false }));
  }

  /** The manager by the link of the first start, the others by links that the manager gives them. */
  async #engage(): Promise<void> {
    const link = await this.station.prints(/#link=/);
    const token = /#link=(\S+)/.exec(link)?.[1] ?? "";
    const { cookie } = await this.post("/api/links/use", { token, ...MANAGER });
    for (const { name, staffNumber, roles } of Object.values(STAFF)) {
      const person = { name, staffNumber, roles, interests: { plates: [], employers: [] }, pin: PIN };
      const { body } = await this.post("/api/people", person, cookie);
      const theirs = String(body.link);
      await this.post("/api/links/use", { token: theirs, password: PASSWORD, pin: PIN });
    }
  }

  async post(
    path: string,
    body: unknown,
    cookie = "",
  ): Promise<{ body: Record<string, unknown>; cookie: string }> {
    const answer = await fetch(`${this.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: this.url, cookie },
      body: JSON.stringify(body),
    });
    const told = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${path} ${answer.status}: ${JSON.stringify(told)}`);
    return { body: told, cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
  }

  async signIn(who: Worker): Promise<string> {
    const staffNumber = staffNumberOf(who);
    return (await this.post("/api/session", { staffNumber, password: PASSWORD })).cookie;
  }
}

/** Resident memory of a process, in bytes (Linux). */
export function residentBytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib ?? Number.NaN) * 1024;
}
