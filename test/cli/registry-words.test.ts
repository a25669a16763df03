import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { ROOT } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * Goal: whatever is wrong with a call of the registry's people or of a witness is one sentence with where, what was found and what is allowed, and one remedy; it changes
 * nothing, and the exit code is never that of an answer (0, 1).
 */
const EXAM_BOOK = "config/rules/cn-exam-c1-2022.yaml";
/** Nothing in the notes can be compressed. */
const LARGE_BOOK = [
  readFileSync(join(ROOT, EXAM_BOOK), "utf8"),
  ...Array.from({ length: 4_000 }, (_none, i) => `# ${createHash("sha512").update(`${i}`).digest("base64")}`),
].join("\n");
const HASH = "a".repeat(64);
const WITNESS = [
  ...["schema: proofmark/witness/v1", "name: witness.example/w1", "key: ./w.pem", "data: ./data"],
  ...["trust: ./trust.json", `authority: "${"0".repeat(64)}"`, "port: 0"],
];
const REGISTRY = [
  ...["schema: proofmark/registry/v1", "name: registry-1"],
  // Nobody listens there.
  'database: { url: "postgres://nobody@127.0.0.1:1/none" }',
  ...['broker: { url: "mqtt://127.0.0.1:1" }', "witnesses: [{ name: w/1, key: ./witness.pem }]"],
];
const BLOCKS = [
  "authority: { key: ./authority.pem }",
  "evidence: { directory: ./evidence }",
  "ca: { key: ./ca.key, cert: ./ca.crt }",
];

let at = "";
beforeEach(() => {
  at = temporaryDirectory();
  writeFileSync(join(at, "whole.yaml"), [...REGISTRY, ...BLOCKS].join("\n"));
  writeFileSync(join(at, "plain.yaml"), REGISTRY.join("\n"));
  writeFileSync(
    join(at, "faulty.yaml"),
    [...REGISTRY, "evidence: { directory: ./e, keepDays: 0 }"].join("\n"),
  );
  writeFileSync(join(at, "witness.yaml"), WITNESS.join("\n"));
  writeFileSync(join(at, "faulty-witness.yaml"), [...WITNESS.slice(0, -1), "port: 70000"].join("\n"));
  writeFileSync(join(at, "junk.json"), "junk");
  copyFileSync(join(ROOT, EXAM_BOOK), join(at, "good.yaml"));
  writeFileSync(join(at, "large.yaml"), LARGE_BOOK);
  const book = readFileSync(join(ROOT, EXAM_BOOK), "utf8");
  writeFileSync(join(at, "book.yaml"), book.replace(/^validFrom: .*$/m, "validFrom: soon"));
  mkdirSync(join(at, "folder"));
});

/** `@NAME`: a file of the test. */
const called = (line: string) => proofmark(...line.split(" ").map((word) => word.replace(/^@/, `${at}/`)));

async function refused(line: string, code: number, sentence: RegExp): Promise<void> {
  const told = await called(line);
  const [first, remedy, ...more] = told.err.split("\n");
  expect(first).toMatch(sentence);
  expect({ code: told.code, out: told.out, more }).toEqual({ code, out: "", more: [] });
  expect(remedy, "one remedy").toMatch(/\S/);
}

const WHOLE = "--config @whole.yaml";
const DRAW = `registry draw ${WHOLE} --station S --why x`;
const BOOK = `registry rulebook @book.yaml ${WHOLE} --why x`;
const LOCK = `registry lock ${WHOLE} --station S --why x`;
const EVIDENCE = "registry evidence";
const SENT = "--station HB-WH-0042 --why x";
const MANY = Array.from({ length: 33 }, (_none, n) => `--record ${n.toString(16).padStart(64, "0")}`).join(
  " ",
);

describe("a word or a value that is wrong", () => {
  test.each<[string, RegExp]>([
    [`${EVIDENCE} burn ${WHOLE}`, /release, sweep, order, leave; found "burn"\./],
    [`${EVIDENCE} put order ${WHOLE}`, /found "put order"\./],
    [`${EVIDENCE} order ${WHOLE}`, /evidence order needs --station, --why\./],
    [`${EVIDENCE} order ${WHOLE} ${SENT}`, /evidence order needs --record\./],
    [`${EVIDENCE} leave ${WHOLE} ${SENT} --record 12`, /leave --record: found "12", allowed: the id of a/],
    [`${EVIDENCE} order ${WHOLE} ${SENT} --record ${HASH} --for 366d`, /--for: found "366d"/],
    [`${EVIDENCE} order ${WHOLE} ${SENT} ${MANY}`, /found "33 records", allowed: at most 32 in one command/],
    [`${EVIDENCE} order ${WHOLE} --why x --station a/b --record ${HASH}`, /--station: found "a\/b"/],
    [`${EVIDENCE} put get ${WHOLE}`, /found "put get"\./],
    [`${EVIDENCE} put`, /evidence put needs --config\./],
    [`${EVIDENCE} put ${WHOLE}`, /evidence put needs --record\./],
    [`${EVIDENCE} put ${WHOLE} --record 12`, /put --record: found "12", allowed: 64 hex digits\./],
    [`${EVIDENCE} put ${WHOLE} --record ${HASH} --type zip`, /--type: found "zip", allowed: a media type/],
    [`${EVIDENCE} put ${WHOLE} --record ${HASH}`, /evidence put needs --file\./],
    [`${EVIDENCE} get ${WHOLE} --sha256 ${HASH}`, /evidence get needs --out\./],
    [`${EVIDENCE} get ${WHOLE} --sha256 1g --out o`, /get --sha256: found "1g", allowed: 64 hex digits\./],
    [`${EVIDENCE} list ${WHOLE} --record x`, /list --record: found "x", allowed: 64 hex digits\./],
    [`${EVIDENCE} hold ${WHOLE} --sha256 ${HASH}`, /evidence hold needs --why\./],
    [`${EVIDENCE} release ${WHOLE} --why x`, /evidence release needs --sha256\./],
    [`${EVIDENCE} sweep ${WHOLE} --all`, /evidence: Unknown option '--all'; allowed: --config/],
    [`registry trust ${WHOLE}`, /registry trust needs --out\./],
    [`registry trust ${WHOLE} now`, /takes no words, found "now"\./],
    [`registry events ${WHOLE} --after soon`, /--after: found "soon", allowed: a position, as 4711/],
    [`registry events ${WHOLE} --after 1.0`, /found "1\.0", allowed: .* or with --station a place/],
    [`registry events ${WHOLE} --job J`, /--job goes with --station\./],
    [`registry events ${WHOLE} --follow=yes`, /--follow takes no value\./],
    ["registry draw", /registry draw needs --config, --station, --why\./],
    [DRAW, /registry draw needs --record, or --share with --of-day\./],
    [`${DRAW} --share 2`, /registry draw needs --of-day\./],
    [`${DRAW} --share 2 --record ${HASH}`, /--share: found "2", allowed: either --record or --share\./],
    [`${DRAW} --share 0 --of-day 2026-11-28`, /--share: found "0", allowed: 1 to 100\./],
    [`${DRAW} --share 101 --of-day 2026-11-28`, /--share: found "101", allowed: 1 to 100\./],
    [`${DRAW} --share 2 --of-day 2026-02-30`, /--of-day: found "2026-02-30", allowed: a day of the calendar/],
    [`${DRAW} --share 2 --of-day 2026-02-20 --offset CST`, /--offset: found "CST", allowed: .* as \+08:00\./],
    [`${DRAW} --record 12`, /--record: found "12", allowed: the id of a record\./],
    [`${DRAW} --record ${HASH} --for 91d`, /--for: found "91d", allowed: 1h to 2160h, or 1d to 90d\./],
    [`${DRAW.replace(" S ", " a/b ")} --record ${HASH}`, /--station: found "a\/b", allowed: a station code/],
    [`registry lock ${WHOLE}`, /registry lock needs --station, --what, --why\./],
    [`registry unlock ${WHOLE} --station S`, /registry unlock needs --what, --why\./],
    [`${LOCK} --what moon/1`, /--what: found "moon\/1", allowed: station, inspection, exam, or the name/],
    [`${LOCK} --what station --for 1y`, /--for: found "1y", allowed: 1h to 8760h, or 1d to 365d\./],
    [`${LOCK.replace(" S ", " a+b ")} --what exam`, /--station: found "a\+b", allowed: a station code/],
    [
      `${LOCK} --what exam --why-en ${"x".repeat(2_000)}`,
      /--why-en: found "x+", allowed: a sentence of at most/,
    ],
    [`registry rulebook ${WHOLE} --why x --all`, /takes the file of one rulebook, found none\./],
    [`registry rulebook a b ${WHOLE} --why x --all`, /the file of one rulebook, found "a", "b"\./],
    ["registry rulebook @book.yaml --all", /registry rulebook needs --config, --why\./],
    [BOOK, /registry rulebook needs --station, or --all for every station\./],
    [`${BOOK} --all --station S`, /--station: found "S", allowed: either --station or --all\./],
    [`${BOOK} --station a+b`, /--station: found "a\+b", allowed: a station code/],
    [`${BOOK} --all --for 366d`, /--for: found "366d", allowed: 1h to 8760h, or 1d to 365d\./],
    [`${BOOK} --all --what exam`, /Unknown option '--what'; allowed: --config/],
    ["registry commands", /registry commands needs --config\./],
    [`registry commands ${WHOLE} now`, /takes no words, found "now"\./],
    [`registry invite ${WHOLE} --station S`, /registry invite needs --region\./],
    [
      `registry invite ${WHOLE} --station a+b --region HB`,
      /--station: found "a\+b", allowed: a station code/,
    ],
    [`registry invite ${WHOLE} --station S --region HB --for 0h`, /--for: found "0h", allowed: 1h to 720h/],
    ["registry ca", /registry ca: found "", allowed: init, crl\./],
    [`registry ca sign ${WHOLE}`, /registry ca: found "sign", allowed: init, crl\./],
    ["registry ca init", /registry ca init needs --config\./],
    [`registry ca crl ${WHOLE}`, /registry ca crl needs --out\./],
    ["registry certificate", /registry certificate: found "", allowed: issue, revoke\./],
    [`registry certificate issue ${WHOLE}`, /certificate issue needs --request, --out\./],
    [`registry certificate revoke ${WHOLE}`, /certificate revoke needs --station\./],
    ["witness", /witness needs --config\./],
    ["witness remember --config @witness.yaml", /witness knows forget, or no word; found "remember"\./],
    ["witness forget --config @witness.yaml", /witness forget needs --station\./],
    ["witness forget --station S", /witness forget needs --config\./],
  ])("%s", async (line, sentence) => {
    const before = readdirSync(at);
    await refused(line, 2, new RegExp(`${sentence.source}.* \\[USAGE\\]$`));
    expect(readdirSync(at)).toEqual(before);
  });
});

describe("a file that is wrong", () => {
  test.each<[string, RegExp]>([
    [
      `${EVIDENCE} put ${WHOLE} --record ${HASH} --file @nowhere`,
      /Cannot read .*nowhere: .*\[FILE_UNREADABLE\]/,
    ],
    [
      `${EVIDENCE} put ${WHOLE} --record ${HASH} --file @folder`,
      /folder: it is a folder.*\[FILE_UNREADABLE\]/,
    ],
    [
      `${EVIDENCE} verify --config @plain.yaml`,
      /plain\.yaml names no evidence store: add .*\[CONFIG_INVALID\]/,
    ],
    [
      `${EVIDENCE} verify --config @faulty.yaml`,
      /faulty\.yaml:6:\d+: .*keepDays: found 0, allowed: .*\[CONFIG_INVALID\]/,
    ],
    [`registry rulebook @nowhere ${WHOLE} --why x --all`, /nowhere: it does not exist.*\[FILE_UNREADABLE\]/],
    [
      `registry rulebook @plain.yaml ${WHOLE} --why x --all`,
      /plain\.yaml:1:1: kind: found nothing, allowed: "inspection", "exam"\..*\[CONFIG_INVALID\]/,
    ],
    [BOOK.concat(" --all"), /book\.yaml:9:12: validFrom: found "soon", allowed: .*\[CONFIG_INVALID\]/],
    [
      `registry rulebook @large.yaml ${WHOLE} --why x --all`,
      /large\.yaml:1:1: compressed the rulebook has \d{6} bytes, and orders carry 182400 at most\..*\[CONFIG_INVALID\]/,
    ],
    ["registry trust --config @plain.yaml --out @t.json", /names no authority, .*add .*\[CONFIG_INVALID\]/],
    [
      `registry trust ${WHOLE} --out @t.json --after @nowhere`,
      /Cannot read .*nowhere: .*\[FILE_UNREADABLE\]/,
    ],
    [
      `registry trust ${WHOLE} --out @t.json --after @junk.json`,
      /--after cannot be trusted: .*\[TRUST_LIST_INVALID\]/,
    ],
    [
      "registry ca init --config @plain.yaml",
      /names no authority for certificates: add .*\[CONFIG_INVALID\]/,
    ],
    [
      `registry ca crl ${WHOLE} --out @crl.pem`,
      /There is no .*ca\.key yet, .*registry ca init --config .* makes it\. \[FILE_UNREADABLE\]/,
    ],
    [`registry certificate issue ${WHOLE} --request @nowhere --out @c`, /nowhere: .*\[FILE_UNREADABLE\]/],
    [
      "witness --config @whole.yaml",
      /whole\.yaml:1:9: schema: found .* allowed: "proofmark\/witness\/v1"\. \[CONFIG_INVALID\]/,
    ],
    [
      "witness --config @faulty-witness.yaml",
      /faulty-witness\.yaml:7:7: port: found 70000, allowed: .*\[CONFIG_INVALID\]/,
    ],
    ["witness --config @witness.yaml", /Cannot read .*trust\.json: .*\[FILE_UNREADABLE\]/],
    [
      "witness forget --config @faulty-witness.yaml --station S",
      /:7:7: port: found 70000.*\[CONFIG_INVALID\]/,
    ],
  ])("%s", async (line, sentence) => {
    await refused(line, 2, sentence);
    expect(["t.json", "crl.pem", "c"].filter((name) => existsSync(join(at, name)))).toEqual([]);
  });
});

const ACTS = [
  `${EVIDENCE} put CONFIG --record ${HASH} --file @junk.json`,
  `${EVIDENCE} list CONFIG`,
  `${EVIDENCE} verify CONFIG`,
  `${EVIDENCE} hold CONFIG --sha256 ${HASH} --why x`,
  `${EVIDENCE} release CONFIG --sha256 ${HASH} --why x`,
  `${EVIDENCE} sweep CONFIG`,
  "registry trust CONFIG --out @t.json",
  "registry events CONFIG",
  `registry draw CONFIG --station S --why x --record ${HASH}`,
  "registry lock CONFIG --station S --what exam --why x",
  "registry unlock CONFIG --station S --what exam --why x",
  "registry rulebook @good.yaml CONFIG --station S --why x",
  "registry rulebook @good.yaml CONFIG --all --why x",
  "registry commands CONFIG",
  "registry invite CONFIG --station S --region HB",
  "registry certificate revoke CONFIG --station S",
];

describe("each act on a registry", () => {
  test.each(ACTS)(
    "%s: a registry file that is not there, and a database that does not answer",
    async (act) => {
      await refused(
        act.replace("CONFIG", "--config @nowhere.yaml"),
        2,
        /nowhere\.yaml: it does not exist.*\[FILE_UNREADABLE\]/,
      );
      const away = act.replace("CONFIG", WHOLE);
      await refused(
        away,
        3,
        /The database at 127\.0\.0\.1:1 does not answer .*ECONNREFUSED.*\[DATABASE_UNAVAILABLE\]/,
      );
      expect(existsSync(join(at, "t.json"))).toBe(false);
    },
  );
});
