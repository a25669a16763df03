import { openSync, readFileSync, writeSync } from "node:fs";
import { OwnCertificateFiles } from "../../src/runtime/own-certificate.ts";
import { TOY_STATION } from "./toy-station.ts";

/**
 * A station that is given one certificate after another, each of which its broker takes at the next attempt, until it is killed. Into a file it puts, with one write each time, how many came
 * into their place.
 */
const [cert = "", key = "", ca = "", line = "", promises = ""] = process.argv.slice(2);
const own = new OwnCertificateFiles({ cert, key, ca });
const promise = openSync(promises, "w");
const given = JSON.parse(readFileSync(line, "utf8")) as readonly string[];
writeSync(1, "writing\n");
for (const [at, pem] of given.entries()) {
  // What a life before has taken is not taken again.
  if (typeof own.take(pem, { station: TOY_STATION, nowMs: null }) === "string") continue;
  own.forAttempt();
  if (!own.noteUp()) throw new Error("it cannot be put in its place");
  writeSync(promise, `${at}`.padStart(6), 0);
}
