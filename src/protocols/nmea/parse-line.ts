import { type Reason, reason } from "../../core/trade/reasons.ts";
import { unicoreCrc32, xorSum } from "./checksum.ts";
import { parseHeadingLog, parseHpr, parseKsxt, parsePsti036 } from "./parse-proprietary.ts";
import { parseGga, parseGst, parseHdt, parseRmc, parseThs, parseVtg, parseZda } from "./parse-standard.ts";
import type { Sentence } from "./sentence.ts";

/**
 * One line of a receiver, checksum required. `ignored`: sound, but nothing an epoch is made of. An XOR byte lets one in
 * 256 broken sentences through, so every field must also have its form and their count must be right.
 */
export type ParsedLine =
  | { readonly kind: "sentence"; readonly sentence: Sentence }
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly why: Reason };

/** Longer than NMEA's 82, as high-precision GGA is; only KSXT and the # logs may use the whole line limit. */
const STANDARD_LENGTH_MAX = 128;

const STANDARD: ReadonlyMap<string, (fields: readonly string[]) => Sentence | null> = new Map<
  string,
  (fields: readonly string[]) => Sentence | null
>([
  ["GGA", parseGga],
  ["RMC", parseRmc],
  ["HDT", parseHdt],
  ["THS", parseThs],
  ["HPR", parseHpr],
  ["GST", parseGst],
  ["VTG", parseVtg],
  ["ZDA", parseZda],
]);

const IGNORED: ParsedLine = { kind: "ignored" };

export function parseLine(line: string): ParsedLine {
  return line.startsWith("#") ? parseLog(line) : parseDollar(line);
}

function parseDollar(line: string): ParsedLine {
  const parts = /^\$([^*]+)\*([0-9A-Fa-f]{2}|[0-9A-Fa-f]{8})$/.exec(line);
  if (parts === null) return refused(reason("CHECKSUM_MISSING", {}));
  const [, body = "", sum = ""] = parts;
  const [address = "", ...fields] = body.split(",");
  if (address === "command")
    return sum.length === 2 && Number.parseInt(sum, 16) === xorSum(body, 0x24)
      ? IGNORED
      : refused(reason("CHECKSUM_WRONG", {}));
  if (sum.length === 8 && address !== "KSXT") return refused(reason("CHECKSUM_WRONG", {}));
  const computed = sum.length === 8 ? unicoreCrc32(body) : xorSum(body);
  if (Number.parseInt(sum, 16) !== computed) return refused(reason("CHECKSUM_WRONG", {}));
  if (address === "KSXT") return outcome(parseKsxt(fields), address);
  if (address === "PSTI") return fields[0] === "036" ? outcome(parsePsti036(fields), "PSTI036") : IGNORED;
  if (address.startsWith("P")) return IGNORED;
  if (!/^[A-Z]{2}[A-Z0-9]{2,6}$/.test(address))
    return refused(reason("FORM_WRONG", { what: address.slice(0, 8) }));
  const parse = STANDARD.get(address.slice(2));
  if (parse === undefined) return IGNORED;
  return line.length > STANDARD_LENGTH_MAX
    ? refused(reason("FRAME_TOO_LONG", { what: address }))
    : outcome(parse(fields), address);
}

function parseLog(line: string): ParsedLine {
  const parts = /^#([^*]+)\*([0-9A-Fa-f]{8})$/.exec(line);
  if (parts === null) return refused(reason("CHECKSUM_MISSING", {}));
  const [, content = "", sum = ""] = parts;
  if (Number.parseInt(sum, 16) !== unicoreCrc32(content)) return refused(reason("CHECKSUM_WRONG", {}));
  const [header = "", body = "", ...more] = content.split(";");
  const fields = header.split(",");
  if (fields[0] !== "UNIHEADINGA" && fields[0] !== "HEADINGA") return IGNORED;
  return outcome(more.length > 0 ? null : parseHeadingLog(fields, body.split(",")), fields[0]);
}

function outcome(sentence: Sentence | null, name: string): ParsedLine {
  return sentence === null ? refused(reason("FORM_WRONG", { what: name })) : { kind: "sentence", sentence };
}

function refused(why: Reason): ParsedLine {
  return { kind: "refused", why };
}
