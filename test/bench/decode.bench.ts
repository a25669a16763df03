import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SENTENCE_SETS } from "../../simulators/gnss/sentences.ts";
import { ROOT } from "../support/source-tree.ts";
import type { Measure } from "./main.ts";
import { drivingSolution } from "./nmea.bench.ts";

/**
 * `proofmark decode nmea` of 12 MB (`npm run build` first), the whole process from its start, against `gpsdecode` of gpsd with
 * the same bytes where it is installed (Debian: gpsd-tools). They take turns, since the machine is seldom alone.
 */
const BYTES = 12_000_000;
const ROUNDS = 5;

export async function bench(): Promise<Measure[]> {
  if (!existsSync(join(ROOT, "dist/src/runtime/main.js"))) {
    console.log("decode.bench.ts: skipped, there is no build in dist");
    return [];
  }
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  try {
    const file = join(directory, "receiver.log");
    const lines: string[] = [];
    for (let bytes = 0, at = 0; bytes < BYTES; at++) {
      const text = SENTENCE_SETS["gga-rmc-hpr"](drivingSolution(at));
      lines.push(text);
      bytes += text.length;
    }
    writeFileSync(file, lines.join(""));
    const expected = ["--expect", "GGA,RMC,HPR"];
    const ours = [
      process.execPath,
      join(ROOT, "dist/src/runtime/main.js"),
      "decode",
      "nmea",
      file,
      ...expected,
    ];
    const theirs = spawnSync("gpsdecode", ["-V"]).error === undefined ? ["gpsdecode"] : null;
    if (theirs === null) console.log("decode.bench.ts: gpsdecode is not here, nothing to compare with");
    const took = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY };
    for (let round = 0; round < ROUNDS; round++) {
      took.ours = Math.min(took.ours, seconds(ours, file, directory));
      if (theirs !== null) took.theirs = Math.min(took.theirs, seconds(theirs, file, directory));
    }
    const name = "decode nmea: 12 MB, the whole process";
    if (theirs === null) return [{ name, value: took.ours, unit: "s" }];
    return [
      { name, value: took.ours, unit: "s", atMost: took.theirs },
      { name: "the same bytes through gpsdecode", value: took.theirs, unit: "s" },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** With the file on standard input and standard output into a file, as a shell would. */
function seconds([program = "", ...args]: readonly string[], input: string, directory: string): number {
  const from = openSync(input, "r");
  const to = openSync(join(directory, "out.jsonl"), "w");
  try {
    const begun = performance.now();
    const { status } = spawnSync(program, args, { stdio: [from, to, "ignore"] });
    if (status !== 0) throw new Error(`${program} ended with ${status}`);
    return (performance.now() - begun) / 1000;
  } finally {
    closeSync(from);
    closeSync(to);
  }
}
