import type { Observation } from "../core/observation.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import type { LineStatistics, Refusal } from "../ports/protocol-session.ts";
import type { SeenFrame } from "./device-pulse.ts";
import type { RawFrameView } from "./station-report.ts";

/** Of every reading, and told beside it. */
const OF_EVERY: ReadonlySet<string> = new Set(["kind", "device", "atMs", "quality", "qualityReason", "raw"]);
const WORDS_MAX = 400;

/** A frame as a person reads it. `wallAheadMs`: what is added to the steady clock for the wall clock. */
export function rawFrameView(frame: SeenFrame, wallAheadMs: number): RawFrameView {
  const { atMs, way, bytes, size, words, observations, counted } = frame;
  const text = words === null ? readable(bytes) : words().slice(0, WORDS_MAX);
  const instead = way === "out" || observations.length > 0 ? null : insteadOf(counted);
  return {
    atWallMs: Math.round(atMs + wallAheadMs),
    way,
    hex: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
    text,
    bytes: size,
    unshown: size - bytes.length,
    decoded: observations.map(decodedView),
    instead,
    why: instead === "refused" && counted !== null ? refusedFor(counted) : null,
  };
}

function readable(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
}

function decodedView(observation: Observation): RawFrameView["decoded"][number] {
  const values = Object.entries(observation)
    .filter(([name, value]) => !OF_EVERY.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`);
  const why = observation.qualityReason;
  return {
    words: [observation.kind, ...values].join(" ").slice(0, WORDS_MAX),
    quality: observation.quality,
    why: why === undefined ? null : toldOnce(why),
  };
}

function insteadOf(counted: SeenFrame["counted"]): RawFrameView["instead"] {
  if (counted === null) return "unknown";
  const { before, after } = counted;
  if (after.rejectedBytes > before.rejectedBytes) return "refused";
  if (after.acceptedFrames > before.acceptedFrames) return "part";
  return after.heldBytes > 0 ? "held" : "unknown";
}

/** Of the kinds of refusal the one that came once more. */
function refusedFor({
  before,
  after,
}: {
  before: LineStatistics;
  after: LineStatistics;
}): RawFrameView["why"] {
  const had = new Map((before.refused ?? []).map((kind) => [kindOf(kind), kind.frames]));
  const grown = (after.refused ?? []).find(
    (kind) => kind.why !== null && kind.frames > (had.get(kindOf(kind)) ?? 0),
  );
  return grown === undefined || grown.why === null ? null : toldOnce(grown.why);
}

/** As a codec tells them apart: whatever stood in the field. */
function kindOf({ why }: Refusal): string {
  const { what = "", field = "" } = (why?.params ?? {}) as {
    readonly what?: unknown;
    readonly field?: unknown;
  };
  return `${why?.code} ${String(what)} ${String(field)}`;
}
