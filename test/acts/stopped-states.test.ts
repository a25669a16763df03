import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HASH_FILE } from "../../src/adapters/disk/hash-file.ts";
import { storedHashIndex } from "../../src/core/journal/merkle.ts";
import { program } from "../../src/runtime/commands.ts";
import { stationKeys } from "../../src/runtime/station-keys.ts";
import { openStore } from "../support/journal-directory.ts";
import { readSource } from "../support/source-tree.ts";
import { reasonOf, StoppedStation } from "../support/stopped-station.ts";
import { TOY_STATION } from "../support/toy-station.ts";

/** Goal: no state in which a person must act is without a command that leaves it, and the page that says so is true. */
const page = readSource("docs/stopped-states.md");
const rows = new Map(
  page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| state"))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, state = "", seen = "", out = "", entry = ""]) => [state, { seen, out, entry }]),
);

function row(state: string): { seen: string; out: string; entry: string } {
  const found = rows.get(state);
  if (found === undefined) throw new Error(`the page has no row ${state}`);
  return found;
}

/** Calls the command that the page gives for this state, with what stands for its words in capitals. */
async function byThePage(station: StoppedStation, state: string, words: Readonly<Record<string, string>>) {
  const command = /`proofmark ([^`]+)`/.exec(row(state).out)?.[1] ?? "";
  const call = command.split(" ").map((word) => words[word] ?? word);
  return station.call(...call, "--by", "Wang Li");
}

/** The entries that the page promises stand at the end of the journal, in this order. */
function promised(station: StoppedStation, state: string): string[] {
  const names = [...row(state).entry.matchAll(/`([a-z-]+)`/g)].map(([, name = ""]) => name);
  const told = station
    .entries()
    .map((entry) => (entry.type === "person-acted" ? entry.act.kind : entry.type))
    .filter((name) => names.includes(name));
  expect(told.slice(-names.length)).toEqual(names);
  return names;
}

const spoilIndex = ({ journal }: StoppedStation): void => {
  const file = join(journal, HASH_FILE);
  writeFileSync(file, readFileSync(file).fill(0x5a, storedHashIndex(0, 4) * 32));
};

async function oldCopyOf(station: StoppedStation): Promise<string> {
  const copy = join(station.directory, "copy");
  await station.jobs(1);
  expect((await station.call("journal", "export", "--out", copy)).code).toBe(0);
  await station.jobs(1);
  return copy;
}

describe("each state of the page is left by the command that the page names", () => {
  test("hash index damaged", async () => {
    const station = new StoppedStation();
    station.isOffline = true;
    await station.jobs(1);
    spoilIndex(station);
    expect(() => openStore(station.journal, { station: TOY_STATION })).toThrow(
      expect.objectContaining({ code: "JOURNAL_CORRUPT" }),
    );
    const command = row("hash index damaged").out;
    expect(command).toContain("`proofmark journal reindex`");
    expect((await byThePage(station, "hash index damaged", {})).code).toBe(0);
    // What was mended is told by the start that comes after: here the toy's own, which has no file to tell of it.
    expect(station.acts().at(-1)).toMatchObject({ kind: "journal-reindexed" });
    const store = openStore(station.journal, { station: TOY_STATION });
    expect(store.mended?.mendings).toMatchObject([{ kind: "index-rebuilt", asked: true }]);
    await store.close();
  });

  test("end of the journal torn", async () => {
    const station = new StoppedStation();
    await station.jobs(1);
    const before = station.entries().length;
    appendFileSync(join(station.journal, "00000000.segment"), new Uint8Array(40).fill(7));
    const store = openStore(station.journal, { station: TOY_STATION });
    expect([store.size(), store.mended?.mendings]).toEqual([
      before,
      [expect.objectContaining({ kind: "tail-cut", bytes: 40 })],
    ]);
    await store.close();
    expect(row("end of the journal torn").out).toBe("nothing to do");
  });

  test("journal damaged, or lost", async () => {
    const station = new StoppedStation();
    const copy = await oldCopyOf(station);
    writeFileSync(join(station.journal, "00000000.segment"), new Uint8Array(5000));
    expect((await byThePage(station, "journal damaged", { COPY: copy })).code).toBe(0);
    promised(station, "journal damaged");
    rmSync(station.journal, { recursive: true });
    expect((await byThePage(station, "journal lost", { COPY: copy })).code).toBe(0);
    promised(station, "journal lost");
  });

  test("old copy in its place (rollback)", async () => {
    const station = new StoppedStation();
    const copy = await oldCopyOf(station);
    await station.call("journal", "restore", "--from", copy, "--replace");
    expect((await station.run(() => null)).records).toEqual(["locked rollback"]);
    const state = "old copy in its place (rollback)";
    expect(row(state).seen).toContain(reasonOf((await station.jobs(1))[0]));
    const words = { "DECISION.json": station.decision(station.resumed()) };
    expect((await byThePage(station, state, words)).code).toBe(0);
    promised(station, state);
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["opened"]);
  });

  test("two histories (fork)", async () => {
    const station = new StoppedStation();
    const copy = await oldCopyOf(station);
    await station.call("journal", "restore", "--from", copy, "--replace");
    station.isOffline = true;
    await station.jobs(4);
    station.isOffline = false;
    expect((await station.run(() => null)).records).toEqual(["locked fork"]);
    expect(row("two histories (fork)").out).toBe("the same");
    const words = { "DECISION.json": station.decision(station.resumed()) };
    expect((await byThePage(station, "old copy in its place (rollback)", words)).code).toBe(0);
    promised(station, "old copy in its place (rollback)");
    const { status } = await station.run(() => null);
    expect(status).toMatchObject({ pending: 0, locked: null });
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["opened"]);
  });

  test("keys lost", async () => {
    const station = new StoppedStation();
    await station.jobs(1);
    const data = join(station.directory, "data");
    expect(() => stationKeys(data)).toThrow(expect.objectContaining({ code: "KEYS_MISSING" }));
    const out = join(station.directory, "enrolment.json");
    expect((await byThePage(station, "keys lost", { FILE: out })).code).toBe(2);
    // The data directory is another one: here the old one goes away, which is kept.
    renameSync(data, `${data}.kept`);
    expect((await byThePage(station, "keys lost", { FILE: out })).code).toBe(0);
    expect(existsSync(out)).toBe(true);
    expect(() => stationKeys(data)).not.toThrow();
  });
});

test("the page names no command and no code that is not there", async () => {
  const known = new Set(program.commands.map(({ name }) => name));
  const named = [...page.matchAll(/proofmark ([a-z]+)/g)].map(([, name = ""]) => name);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
  expect(readSource("README.md")).toContain("docs/stopped-states.md");
});
