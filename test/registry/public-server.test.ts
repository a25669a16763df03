import { connect } from "node:net";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type PublicServer, startPublicServer } from "../../src/console/registry/public-server.ts";
import {
  type PublicAnswer,
  type PublicResult,
  publicAnswerSchema,
} from "../../src/core/registry/public/public-answer-form.ts";
import type { PublicQuestion } from "../../src/core/registry/public/public-question.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import { EdgeError } from "../../src/errors.ts";
import { auditPage, foreignWords } from "../browser/page-audit.ts";
import { builtPages } from "../support/built-program.ts";

/** Goal: strangers are answered by page and JSON, whatever they send; what they cannot have is refused in one sentence of both languages. */
vi.setConfig({ testTimeout: 60_000 });

const AS_OF = "2026-11-28T08:00:00.000Z";
const RECORD = "3f".repeat(32);
const SCOPE = { required: 12, done: 11, open: 1, missing: 0, elsewhere: 0 };

function resultIs(changes: Partial<PublicResult>): PublicResult {
  return {
    ...({ record: "3f3f3f3f3f3f", of: "inspection", station: "HB-WH-0042", region: "湖北武汉" } as const),
    ...({ state: "in-force", told: told(reason("PUBLIC_IN_FORCE", { verdict: "pass" })) } as const),
    ...({ subject: { zh: "鄂A•••45", en: "鄂A•••45" }, verdict: "pass", ended: AS_OF } as const),
    scope: told(reason("SCOPE_COUNTED", SCOPE)),
    ...{ restsOn: null, unverified: told(reason("PUBLIC_UNVERIFIED", { rules: 3 })) },
    log: { index: 12, size: 20, cosigned: AS_OF, heard: AS_OF },
    proof: null,
    ...changes,
  };
}

const STATES: Readonly<Record<string, readonly PublicResult[]>> = {
  "000001": [
    resultIs({}),
    resultIs({
      ...{ record: "4e4e4e4e4e4e", state: "superseded" },
      told: told(reason("PUBLIC_SUPERSEDED", { ended: AS_OF })),
    }),
  ],
  "000002": [
    resultIs({
      state: "withdrawn",
      told: told(reason("PUBLIC_WITHDRAWN", { at: AS_OF, choice: "fraud" })),
    }),
  ],
  "000003": [resultIs({ verdict: "fail", told: told(reason("PUBLIC_IN_FORCE", { verdict: "fail" })) })],
};

function answerTo(question: PublicQuestion): PublicAnswer {
  const end = question.by === "vehicle" ? question.vinEnd : "";
  const results =
    question.by === "record" && question.record === RECORD
      ? [resultIs({ record: RECORD, proof: `/v1/records/${RECORD}/proof` })]
      : (STATES[end] ?? []);
  const params = { results: results.length, asOf: AS_OF };
  return publicAnswerSchema.parse({
    ...{ schema: "proofmark/public-answer/v1", by: question.by, asOf: AS_OF, notes: [] },
    told: told(
      results.length === 0 ? reason("PUBLIC_NONE", { asOf: AS_OF }) : reason("PUBLIC_FOUND", params),
    ),
    results,
  });
}

let server: PublicServer;
let limited: PublicServer;
let browser: Browser | null = null;
const asked: PublicQuestion[] = [];
const FREE = { burst: 10_000, everyMs: 1 };

beforeAll(async () => {
  const start = (perAddress: { burst: number; everyMs: number }, perSubject = perAddress) =>
    startPublicServer({
      ...{ host: "127.0.0.1", port: 0, proxies: ["127.0.0.1"], webDirectory: builtPages() },
      answer: async (question) => {
        asked.push(question);
        if (question.by === "vehicle" && question.vinEnd === "00AWAY")
          throw new EdgeError("DATABASE_UNAVAILABLE", "The database is away.");
        return answerTo(question);
      },
      proof: async (record) => (record === RECORD ? '{"proof":1}\n' : null),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      monoMs: () => performance.now(),
      ...{ perAddress, perSubject },
    });
  server = await start(FREE);
  limited = await start({ burst: 6, everyMs: 60_000 }, { burst: 2, everyMs: 60_000 });
  browser = await chromium
    .launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] })
    .catch(() => null);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server.close();
  await limited.close();
});

const vehicles = (plate: string, vin: string): string =>
  `/v1/vehicles?plate=${encodeURIComponent(plate)}&vin=${encodeURIComponent(vin)}`;
async function get(path: string, init: RequestInit = {}, of = server) {
  const response = await fetch(new URL(path, of.url.replace("localhost", "127.0.0.1")), init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}
const codeIn = (text: string): unknown => (JSON.parse(text) as { code?: unknown }).code;

describe("the public's JSON", () => {
  test.each([
    ["鄂A12345", "000001"],
    ["鄂a12345", "00 0001"],
    ["鄂Ａ１２３４５", "０００００１"],
    ["鄂A·12345 ", " 000001"],
  ])("one vehicle however it is typed: %s %s", async (plate, vin) => {
    const { status, headers, text } = await get(vehicles(plate, vin));
    expect(status).toBe(200);
    expect(asked.at(-1)).toEqual({ by: "vehicle", plate: "鄂A12345", vinEnd: "000001" });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(publicAnswerSchema.parse(JSON.parse(text)).results).toHaveLength(2);
  });

  test.each([
    [vehicles("鄂A12345' OR 1=1 --", "000001"), 400, "PUBLIC_PLATE_FORM"],
    [vehicles("%", "000001"), 400, "PUBLIC_PLATE_FORM"],
    [vehicles("鄂A12345\u0000", "000001"), 400, "PUBLIC_PLATE_FORM"],
    [vehicles("鄂A12345\u202e", "000001"), 400, "PUBLIC_PLATE_FORM"],
    [vehicles("鄂A12345", "00001"), 400, "PUBLIC_VIN_FORM"],
    [vehicles("鄂A12345", "%%%%%%"), 400, "PUBLIC_VIN_FORM"],
    [vehicles("鄂A12345", "00_001"), 400, "PUBLIC_VIN_FORM"],
    [vehicles("x".repeat(201), "000001"), 400, "PUBLIC_PLATE_FORM"],
    [vehicles("x".repeat(5_000), "000001"), 414, "PUBLIC_TOO_LONG"],
    ["/v1/vehicles?plate=%E9%84%82A12345", 400, "PUBLIC_FIELDS"],
    ["/v1/vehicles?plate=%E9%84%82A12345&plate=%E9%84%82A12346&vin=000001", 400, "PUBLIC_FIELDS"],
    ["/v1/vehicles?plate=%E9%84%82A12345&vin=000001&limit=9", 400, "PUBLIC_FIELDS"],
    ["/v1/vehicles?plate=%ff%fe&vin=000001", 400, "PUBLIC_PLATE_FORM"],
    ["/v1/candidates?certificate=42010012345&identity=1234", 400, "PUBLIC_CERTIFICATE_FORM"],
    ["/v1/candidates?certificate=420100123456&identity=****", 400, "PUBLIC_IDENTITY_FORM"],
    ["/v1/records/xyz", 400, "PUBLIC_RECORD_FORM"],
    [`/v1/records/${"a".repeat(600)}`, 400, "PUBLIC_UNREADABLE"],
    [`/v1/records/${RECORD}?x=1`, 400, "PUBLIC_FIELDS"],
    [`/v1/records/${"0".repeat(64)}/proof`, 404, "PUBLIC_NO_PROOF"],
    ["/v1/records/%zz", 400, "PUBLIC_UNREADABLE"],
    ["/v1/nothing", 404, "PUBLIC_NOWHERE"],
    ["/assets/../registry.html", 404, "PUBLIC_NOWHERE"],
    [vehicles("鄂A12345", "00AWAY"), 503, "PUBLIC_AWAY"],
  ])("%s is refused in one sentence", async (path, status, code) => {
    const before = asked.length;
    const answer = await get(path);
    expect([answer.status, codeIn(answer.text)]).toEqual([status, code]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    if (status === 400) expect(asked.length).toBe(before);
    if (status === 503) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("it is only looked at: HEAD is answered without words, everything else is refused", async () => {
    expect(await get(vehicles("鄂A12345", "000001"), { method: "HEAD" })).toMatchObject({
      status: 200,
      text: "",
    });
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, headers } = await get("/v1/vehicles", { method });
      expect([status, headers.get("allow")], method).toEqual([405, "GET, HEAD"]);
    }
    expect(await rawly("FROB / HTTP/1.1\r\nhost: x\r\n\r\n")).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await rawly(`GET /${"a".repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 4\d\d /,
    );
  });

  test("a record by its id has its proof, for download", async () => {
    const record = await get(`/v1/records/${RECORD.toUpperCase()}`);
    const [result] = publicAnswerSchema.parse(JSON.parse(record.text)).results;
    const proof = await get(result?.proof ?? "");
    expect([proof.status, proof.text]).toEqual([200, '{"proof":1}\n']);
    expect(proof.headers.get("content-disposition")).toContain("3f3f3f3f3f3f.answered.json");
  });

  test("what is not there looks like what was asked wrongly, and takes as long", async () => {
    const timed = async (vin: string): Promise<number> => {
      const start = performance.now();
      await get(vehicles("鄂A12345", vin));
      return performance.now() - start;
    };
    for (const vin of ["000001", "000009"]) expect(await timed(vin), vin).toBeGreaterThanOrEqual(149);
  });

  test("who asks too often waits: an address, and a plate whoever asks for it", async () => {
    const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
    const path = vehicles("鄂A77777", "000001");
    expect((await get(path, from("192.0.2.1"), limited)).status).toBe(200);
    expect((await get(vehicles("鄂A77777", "000002"), from("192.0.2.2"), limited)).status).toBe(200);
    const third = await get(path, from("192.0.2.3"), limited);
    expect([third.status, codeIn(third.text)]).toEqual([429, "PUBLIC_TOO_OFTEN"]);
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(30);
    const many: number[] = [];
    // One network of IPv6 is one asker.
    for (let n = 0; n < 8; n++)
      many.push(
        (await get(vehicles(`鄂A1111${n}`, "000001"), from(`2001:db8:0:1::${n + 1}`), limited)).status,
      );
    expect(many).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect((await get(vehicles("鄂A11119", "000001"), from("2001:db8:0:2::1"), limited)).status).toBe(200);
  });
});

describe("the public's page", () => {
  const pages: readonly (readonly [name: string, path: string, status: number])[] = [
    ["nothing asked", "/?by=vehicle", 200],
    ["candidate", "/?by=candidate", 200],
    ["in force", "/?by=vehicle&plate=%E9%84%82A12345&vin=000001", 200],
    ["withdrawn", "/?by=vehicle&plate=%E9%84%82A12345&vin=000002", 200],
    ["failed", "/?by=vehicle&plate=%E9%84%82A12345&vin=000003", 200],
    ["none", "/?by=vehicle&plate=%E9%84%82A12345&vin=000009", 200],
    ["refused", "/?by=vehicle&plate=%E9%84%82A12345&vin=1", 400],
    ["away", "/?by=vehicle&plate=%E9%84%82A12345&vin=00AWAY", 503],
    ["record", `/?by=record&id=${RECORD}`, 200],
  ];

  test("is whole without a script, and small", async () => {
    for (const [name, path, status] of pages) {
      const page = await get(path);
      expect(page.status, name).toBe(status);
      expect(page.text, name).toContain('<form method="get"');
      expect(page.text.length, name).toBeLessThan(20_000);
    }
    const { text } = await get("/");
    const sizes = await Promise.all(
      [...text.matchAll(/(?:href|src)="\.(\/assets\/[^"]+)"/g)].map(async ([, asset]) =>
        Number(
          (await get(asset ?? "", { headers: { "accept-encoding": "br" } })).headers.get("content-length"),
        ),
      ),
    );
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, text.length)).toBeLessThan(100 * 1024);
  });

  test("what was typed stays text", async () => {
    const typed = `"><script>alert(1)</script>$&`;
    const { text } = await get(`/?by=vehicle&vin=1&plate=${encodeURIComponent(typed)}`);
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;$&#38;");
  });

  for (const lang of ["zh", "en"] as const)
    for (const scheme of ["light", "dark"] as const)
      test(`nobody stumbles over anything: ${lang}, ${scheme}`, async (context) => {
        if (browser === null) return void context.skip("chromium is not installed");
        const browsing = await browser.newContext({
          ...{ viewport: { width: 390, height: 844 }, colorScheme: scheme, reducedMotion: "reduce" },
        });
        try {
          const page = await browsing.newPage();
          const complaints: string[] = [];
          page.on("pageerror", (error) => complaints.push(String(error)));
          for (const [name, path] of [...pages, ["too often", "", 429] as const]) {
            const at =
              name === "too often"
                ? new URL("/?by=vehicle&plate=%E9%84%82A77777&vin=000001", limited.url)
                : new URL(path, server.url);
            at.searchParams.set("lang", lang);
            // Of the limited one the third is refused.
            for (let n = name === "too often" ? 3 : 1; n > 0; n--) await page.goto(at.href);
            await page.waitForFunction(() => document.documentElement.dataset.light !== undefined);
            expect(await auditPage(page), name).toEqual([]);
            expect(
              (await foreignWords(page, lang)).filter((words) => !/鄂A|湖北|中文|English/.test(words)),
              name,
            ).toEqual([]);
            expect(
              await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
              name,
            ).toBeLessThanOrEqual(0);
            const folder = process.env.PROOFMARK_SHOTS;
            if (folder !== undefined)
              await page.screenshot({
                path: join(folder, `public-${name}-${lang}-${scheme}.png`),
                fullPage: true,
              });
          }
          await page.goto(new URL("/", server.url).href);
          await page.getByLabel("号牌号码").fill("鄂A12345");
          await page.keyboard.press("Tab");
          await page.keyboard.type("000001");
          await page.keyboard.press("Enter");
          await page.getByRole("status").waitFor();
          expect(complaints).toEqual([]);
        } finally {
          await browsing.close();
        }
      });
});

function rawly(text: string): Promise<string> {
  const { port } = new URL(server.url);
  return new Promise((resolve, fail) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
    let got = "";
    socket.on("data", (bytes) => {
      got += bytes.toString("latin1");
      socket.destroy();
      resolve(got);
    });
    socket.on("close", () => resolve(got));
    socket.on("error", fail);
  });
}
