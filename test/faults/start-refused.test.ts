import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, type TestContext, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { type ProgramOrder, runProgram } from "../support/program-run.ts";
import { ROOT } from "../support/source-tree.ts";
import { writeStationFile } from "../support/station-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** What a machine really refuses, in a process of its own. Goal: one sentence, one remedy, exit code 2, no stack trace. */
const NOBODY = 65_534;
const SPKI = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

interface Changes {
  readonly data?: string;
  readonly console?: string;
  readonly course?: string;
}

/** A station file, with some of its lines as the test wants them. */
function station(changes: Changes = {}): string {
  const directory = temporaryDirectory();
  const witness = { name: "w/1", spki: Buffer.from(SPKI, "base64") };
  const file = writeStationFile({
    directory,
    brokerUrl: "mqtt://127.0.0.1:1",
    witness,
    ports: { "axle-scale": 1 },
  });
  chmodSync(directory, 0o755);
  let text = readFileSync(file, "utf8");
  if (changes.data !== undefined) text = text.replace(/^data: .*$/m, `data: ${changes.data}`);
  if (changes.course !== undefined) text = text.replace(/^course: .*$/m, `course: ${changes.course}`);
  if (changes.console !== undefined)
    text = text.replace(/^console:\n.*\n.*$/m, `console: ${changes.console}`);
  writeFileSync(file, text);
  return file;
}

/** In this process where nothing of the machine is to be another's. */
async function refused(
  file: string,
  sentence: RegExp,
  order: ProgramOrder | null = null,
  refusedWith = 2,
): Promise<void> {
  const words = ["start", "--config", file];
  const { code, out, err } = await (order === null ? proofmark(...words) : runProgram(words, order));
  expect({ code, out }, err).toEqual({ code: refusedWith, out: "" });
  const lines = err.trimEnd().split("\n");
  expect(lines[0]).toMatch(sentence);
  expect(lines.length, `one sentence and one remedy: ${err}`).toBe(2);
}

function unlessRoot(ctx: TestContext): void {
  if (process.getuid?.() !== 0) ctx.skip("only root can start a process as somebody else");
  if (!isOpenToAll(ROOT)) ctx.skip("somebody else cannot read this folder, and so not start from it");
}

function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  return isOpen && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}

describe("start", { timeout: 60_000 }, () => {
  test("data under /proc: it neither hangs nor ends in silence", () =>
    refused(
      station({ data: "/proc/nope/data" }),
      /Cannot make the directory .*ENOENT.*\[DIRECTORY_UNWRITABLE\]$/,
    ));

  test("a file where the data directory should be", () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    return refused(
      station({ data: file }),
      /file: a file has this name \(EEXIST\)\. \[DIRECTORY_UNWRITABLE\]$/,
    );
  });

  test("a data directory that is a link to nowhere", () => {
    const link = join(temporaryDirectory(), "link");
    symlinkSync("/nowhere/at/all", link);
    return refused(
      station({ data: link }),
      /link: it is a link to \/nowhere\/at\/all, where no folder is \(EEXIST\)\. \[DIRECTORY_UNWRITABLE\]$/,
    );
  });

  test("a data directory below a file", () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    return refused(station({ data: join(file, "below") }), /\[DIRECTORY_UNWRITABLE\]$/);
  });

  test("a log that is a folder", () => {
    const data = temporaryDirectory();
    mkdirSync(join(data, "station.log"));
    return refused(station({ data }), /station\.log: it is a folder.*\[FILE_UNWRITABLE\]$/);
  });

  test("an address that this machine has not", () =>
    refused(
      station({ console: "{ host: 203.0.113.1, port: 0 }" }),
      /203\.0\.113\.1:0: this machine has no such address \(EADDRNOTAVAIL\)\. \[LISTEN_FAILED\]$/,
    ));

  test("a port that is taken: one sentence", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const file = station({ console: `{ host: 127.0.0.1, port: ${port} }` });
      await refused(file, new RegExp(`127\\.0\\.0\\.1:${port}.*\\[PORT_IN_USE\\]$`));
    } finally {
      server.close();
    }
  });

  test("a journal that is none", async () => {
    const data = temporaryDirectory();
    mkdirSync(join(data, "journal"));
    const text = "not a journal at all, and long enough to be none: the header has a magic and a checksum";
    writeFileSync(join(data, "journal", "00000000.segment"), text);
    await refused(station({ data }), /\[JOURNAL_CORRUPT\]$/, null, 3);
  });

  test("a name that nobody knows", () =>
    refused(
      station({ console: "{ host: no-such-host.invalid, port: 0 }" }),
      /no-such-host\.invalid:0: .*(ENOTFOUND|EAI_AGAIN).*\[LISTEN_FAILED\]$/,
    ));

  test("a course that is broken is named with line and column", () => {
    const course = join(temporaryDirectory(), "broken.geojson");
    writeFileSync(course, '{ "type": "FeatureCollection",\n  "features": [ { "type" \n');
    return refused(station({ course }), /broken\.geojson:\d+:\d+: .*\[CONFIG_INVALID\]$/);
  });

  test("a data directory of somebody else", (ctx) => {
    unlessRoot(ctx);
    const data = temporaryDirectory();
    return refused(
      station({ data: join(data, "data") }),
      /permission is denied \(EACCES\)\. \[DIRECTORY_UNWRITABLE\]$/,
      {
        uid: NOBODY,
      },
    );
  });

  test("a port below 1024, for whoever may not", async (ctx) => {
    unlessRoot(ctx);
    const first = Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"));
    if (first <= 80) return ctx.skip("this machine lets everybody listen on port 80");
    const data = temporaryDirectory();
    chmodSync(data, 0o777);
    const file = station({ data, console: "{ host: 127.0.0.1, port: 80 }" });
    for (const folder of ["inspections", "exams"]) chmodSync(join(dirname(file), folder), 0o777);
    return refused(file, /:80: .*EACCES.*\[LISTEN_FAILED\]$/, {
      uid: NOBODY,
    });
  });

  test("a spoilt secret of the screens, before the journal or any device is opened", async () => {
    const data = temporaryDirectory();
    writeFileSync(join(data, "screen-secret"), "spoilt\n");
    await refused(
      station({ data }),
      /screen-secret does not hold the secret of the screens\..*\[FILE_UNREADABLE\]$/,
    );
    expect(existsSync(join(data, "journal"))).toBe(false);
  });

  test("a read-only disk", async (ctx) => {
    const disk = temporaryDirectory();
    const mount = `mount -t tmpfs -o ro tmpfs '${disk}'`;
    if (spawnSync("unshare", ["-m", "sh", "-c", mount]).status !== 0)
      return ctx.skip("no mount namespace may be made here (unshare -m, tmpfs)");
    const through = ["unshare", "-m", "sh", "-c", `${mount} && cd "$0" && exec "$@"`, ROOT];
    return refused(
      station({ data: join(disk, "data") }),
      /read-only file system \(EROFS\)\. \[DIRECTORY_UNWRITABLE\]$/,
      {
        through,
      },
    );
  });

  test("a full disk under the log alone: the station is up, says so once, and ends with 0", async () => {
    const data = temporaryDirectory();
    symlinkSync("/dev/full", join(data, "station.log"));
    const { code, out, err } = await runProgram(["start", "--config", station({ data })], {
      when: " is up. ",
      act: (child) => setTimeout(() => child.kill("SIGTERM"), 1500),
    });
    expect(code).toBe(0);
    expect(out).toContain(" is up. Console: ");
    expect(err).toMatch(/^The log .*station\.log cannot be written: the disk is full\. .*\n$/);
  });
});
