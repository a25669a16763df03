import { deflateRawSync, deflateSync, gzipSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { inflateSync as lenientInflate } from "fflate";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { gunzip as coreGunzip, gzip } from "../../src/core/record/gzip.ts";
import { inflate as coreInflate } from "../../src/core/record/inflate.ts";
import { parseStrictJson } from "../../src/core/record/strict-json.ts";
import { base45Of } from "../../src/verifier/bytes/base45.ts";
import { type Cbor, readCbor } from "../../src/verifier/bytes/cbor.ts";
import { inflate } from "../../src/verifier/bytes/inflate.ts";
import { base64Of } from "../../src/verifier/bytes/octets.ts";
import { gunzip, unzlib } from "../../src/verifier/bytes/packed.ts";
import { readStrictJson } from "../../src/verifier/bytes/strict-json.ts";
import { CODES, refusalOf, tell } from "../../src/verifier/told.ts";

/** Goal: what the verifier reads bytes with takes exactly what it should: each against another reader, and against what is known to be wrong. */
const MAX = 1 << 20;

function codeOf(make: () => unknown): string {
  const found = refusalOf(make);
  return typeof found === "object" && found !== null && "code" in found ? String(found.code) : "read";
}

/** Bytes as records are: texts that repeat themselves, and some that do not. */
function samples(random: SeededRandom): Uint8Array[] {
  return Array.from({ length: 24 }, (_, n) => {
    const length = [0, 1, 2, 300, 5_000, 70_000][n % 6] as number;
    const kinds = [2, 7, 60, 256][n % 4] as number;
    return Uint8Array.from({ length }, () => random.below(kinds));
  });
}

describe("the inflater", () => {
  const random = new SeededRandom(5, "inflate");
  const streams = samples(random).flatMap((bytes) =>
    [0, 1, 6, 9].flatMap((level) => [
      { bytes, stream: Uint8Array.from(deflateRawSync(bytes, { level })) },
      { bytes, stream: Uint8Array.from(deflateRawSync(bytes, { level, strategy: 4 })) },
    ]),
  );

  test("gives what was packed, and says where the stream ends", () => {
    for (const { bytes, stream } of streams) {
      const followed = Uint8Array.from([7, ...stream, 1, 2, 3]);
      const { bytes: out, end } = inflate(followed, 1, MAX);
      expect(Buffer.from(out).equals(bytes)).toBe(true);
      expect(end).toBe(1 + stream.length);
    }
  });

  test("takes a spoilt stream where zlib and the inflater of records take it, to the same bytes, and no other", () => {
    const short = streams.filter(({ bytes }) => bytes.length <= 5_000);
    let taken = 0;
    let lenient = 0;
    for (let n = 0; n < 4_000; n++) {
      const { stream } = short[n % short.length] as (typeof short)[number];
      const harmed = stream.slice(0, n % 5 === 0 ? random.below(stream.length + 1) : stream.length);
      for (let i = random.below(3); i >= 0; i--)
        if (harmed.length > 0) harmed[random.below(harmed.length)] = random.below(256);
      const own = refusalOf(() => inflate(harmed, 0, MAX));
      const core = coreInflate(harmed, 0, MAX);
      expect("code" in own ? "refused" : "inflated").toBe(core.kind);
      if ("code" in own || core.kind === "refused") {
        if (isTakenBy(() => lenientInflate(harmed))) lenient++;
        continue;
      }
      taken++;
      expect(own.end).toBe(core.end);
      expect(Buffer.from(own.bytes).equals(core.bytes)).toBe(true);
      expect(Buffer.from(own.bytes).equals(inflateRawSync(harmed.subarray(0, own.end)))).toBe(true);
    }
    expect(taken).toBeGreaterThan(100);
    // Why it is our own: the library at hand takes what nobody else does.
    expect(lenient).toBeGreaterThan(100);
  });

  test("stops at its bound", () => {
    const bomb = Uint8Array.from(deflateRawSync(new Uint8Array(1_000_000)));
    expect(codeOf(() => inflate(bomb, 0, 999_999))).toBe("STREAM_TOO_LONG");
    expect(inflate(bomb, 0, 1_000_000).bytes.length).toBe(1_000_000);
  });
});

function isTakenBy(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe("gzip and zlib", () => {
  test("each byte of a member that is another, left out or put behind it, as the reader of records", () => {
    const packed = gzip(new TextEncoder().encode('{"a":"a text, a text, a text"}'));
    const harmed = [
      ...Array.from(packed, (_, at) => packed.with(at, (packed[at] as number) ^ 0x11)),
      ...Array.from(packed, (_, at) => packed.slice(0, at)),
      Uint8Array.from([...packed, 0]),
      Uint8Array.from(gzipSync("x")),
    ];
    for (const bytes of harmed) {
      const core = coreGunzip(bytes, MAX);
      const own = codeOf(() => gunzip(bytes, MAX));
      expect(own).toBe(core.kind === "refused" ? core.reason.code : "read");
    }
    expect(codeOf(() => gunzip(packed, MAX))).toBe("read");
  });

  test("zlib: head, checksum, end and bound", () => {
    const packed = Uint8Array.from(deflateSync("abcabcabc"));
    expect(new TextDecoder().decode(unzlib(packed, 9))).toBe("abcabcabc");
    expect(codeOf(() => unzlib(packed, 8))).toBe("STREAM_TOO_LONG");
    expect(codeOf(() => unzlib(Uint8Array.from([...packed, 0]), 9))).toBe("STREAM_GOES_ON");
    expect(codeOf(() => unzlib(packed.slice(0, -1), 9))).toBe("STREAM_CUT_OFF");
    expect(codeOf(() => unzlib(packed.with(-1, 0), 9))).toBe("STREAM_CHECKSUM_WRONG");
    expect(codeOf(() => unzlib(packed.with(0, 0x68), 9))).toBe("ZLIB_HEAD_WRONG");
    expect(codeOf(() => unzlib(packed.with(1, 0xdb), 9))).toBe("ZLIB_HEAD_WRONG");
    expect(
      codeOf(() => unzlib(Uint8Array.from(deflateSync("abc", { dictionary: Buffer.from("abc") })), 9)),
    ).toBe("ZLIB_HEAD_WRONG");
  });
});

describe("strict JSON", () => {
  const both = (text: string | Uint8Array) => {
    const own = readStrictJson(text);
    const core = parseStrictJson(text);
    return {
      own: "because" in own ? { at: own.at, ...own.because } : { value: own.value },
      core:
        core.kind === "refused"
          ? { at: core.at, code: core.reason.code, params: core.reason.params }
          : { value: core.value },
    };
  };

  test("any value that can be written is read, and is what the reader of records reads", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { own, core } = both(text);
        expect(own).toMatchObject(core);
      }),
      { numRuns: 300 },
    );
  });

  test("any text is refused at the same character and for the same reason", () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\/ \n\t0123456789-+.eEabtrufnls',
      ..."é中\ud83d\udc4d\ufeff\u0000\u001f\u2028",
      ...[
        "true",
        "false",
        "null",
        '"a"',
        '"\\u0041"',
        '"\\ud800"',
        "1e5",
        "-0",
        "0.5",
        "9007199254740992",
        "__proto__",
      ],
      ...['{"a":1,"a":2}', '{"__proto__":1}', "[".repeat(33), '{"a":'.repeat(34), '"\\x"', '"\\u00g0"'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const { own, core } = both(parts.join(""));
        expect(own).toMatchObject(core);
      }),
      { numRuns: 3_000 },
    );
  });

  test("bytes that are no UTF-8", () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
    ]) {
      const { own, core } = both(Uint8Array.from(bytes));
      expect(own).toMatchObject(core);
      expect(own).toMatchObject({ code: "NOT_UTF8" });
    }
  });
});

describe("base45 and base64", () => {
  test.each([
    ["BB8", "AB"],
    ["%69 VD92EX0", "Hello!!"],
    ["UJCLQE7W581", "base-45"],
    ["QED8WEX0", "ietf!"],
    ["", ""],
  ])("%j is %j", (text, plain) => {
    expect(Buffer.from(base45Of(text) ?? [0]).toString()).toBe(plain);
  });

  test.each(["A", "GGW", ":::", "V5", "::", "bb8", "BB8 ", " BB8", "BBÉ", "ABCD"])("%j is none", (text) => {
    expect(base45Of(text)).toBeNull();
  });

  test("the greatest of each length is one", () => {
    expect([...(base45Of("FGW") ?? [])]).toEqual([255, 255]);
    expect([...(base45Of("U5") ?? [])]).toEqual([255]);
  });

  test("base64 is taken where it is what an encoder writes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."AQgw/+=9z -_\n"), maxLength: 9 }), (text) => {
        const isOne = Buffer.from(text, "base64").toString("base64") === text;
        expect(base64Of(text) !== null).toBe(isOne);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("CBOR", () => {
  const read = (hex: string): string => codeOf(() => readCbor(Uint8Array.from(Buffer.from(hex, "hex"))));

  test.each([
    ["1800", "CBOR_NOT_SHORTEST", "0 in two bytes"],
    ["1817", "CBOR_NOT_SHORTEST", "23 in two bytes"],
    ["1818", "read", "24"],
    ["1900ff", "CBOR_NOT_SHORTEST", "255 in three bytes"],
    ["190100", "read", "256"],
    ["1a0000ffff", "CBOR_NOT_SHORTEST", "65535 in five bytes"],
    ["1b00000000ffffffff", "CBOR_NOT_SHORTEST", "2^32 - 1 in nine bytes"],
    ["1b001ffffffffffffe", "read", "2^53 - 2"],
    ["1b0020000000000000", "CBOR_NUMBER_TOO_LARGE", "2^53"],
    ["3bffffffffffffffff", "CBOR_NUMBER_TOO_LARGE", "-2^64"],
    ["9f01ff", "CBOR_NOT_SHORTEST", "an array without a length"],
    ["5f4101ff", "CBOR_NOT_SHORTEST", "bytes in pieces"],
    ["f93c00", "CBOR_KIND_WRONG", "1.0"],
    ["fb3ff0000000000000", "CBOR_KIND_WRONG", "1.0 in nine bytes"],
    ["f7", "CBOR_KIND_WRONG", "undefined"],
    ["f6", "read", "null"],
    ["a201000100", "CBOR_KEY_TWICE", "a key twice"],
    ["a202000100", "CBOR_KEY_ORDER", "keys the wrong way round"],
    ["a2200018180 0".replace(" ", ""), "CBOR_KEY_ORDER", "-1 before 24"],
    ["a2181800 2000".replace(" ", ""), "read", "24 before -1"],
    ["61ff", "CBOR_NOT_UTF8", "bad text"],
    ["4301", "CBOR_CUT_OFF", "bytes that end too early"],
    ["", "CBOR_CUT_OFF", "nothing"],
    ["0000", "CBOR_GOES_ON", "two items"],
    ["5affffffff00", "CBOR_CUT_OFF", "four billion bytes that are not there"],
    [`${"81".repeat(16)}00`, "read", "sixteen deep"],
    [`${"81".repeat(17)}00`, "CBOR_TOO_MUCH", "seventeen deep"],
    [
      `9a${(5000).toString(16).padStart(8, "0")}${"00".repeat(5000)}`.replace("9a0000", "99"),
      "CBOR_TOO_MUCH",
      "many",
    ],
  ])("%s: %s, %s", (hex, code) => {
    expect(read(hex)).toBe(code);
  });

  test("each item says where it stands", () => {
    const bytes = Uint8Array.from(Buffer.from("d28243a1012600", "hex"));
    const tagged = readCbor(bytes) as Extract<Cbor, { kind: "tag" }>;
    const array = tagged.item as Extract<Cbor, { kind: "array" }>;
    expect(array.items.map(({ from, to }) => [from, to])).toEqual([
      [2, 6],
      [6, 7],
    ]);
  });

  test("any bytes give an answer, and what is read has no second spelling", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(["read", "CBOR"]).toContain(codeOf(() => readCbor(bytes)).slice(0, 4));
      }),
      { numRuns: 3_000 },
    );
  });
});

test("each sentence ends as its kind does, and says something in both languages", () => {
  expect(CODES.length).toBeGreaterThan(120);
  const because = tell("NOT_UTF8", {});
  const params = new Proxy(
    {},
    { get: (_target, name) => (name === "because" ? because : "2026-11-30T08:00:00.000Z") },
  );
  for (const code of CODES) {
    const { zh, en } = tell(code, params as never);
    expect([code, /\p{Script=Han}/u.test(zh), /[a-z]/.test(en)]).toEqual([code, true, true]);
    expect([code, zh.includes("undefined") || en.includes("undefined")]).toEqual([code, false]);
    expect([code, zh.endsWith("。"), en.endsWith(".")]).toEqual([code, en.endsWith("."), en.endsWith(".")]);
  }
});
