import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { nodeWords } from "../support/built-program.ts";
import { ROOT } from "../support/source-tree.ts";
import type { StartOutcome } from "../support/start-faults-child.ts";
import { writeStationFile } from "../support/station-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * Every call of the file system that a station makes until it is up, and its listening, each failing in every way that a system
 * knows. Goal: exit code 2 or 3 with one sentence and one remedy, within seconds; or the station is up and says what it lacks.
 */
const SPKI = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

/** Calls that need not stop a start, and why. `says`: one line stands on the terminal. */
const GOES_ON: readonly {
  readonly calls: RegExp;
  readonly says: boolean;
  readonly absent?: true;
  readonly why: string;
}[] = [
  { calls: /^writeSync data\/station.log$/, says: true, why: "a log that is lost stops no lane" },
  {
    calls: /^unlinkSync data\/journal\/lock/,
    says: false,
    why: "the next start takes over a lock nobody holds",
  },
  {
    calls: /^readFileSync proc\//,
    says: false,
    why: "without them the process id names the owner",
  },
  { calls: /^again mkdirSync data/, says: false, why: "the folder is there" },
  {
    calls: /^accessSync conf\/(?:inspections|exams)$/,
    says: true,
    why: "files that cannot be moved are remembered, and whoever waits can be taken",
  },
  { calls: / data\/records$/, says: true, why: "records are copies of the journal" },
  {
    calls: /^(?:mkdirSync|readdirSync) data\/results$/,
    says: true,
    why: "the list is a copy of the journal",
  },
  {
    calls: /^(?:lstatSync|readdirSync) data\/photos$/,
    says: true,
    absent: true,
    why: "no photo is asked of most jobs; the folder is made with the first one",
  },
  {
    calls: /^readdirSync data\/rulebooks-by-order$/,
    says: true,
    absent: true,
    why: "each rulebook that the journal names is read by its own name; the folder is made with the first one",
  },
  { calls: /^statSync web$/, says: false, why: "its page was found" },
  {
    calls: /^(?:openSync|readSync|closeSync) data\/screen-secret$/,
    says: false,
    absent: true,
    why: "not there, as before the first start: it is made",
  },
  {
    calls: /^(?:rmSync|lstatSync|unlinkSync) data\/console-token$/,
    says: false,
    why: "a station takes the token of its own start alone: one that stays opens nothing",
  },
  { calls: /^closeSync .*\.(pem|segment|ts|hashes)$/, says: false, why: "read to its end before" },
  { calls: /^statSync data(\/|$)/, says: false, why: "looked at only where the folder could not be made" },
];

async function child(base: string, part: number, parts: number): Promise<StartOutcome[]> {
  const words = [...nodeWords("test/support/start-faults-child.ts"), base, String(part), String(parts)];
  const started = spawn(process.execPath, words, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const lines: StartOutcome[] = [];
  for await (const line of createInterface({ input: started.stdout })) lines.push(JSON.parse(line));
  return lines;
}

function station(): string {
  const directory = temporaryDirectory();
  const witness = { name: "w/1", spki: Buffer.from(SPKI, "base64") };
  writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { "axle-scale": 1 } });
  return directory;
}

function problemOf({ on, fault, code, isUp, struck, err }: StartOutcome): string | null {
  const what = `${fault?.call} ${fault?.place}`;
  const complaint = (why: string): string =>
    `${what} ${fault?.errno}: ${why}; rc ${code}: ${err.join(" | ")}`;
  if (code === null) return complaint("it hangs");
  if (err.some((line) => /^\s+at /.test(line))) return complaint("a stack trace");
  if (code === 2 || code === 3) {
    const notices = err.length - 2;
    if (notices < 0) return complaint("no sentence and remedy");
    if (notices > 1) return complaint("more than a sentence and a remedy");
    return /\[[A-Z_]+\]$/.test(err.at(-2) ?? "") ? null : complaint("no sentence with a code");
  }
  if (code !== 0 || !isUp) return complaint("an error may end with 2 or 3 alone");
  // Nothing was broken: the call comes only where another one failed before.
  if (struck === 0) return null;
  const known = GOES_ON.find(({ calls }) => calls.test(what) || calls.test(`${on} ${what}`));
  if (known === undefined) return complaint("it went on as if nothing were");
  const isAbsent = known.absent === true && fault?.errno === "ENOENT" && err.length === 0;
  return known.says && !isAbsent && err.length !== 1
    ? complaint("it is up and does not say in one line what it lacks")
    : null;
}

test("whatever the system refuses, a start ends with one sentence and 2 or 3, or is up and says what it lacks", async () => {
  const outcomes = await Promise.all([0, 1].map((part) => child(station(), part, 2)));
  for (const part of outcomes) {
    const sound = part.filter(({ fault }) => fault === null);
    expect(sound.map(({ code, isUp, err }) => ({ code, isUp, err }))).toEqual(
      [0, 1].map(() => ({ code: 0, isUp: true, err: [] })),
    );
    expect(part.length, "calls were found and broken").toBeGreaterThan(300);
  }
  const broken = outcomes.flat().filter(({ fault }) => fault !== null);
  expect(broken.flatMap((outcome) => problemOf(outcome) ?? [])).toEqual([]);
}, 600_000);
