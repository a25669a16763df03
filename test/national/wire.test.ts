import { describe, expect, onTestFinished, test } from "vitest";
import { answerOf, type Conduct, NationalSystem } from "../../simulators/national/national-system.ts";
import { outcomeOf } from "../../src/national/answer.ts";
import { callDocument, envelope, formEncode, isSuitable } from "../../src/national/call-xml.ts";
import { postBy } from "../../src/national/wire.ts";
import { findElement, readXml } from "../../src/national/xml-reader.ts";

/** Goal: what goes over the wire is what the found programs send, and no answer, however hostile, is taken for a yes. */
const FIELDS = [
  ["jylsh", "SIM0001"],
  ["jyjgbh", "42"],
  ["hpzl", "02"],
  ["hphm", "鄂A<&>\"'1"],
  ["jycs", "1"],
].map(([name = "", value = ""]) => ({ name, value, photo: null }));
const HEAD = {
  xtlb: "18",
  jkxlh: "K&Y",
  jkid: "18C51",
  cjsqbh: "",
  dwjgdm: "",
  dwmc: "",
  yhbz: "",
  yhxm: "",
  zdbs: "",
};
const NAMESPACE = "http://endpoint.axis.framework.tmri.com";

function body(isUrlEncoded = true): string {
  return envelope(
    "writeObjectOutNew",
    HEAD,
    callDocument(FIELDS, { element: "vehispara", isUrlEncoded, prolog: "GBK" }),
    NAMESPACE,
  );
}

async function systemWith(conduct: Conduct): Promise<NationalSystem> {
  const system = await NationalSystem.start({ serial: "K&Y", doubles: "refuse", conduct: () => conduct });
  onTestFinished(() => system.stop());
  return system;
}

async function post(conduct: Conduct, timeoutMs = 2_000) {
  const system = await systemWith(conduct);
  return postBy({ url: system.url, timeoutMs, answerBytesMax: 65_536, alreadyThere: [] })(body());
}

describe("a call", () => {
  test("is the envelope of the WSDL around a URL-encoded document, and reads back as it was", async () => {
    const outer = readXml(body());
    const operation = outer === null ? null : findElement(outer, "writeObjectOutNew");
    expect(operation?.children.map(({ name }) => name)).toEqual(
      "xtlb jkxlh jkid cjsqbh dwjgdm dwmc yhbz yhxm zdbs UTF8XmlDoc".split(" "),
    );
    const document = operation?.children.at(-1)?.text ?? "";
    expect(document).toBe(
      '<?xml version="1.0" encoding="GBK"?><root><vehispara><jylsh>SIM0001</jylsh><jyjgbh>42</jyjgbh><hpzl>02</hpzl><hphm>%E9%84%82A%3C%26%3E%22%271</hphm><jycs>1</jycs></vehispara></root>',
    );
    const system = await systemWith({ kind: "answer" });
    expect(
      await postBy({ url: system.url, timeoutMs: 2_000, answerBytesMax: 65_536, alreadyThere: [] })(body()),
    ).toEqual({ kind: "taken" });
    expect(system.calls()[0]?.fields.hphm).toBe("鄂A<&>\"'1");
  });

  test("without URL-encoding escapes what XML has for itself", () => {
    const document = findElement(readXml(body(false)) as never, "UTF8XmlDoc")?.text ?? "";
    expect(findElement(readXml(document) as never, "hphm")?.text).toBe("鄂A<&>\"'1");
  });

  test("encodes as Java does, and has no character that XML cannot have", () => {
    expect(formEncode("a b(c)!'~*-._é")).toBe("a+b%28c%29%21%27%7E*-._%C3%A9");
    expect(["a\u0000", "\ud800", "\uffff", "\u001b"].filter(isSuitable)).toEqual([]);
    expect(["a\tb\n", "鄂", "😀"].every(isSuitable)).toBe(true);
  });
});

describe("an answer", () => {
  test("is taken by its code alone: 1 is yes, every other a no or not known", async () => {
    expect(await post({ kind: "code", code: "1" })).toEqual({ kind: "taken" });
    expect(await post({ kind: "code", code: "0" })).toMatchObject({ kind: "refused", code: "0" });
    expect(await post({ kind: "code", code: "-7" })).toMatchObject({ kind: "refused", code: "-7" });
    expect(await post({ kind: "code", code: "$E" })).toEqual({ kind: "unknown", why: "system-error" });
    expect(await post({ kind: "code", code: "2A" })).toEqual({ kind: "unknown", why: "code-2A" });
    expect(await post({ kind: "code", code: "" })).toEqual({ kind: "unknown", why: "answer-without-code" });
  });

  test("of the other form (.asmx, not encoded, GBK) is read too; a message in GBK is not garbled", () => {
    const gbk = Buffer.concat([
      Buffer.from(
        '<?xml version="1.0" encoding="gbk"?><a><writeObjectOutNewResult>&lt;root>&lt;head>&lt;code>-1&lt;/code>&lt;message>',
      ),
      Buffer.from([0xd6, 0xd8, 0xb8, 0xb4]),
      Buffer.from("&lt;/message>&lt;/head>&lt;/root></writeObjectOutNewResult></a>"),
    ]);
    expect(outcomeOf(gbk, [])).toEqual({ kind: "refused", code: "-1", message: "重复" });
    expect(outcomeOf(Buffer.from(answerOf("-9", "%E9%87%8D")), [])).toMatchObject({ message: "重" });
    expect(outcomeOf(Buffer.from(answerOf("-9", "")), ["-9"])).toEqual({ kind: "taken" });
  });

  const bomb = `<!DOCTYPE a [${Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join("")}]><a>&e9;</a>`;
  const hostile: Readonly<Record<string, string | Uint8Array>> = {
    "a bomb of entities": bomb,
    "an outer file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "a deep tree": "<a>".repeat(5_000),
    "half of an answer": answerOf("1", "ok").slice(0, -30),
    "no XML": "1",
    "wrong UTF-8": Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]),
    "an unknown entity": "<a>&nbsp;</a>",
    "a page": "<html><head><title>502</title></head><body>1</body></html>",
    "a code elsewhere": "<root><head><code>1</code></head></root>",
    "a fault":
      '<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultstring>1</faultstring></s:Fault></s:Body></s:Envelope>',
    nothing: "",
  };
  test.each(Object.keys(hostile))("that is %s says nothing of what came of the call", async (name) => {
    const outcome = await post({ kind: "say", body: hostile[name] ?? "" });
    expect(outcome.kind).toBe("unknown");
  });

  test("that is huge, never comes, breaks off or is an error of HTTP says nothing either", async () => {
    expect(await post({ kind: "say", body: "x".repeat(200_000) })).toEqual({
      kind: "unknown",
      why: "answer-too-large",
    });
    expect(await post({ kind: "hang" }, 150)).toEqual({ kind: "unknown", why: "timeout" });
    expect(await post({ kind: "break" })).toMatchObject({ kind: "unknown" });
    expect(await post({ kind: "lose-answer" })).toMatchObject({ kind: "unknown" });
    expect(await post({ kind: "say", status: 500, body: answerOf("1", "") })).toEqual({
      kind: "unknown",
      why: "http-500",
    });
  });

  test("cannot come where nobody listens: then nothing was sent", async () => {
    const system = await NationalSystem.start({ serial: "K", doubles: "refuse" });
    const { url } = system;
    await system.stop();
    expect(await postBy({ url, timeoutMs: 2_000, answerBytesMax: 1_024, alreadyThere: [] })(body())).toEqual({
      kind: "unsent",
      why: "ECONNREFUSED",
    });
  });

  test("takes no longer for being built to", () => {
    const began = performance.now();
    for (const text of [
      `<a ${"b='c' ".repeat(50_000)}`,
      `${"<a".repeat(50_000)}>`,
      `<a>${"&#".repeat(100_000)}</a>`,
      `<?xml ${" ".repeat(100_000)}`,
    ])
      expect(readXml(text)).toBeNull();
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
