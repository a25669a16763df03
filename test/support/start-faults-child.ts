import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Fault, FaultyCalls } from "./faulty-calls.ts";

/**
 * Starts a station again and again in one process, each time with one call of the file system broken, and prints one line of
 * JSON for each start. First come two starts with nothing broken, which say what calls there are. Called with a folder
 * to work in, and which part of how many of the work is this one's; started in the folder of the package.
 */
export interface StartOutcome {
  readonly on: "empty" | "again";
  readonly fault: Fault | null;
  readonly code: number | null;
  readonly isUp: boolean;
  readonly struck: number;
  readonly err: readonly string[];
}

export interface StartOrder {
  readonly fault: Fault;
  /** On an empty directory, or where a station ran before. */
  readonly on: "empty" | "again";
}

const HANGS_MS = 15_000;
const ERRNOS = ["EACCES", "EROFS", "ENOSPC", "EIO", "EMFILE", "ENOENT", "ENAMETOOLONG", "EPERM"];
const LISTEN_ERRNOS = [
  ...["EADDRINUSE", "EADDRNOTAVAIL", "EACCES", "ENOTFOUND", "EAI_AGAIN", "EAFNOSUPPORT", "EINVAL"],
];
const [, , base = "", part = "0", parts = "1"] = process.argv;
const ROOT = process.cwd();
const data = join(base, "data");
const calls = new FaultyCalls([
  [data, "data"],
  [base, "conf"],
  ["/proc", "proc"],
  [join(ROOT, "dist/web"), "web"],
  [join(ROOT, "node_modules"), "packages"],
  [ROOT, "tree"],
]);
calls.install();
const { runCli } = await import("../../src/cli/dispatch.ts");
const { program } = await import("../../src/runtime/commands.ts");
const { lastResort } = await import("../../src/runtime/last-resort.ts");
// What a start is made of is read before the first one is timed.
await import("../../src/runtime/start.ts");

const said: string[] = [];
let ended: (code: number) => void = () => undefined;
process.on("uncaughtException", (error) => lastResort.onBug(error));
process.on("unhandledRejection", (error) => lastResort.onBug(error));
process.exit = ((code: number) => ended(code)) as typeof process.exit;
process.stderr.write = ((text: string) => said.push(...text.trimEnd().split("\n")) > 0) as never;

async function start(fault: Fault | null): Promise<Omit<StartOutcome, "on">> {
  said.length = 0;
  calls.struck = 0;
  calls.fault = fault;
  let isUp = false;
  let asked: NodeJS.Timeout | undefined;
  const io = {
    out(line: string): void {
      if (!line.includes(" is up. ")) return;
      isUp = true;
      // What the first entries of the journal meet comes with the next turns of the loop.
      asked = setTimeout(() => process.emit("SIGTERM"), 20);
    },
    err: (line: string) => void said.push(line),
  };
  const config = join(base, "station.yaml");
  const code = await Promise.race([
    runCli(program, ["start", "--config", config], io),
    new Promise<number>((resolve) => {
      ended = resolve;
    }),
    new Promise<null>((resolve) => setTimeout(() => resolve(null), HANGS_MS).unref()),
  ]);
  clearTimeout(asked);
  calls.fault = null;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(signal);
  return { fault, code, isUp, struck: calls.struck, err: [...said] };
}

function print(outcome: unknown): void {
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

const before = join(base, "before");

function lay(on: "empty" | "again"): void {
  rmSync(data, { recursive: true, force: true });
  if (on === "again") cpSync(before, data, { recursive: true });
}

interface Listed {
  readonly on: StartOrder["on"];
  readonly calls: readonly string[];
}

async function list(): Promise<Listed[]> {
  // The first start also loads what is loaded late: that is not what a station asks of its disk.
  await start(null);
  const listed: Listed[] = [];
  for (const on of ["empty", "again"] as const) {
    if (on === "empty") rmSync(data, { recursive: true, force: true });
    calls.seen.clear();
    print({ on, ...(await start(null)) });
    listed.push({ on, calls: [...calls.seen] });
  }
  return listed;
}

/** Every call in every way. */
function ordersOf(listed: readonly Listed[]): StartOrder[] {
  return listed.flatMap(({ on, calls: made }) =>
    made.flatMap((each) => {
      const [call = "", place = ""] = each.split(" ");
      const errnos = call === "listen" ? LISTEN_ERRNOS : ERRNOS;
      return errnos.map((errno): StartOrder => ({ on, fault: { call, place, errno } }));
    }),
  );
}

const listed = await list();
cpSync(data, before, { recursive: true });
const orders = ordersOf(listed).filter((_, at) => at % Number(parts) === Number(part));
for (const { fault, on } of orders) {
  lay(on);
  print({ on, ...(await start(fault)) });
}
// What a station left behind is of no interest, and the real exit stands aside.
process.kill(process.pid, "SIGKILL");
