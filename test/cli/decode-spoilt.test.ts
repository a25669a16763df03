import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asId } from "../../src/core/quantities/ids.ts";
import { RemarkFilter } from "../../src/protocols/nmea/recorded-log.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { proofmark } from "../support/cli-run.ts";
import { sealedLog } from "../support/nmea-line.ts";
import { spoiltDrive } from "../support/spoilt-drive.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const chapters = spoiltDrive();
const HEADING_LOG = sealedLog(
  "#",
  'UNIHEADINGA,97,GPS,FINE,2190,365174000,0,0,18,12;SOL_COMPUTED,NARROW_INT,1.0000,90.0000,10.0000,0.0000,0.1000,0.2000,"0",20,16,18,12,0,00,0,0',
);

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/**
 * What `decode` made of a large spoilt recording before it was made faster, byte for byte by its hash, and all that it refused.
 * A change of what is decoded is a change of this page, to be read; a change for speed is none.
 */
test("a large spoilt recording is decoded to the same bytes", async () => {
  const folder = temporaryDirectory();
  const page: string[] = [];
  for (const { name, expect: expected, text } of chapters) {
    const file = join(folder, "receiver.log");
    writeFileSync(file, bytesOf(text));
    const { code, out, err } = await proofmark("decode", "nmea", file, "--expect", expected);
    const hash = createHash("sha256").update(`${code}\n${out}`).digest("hex");
    page.push(`${name}: ${text.length} bytes, exit ${code}, sha256 ${hash.slice(0, 32)}`, err, "");
  }
  await expect(page.join("\n")).toMatchFileSnapshot("./decode-spoilt.txt");
});

describe("where a piece of the recording ends makes no difference", () => {
  /** Some of each chapter, from the middle of a line on, and what is rare in them. */
  const remarks =
    "\r\n# with $GNGGA in it\r#\n##\r\n#END, of it\r\n#lower,\n#BESTPOSA,COM1,0\r\n#BEST POSA,0\r";
  const some = [
    ...chapters.map(({ text }) => text.slice(40_000, 40_300)),
    remarks,
    HEADING_LOG,
    remarks,
  ].join("");
  const bytes = bytesOf(some);

  function decoded(pieces: Iterable<Uint8Array>): string {
    const session = createNmeaSession({ device: asId("gnss"), sentences: ["GGA", "RMC"] });
    const filter = new RemarkFilter();
    const told = [session.connected(0)];
    for (const piece of pieces) told.push(session.receive(filter.take(piece), 0));
    told.push(session.tick(Number.MAX_SAFE_INTEGER));
    const { acceptedFrames, rejectedBytes, heldBytes, outOfOrder, repeated } = session.statistics;
    return JSON.stringify({
      observations: told.flatMap(({ observations }) => observations),
      faults: told.flatMap(({ faults }) => faults),
      statistics: { acceptedFrames, rejectedBytes, heldBytes, outOfOrder, repeated },
    });
  }

  /** As a port hands over what came: in one buffer, again and again. */
  function* piecesOf(size: number): Iterable<Uint8Array> {
    const buffer = new Uint8Array(size);
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      buffer.set(piece);
      yield buffer.subarray(0, piece.length);
    }
  }

  const whole = decoded([bytes]);
  const places = Array.from(bytes, (_, at) => at + 1);

  test("in two at every offset", () => {
    expect(places.filter((at) => decoded([bytes.subarray(0, at), bytes.subarray(at)]) !== whole)).toEqual([]);
  });

  test("in pieces of every size, in one buffer that is used again", () => {
    expect(places.slice(0, 300).filter((size) => decoded(piecesOf(size)) !== whole)).toEqual([]);
  });
});
