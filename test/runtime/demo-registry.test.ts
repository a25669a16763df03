import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import { ORDERED_RULEBOOKS_FOLDER } from "../../src/runtime/ordered-rulebook-path.ts";
import { DEFAULT_RULEBOOKS } from "../../src/stage/default-rulebooks.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import type { StationReport } from "../../src/station/station-report.ts";
import { proofmark } from "../support/cli-run.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { processesIn } from "../support/processes-in.ts";
import { ROOT } from "../support/source-tree.ts";
import { journalOf } from "../support/station-evidence.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: the demo delivers to the product's own registry, whatever ends it; nothing of it stays behind; and where its database cannot be, that is said and the demo goes on. */
vi.setConfig({ testTimeout: 240_000 });

/** Of whom root's database runs as, too. */
function newData(): string {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o711);
  return join(directory, "data");
}

const start = (data: string, registry: "own" | null = null): Promise<LiveDemo> =>
  new LiveDemo({ data, registry }).up();

const ENDING_AT_ONCE = [
  "env",
  "NODE_OPTIONS=--import=data:text/javascript,process.on('SIGUSR2',()=>process.exit(7))",
];

/** The quickest record there is: a vehicle that is sent away before anything is measured. */
async function sealOne(demo: LiveDemo): Promise<void> {
  // At first the registry is asked what it holds of the log, for ten seconds where nobody answers.
  const ask = async () => expect(await demo.post("/api/jobs", { kind: "inspection" })).toBe(201);
  await vi.waitFor(ask, { timeout: 60_000, interval: 250 });
  const { job } = await demo.shown("the job", ({ state }) => state === "running");
  const command = { name: "abort", reason: "other", note: "the test ends it" };
  expect(await demo.post("/api/commands", { job, command })).toBe(200);
  await demo.shown("its end", (shown) => shown.job === job && shown.state !== "running");
}

const receipted = (demo: LiveDemo): Promise<void> =>
  demo.until("all receipts", () => !hasWaiting(demo), 60_000);

function hasWaiting(demo: LiveDemo): boolean {
  const entries = journalOf(dataOf(demo));
  const sealed = entries.findLastIndex(({ type }) => type === "record-sealed");
  const last = entries.findLast((entry) => entry.type === "receipt");
  return !(last?.type === "receipt" && last.size > sealed);
}

const dataOf = (demo: LiveDemo): string =>
  demo.line(/its journal in /)?.match(/in (.*?)\. The link/)?.[1] ?? "";

const sealedIn = (data: string): number =>
  journalOf(data).filter(({ type }) => type === "record-sealed").length;

const orderedFile = (data: string, sha256: string): string =>
  join(data, ORDERED_RULEBOOKS_FOLDER, `inspection-${sha256}.yaml`);

const publicOf = (demo: LiveDemo) => demo.line(/^Anybody asks it/)?.match(/http:\S+/)?.[0];

/** Its verifier has both lists in it, what was not passed has no mark, and a list of statuses is where marks say that it is. */
async function marksAreHere(demo: LiveDemo, data: string, asked: string): Promise<void> {
  const page = readFileSync(join(data, "verifier.html"), "utf8");
  expect(demo.line(/^Anybody checks marks/)).toContain(join(data, "verifier.html"));
  const kept = /<script type="application\/json" id="keys">([^<]*)<\/script>/.exec(page)?.[1] ?? "";
  const lists = JSON.parse(kept) as { readonly issuers: string; readonly trust: string };
  expect(JSON.parse(lists.issuers)).toMatchObject({ authority: expect.any(String) });
  expect(lists.trust).toBe(readFileSync(join(data, "trust.json"), "utf8"));
  const record = journalOf(data).find(({ type }) => type === "record-sealed");
  const id = record?.type === "record-sealed" ? record.record : "";
  const told = await proofmark("registry", "mark", "--config", registryFile(data), "--record", id);
  expect(told).toMatchObject({ code: 1, err: expect.stringContaining("[MARK_NOT_PASSED]") });
  const listed = await fetch(`${asked}/s/1`);
  expect([listed.status, ((await listed.json()) as { readonly code: string }).code]).toEqual([
    404,
    "MARK_NO_LIST",
  ]);
}

const registryFile = (data: string): string => join(data, "central-registry", "registry.yaml");

/** What the page of the station says of it: which one it is, and what stands beside its lamp where it is none. */
async function which(demo: LiveDemo) {
  const report = (await (await demo.get("/api/station")).json()) as StationReport;
  const { is, code, params } = report.registry.which;
  const shown = (await demo.snapshot()).station.registry.is ?? null;
  return {
    is,
    code,
    shown,
    because: (params.because as { readonly code: string } | undefined)?.code ?? null,
  };
}

/** Orders a rulebook that judges from today on, by the command that the documentation names; its hash. */
async function orderRulebook(data: string): Promise<string> {
  const today = civilDateIn("Asia/Shanghai")(Date.now());
  const shipped = readFileSync(join(ROOT, DEFAULT_RULEBOOKS.inspection), "utf8");
  const text = shipped.replace(/^validFrom: .*$/m, `validFrom: "${today}"`);
  const file = join(data, "ordered.yaml");
  writeFileSync(file, text);
  const to = ["--config", registryFile(data), "--all", "--why", "新规施行", "--by", "chen"];
  const { code, err } = await proofmark("registry", "rulebook", file, ...to);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return createHash("sha256").update(text).digest("hex");
}

/** What came of the parts of a rulebook. */
const partsTaken = (data: string): readonly string[] =>
  journalOf(data).flatMap((entry) => (entry.type === "command-received" ? [entry.outcome.kind] : []));

const judgedBy = (data: string): readonly string[] =>
  journalOf(data).flatMap((entry) =>
    entry.type === "record-sealed" ? [documentOf(entry.envelope).rulebook.sha256] : [],
  );

async function ended(demo: LiveDemo, data: string): Promise<void> {
  const { code, signal } = await demo.interrupt();
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  await demo.gone();
  expect(processesIn(data), "a database was left behind").toEqual([]);
}

describe("a demo over Proofmark's own registry", () => {
  test("goes on after kill -9 and without its database, leaves nothing behind, and both sides agree", async (context) => {
    const data = newData();
    const first = await start(data);
    await first.until("what it delivers to", () => first.line(/^Registry: /) !== undefined);
    const none = first.complaints.find((line) => line.endsWith("[DATABASE_NOT_HERE]"));
    if (none !== undefined) return void context.skip(none);
    await sealOne(first);
    await receipted(first);
    await first.kill();
    expect(processesIn(data).length, "a database outlives a demo that is killed").toBeGreaterThan(0);

    const second = await new LiveDemo({ data, registry: null, through: ENDING_AT_ONCE }).up();
    await sealOne(second);
    await receipted(second);
    expect(second.complaints).toEqual([]);
    expect(await which(second)).toEqual({ is: "own", code: "REGISTRY_OF_DEMO", shown: null, because: null });
    expect(await proofmark("doctor", "--config", join(data, "station.yaml"))).toMatchObject({ code: 0 });
    const asked = publicOf(second);
    expect((await fetch(`${asked}/`)).status).toBe(200);
    // Marks name it.
    expect(asked).toBe(publicOf(first));
    await marksAreHere(second, data, `${asked}`);
    // As after a second Ctrl-C: it waits for nothing, and takes its database with it all the same.
    second.signal("SIGUSR2");
    expect((await second.ended).code).toBe(7);
    await vi.waitFor(() => expect(processesIn(data)).toEqual([]), { timeout: 30_000, interval: 50 });

    const control = join(data, "central-registry", "database", "data", "global");
    renameSync(control, `${control}.away`);
    const third = await start(data);
    await third.until("that there is none", () => third.line(/^Registry: none\./) !== undefined);
    expect(third.complaints).toEqual([
      expect.stringMatching(/^Proofmark's own registry does not start here: PostgreSQL does not start: .+$/),
    ]);
    expect(await which(third)).toEqual({
      ...{ is: "absent", code: "REGISTRY_ABSENT", shown: "absent" },
      because: "OWN_REGISTRY_NOT_HERE",
    });
    await sealOne(third);
    await third.until("it is sealed", () => sealedIn(data) === 3);
    expect(hasWaiting(third)).toBe(true);
    await ended(third, data);
    renameSync(`${control}.away`, control);

    const fourth = await start(data, "own");
    await receipted(fourth);
    const ordered = await orderRulebook(data);
    // Its file stands before the journal says that it was taken.
    const isTaken = (): boolean => existsSync(orderedFile(data, ordered)) && partsTaken(data).length >= 5;
    await fourth.until("the rulebook is whole", isTaken, 60_000);
    expect(new Set(partsTaken(data))).toEqual(new Set(["taken"]));
    await sealOne(fourth);
    await receipted(fourth);
    expect([judgedBy(data).slice(0, -1).includes(ordered), judgedBy(data).at(-1)]).toEqual([false, ordered]);
    await ended(fourth, data);
    const audit = ["--registry", registryFile(data), "--trust", join(data, "trust.json")];
    const { code, out } = await proofmark("audit", join(data, "journal"), ...audit);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("both sides agree") });
    expect(out).toContain(
      "4 records: 0 missing, 0 doubled, 0 reordered, 0 altered, 0 forged; 0 not delivered yet",
    );
    expect(processesIn(data), "the audit's own database").toEqual([]);

    const other = await proofmark("demo", "--data", data, "--registry", "stand-in");
    expect({ code: other.code, out: other.out }).toEqual({ code: 2, out: "" });
    expect(other.err).toMatch(/--registry: found stand-in, allowed in .*: own, .* \[DIRECTORY_USED\]\n/);
  });
});

describe("a demo whose database cannot be", () => {
  test("says why in one sentence, goes on with the stand-in, and stays with it", async () => {
    const data = newData();
    mkdirSync(join(data, "central-registry"), { recursive: true, mode: 0o700 });
    writeFileSync(join(data, "central-registry", "database"), "in the way");
    const asked = new LiveDemo({ data, registry: "own" });
    expect((await asked.ended).code).toBe(3);
    expect(asked.complaints[0]).toMatch(
      /^PostgreSQL does not start in .*: it exists already\. \[DATABASE_UNAVAILABLE\]$/,
    );

    const first = await start(data);
    expect(first.complaints).toEqual([
      expect.stringMatching(
        /^Proofmark's own registry does not start here: PostgreSQL does not start in .*: it exists already\.$/,
      ),
    ]);
    await first.until(
      "that it is a stand-in, and why",
      () =>
        first.line(/^Registry: a stand-in, since Proofmark's own does not start here: .*exists/) !==
        undefined,
    );
    expect(await which(first)).toEqual({
      ...{ is: "stand-in", code: "REGISTRY_STAND_IN", shown: "stand-in" },
      because: "OWN_REGISTRY_NOT_HERE",
    });
    await sealOne(first);
    await receipted(first);
    expect((await first.interrupt()).code).toBe(0);

    const second = await start(data);
    await second.until(
      "that it stays",
      () => second.line(/^Registry: a stand-in, with which this data directory began\.$/) !== undefined,
    );
    expect(second.complaints).toEqual([]);
    expect((await which(second)).because).toBe("STAND_IN_BEGUN");
    expect((await second.interrupt()).code).toBe(0);
    expect(readFileSync(join(data, "registry", "changes"), "utf8")).not.toBe("");
  });

  test("another word than own or stand-in is refused", async () => {
    const { code, err } = await proofmark("demo", "--registry", "cloud");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('--registry: found "cloud", allowed: own, stand-in.'),
    });
  });
});
