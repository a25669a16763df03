import { DECISION_CHARS_MAX } from "../core/delivery/registry-decision.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll, required } from "./arguments.ts";
import { namedText } from "./bounded-text.ts";
import type { CliIo } from "./command.ts";
import { writeRequest } from "./keys-enrol.ts";
import { actorOf } from "./stopped-station.ts";

const OPTIONS = {
  config: { type: "string" },
  request: { type: "string" },
  station: { type: "string" },
  out: { type: "string" },
  by: { type: "string" },
  help: { type: "boolean" },
} as const;

/** `pem`: what is written to the file. */
export type CertificateTold =
  | { readonly isDone: true; readonly sentence: string; readonly pem?: string }
  | { readonly isDone: false; readonly sentence: string };

export interface CertificateCommands {
  init(file: string): Promise<CertificateTold>;
  crl(file: string): Promise<CertificateTold>;
  issue(file: string, act: { readonly request: string; readonly by: string }): Promise<CertificateTold>;
  revoke(file: string, act: { readonly station: string; readonly by: string }): Promise<CertificateTold>;
}

/** `word`: ca or certificate. Throws EdgeError USAGE and what the commands throw. */
export async function registryCertificates(
  word: string,
  [what = "", ...rest]: readonly string[],
  io: CliIo,
  commands: CertificateCommands,
): Promise<number> {
  const name = `registry ${word} ${what}`;
  if (!["ca init", "ca crl", "certificate issue", "certificate revoke"].includes(`${word} ${what}`))
    throw new EdgeError(
      "USAGE",
      `proofmark registry ${word}: found ${JSON.stringify(what)}, allowed: ${word === "ca" ? "init, crl" : "issue, revoke"}.`,
    );
  const values = parseOptions(name, rest, OPTIONS);
  const config = required(name, "config", values.config);
  switch (what) {
    case "init":
      return told(await commands.init(config), null, io);
    case "crl": {
      const out = required(name, "out", values.out);
      return told(await commands.crl(config), out, io);
    }
    case "issue": {
      const { request, out } = requireAll(name, { request: values.request, out: values.out });
      const by = actorOf(name, values.by);
      const text = namedText(request, DECISION_CHARS_MAX, "request");
      return told(await commands.issue(config, { request: text, by }), out, io);
    }
    default: {
      const station = required(name, "station", values.station);
      return told(await commands.revoke(config, { station, by: actorOf(name, values.by) }), null, io);
    }
  }
}

function told(certificate: CertificateTold, out: string | null, io: CliIo): number {
  if (certificate.isDone && certificate.pem !== undefined && out !== null)
    writeRequest(out, certificate.pem.trimEnd());
  (certificate.isDone ? io.out : io.err)(certificate.sentence);
  return certificate.isDone ? 0 : 1;
}
