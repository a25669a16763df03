import { useMemo, useState } from "preact/hooks";
import type { DrivenTrace } from "../../../core/exam/driven-trace.ts";
import { lineSaid, signalName } from "../../../core/trade/words/signals.ts";
import { said } from "../texts.ts";
import { type AppealText, say } from "./appeal-texts.ts";
import type { EntryRow } from "./entry-rows.ts";
import type { Fault } from "./faults.ts";
import { pathOf } from "./signal-path.ts";
import { isOnAt, type OnSpan, type Track, tracksOf, valueAt, type Window } from "./signal-tracks.ts";

interface StripsProps {
  readonly trace: DrivenTrace;
  readonly rows: readonly EntryRow[];
  readonly span: Window;
  readonly faults: readonly Fault[];
  readonly atMs: number;
  readonly onAt: (atMs: number) => void;
}

const ZOOMS: readonly { readonly name: AppealText; readonly spanMs: number | null }[] = [
  { name: "zoomAll", spanMs: null },
  { name: "zoom60", spanMs: 60_000 },
  { name: "zoom10", spanMs: 10_000 },
];
const WIDE = 1000;
const HIGH = 44;
const LINE_HIGH = 10;
const PIECES = 500;

/** Every signal of the car on the one line of time, and what each was at the moment. A touch chooses another moment. */
export function SignalStrips({ trace, rows, span, faults, atMs, onAt }: StripsProps) {
  const [spanMs, setSpan] = useState<number | null>(null);
  const { fromMs, toMs } = span;
  const tracks = useMemo(() => tracksOf(trace, rows, { fromMs, toMs }), [trace, rows, fromMs, toMs]);
  const window = windowOf(span, spanMs, atMs);
  const share = (ms: number): string => `${(100 * (ms - window.fromMs)) / (window.toMs - window.fromMs)}%`;
  const inside = faults.flatMap(({ key, atMs: ms }) =>
    ms !== null && ms >= window.fromMs && ms <= window.toMs ? [{ key, ms }] : [],
  );
  return (
    <div class="strips">
      <div class="heading">
        <h4>{say("signals")}</h4>
        {ZOOMS.map((zoom) => (
          <button
            key={zoom.name}
            type="button"
            class="tab"
            aria-pressed={spanMs === zoom.spanMs}
            onClick={() => setSpan(zoom.spanMs)}
          >
            {say(zoom.name)}
          </button>
        ))}
      </div>
      <p class="soft">{say("greyMeans")}</p>
      {tracks.map((track) => (
        <div key={track.name} class={`strip ${track.kind}`}>
          <p class="strip-name">
            <Said track={track} atMs={atMs} />
          </p>
          <div
            class="strip-drawn"
            onPointerDown={(event) => {
              const { left, width } = event.currentTarget.getBoundingClientRect();
              const at = (event.clientX - left) / Math.max(1, width);
              onAt(Math.round(window.fromMs + at * (window.toMs - window.fromMs)));
            }}
          >
            <Drawn track={track} window={window} />
            {inside.map(({ key, ms }) => (
              <span key={key} class="strip-fault" style={{ left: share(ms) }} />
            ))}
            <span class="strip-now" style={{ left: share(atMs) }} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** The moment stands in the middle, unless that would be before the beginning or after the end. */
function windowOf({ fromMs, toMs }: Window, spanMs: number | null, atMs: number): Window {
  if (spanMs === null || toMs - fromMs <= spanMs) return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
  const from = Math.min(toMs - spanMs, Math.max(fromMs, atMs - spanMs / 2));
  return { fromMs: from, toMs: from + spanMs };
}

function nameOf({ name }: Track): string {
  return name === "speed" ? say("speed") : said(signalName(name));
}

/** What is known of a line has its name in it. */
function Said({ track, atMs }: { track: Track; atMs: number }) {
  const value = valueSaid(track, atMs);
  if (value !== null && track.kind === "line") return <strong>{value}</strong>;
  return (
    <>
      {nameOf(track)} <strong>{value ?? `– ${say("unknown")}`}</strong>
    </>
  );
}

function valueSaid(track: Track, atMs: number): string | null {
  if (track.kind === "line") {
    const isOn = isOnAt(track.spans, atMs);
    return isOn === null ? null : said(lineSaid(track.name, isOn));
  }
  const value = valueAt(track, atMs);
  if (value === null) return null;
  return track.kind === "curve"
    ? `${track.name === "speed" ? value.toFixed(1) : value} ${track.unit}`
    : String(value);
}

/** Drawn for the eyes: what each signal was stands beside it in words. */
function Drawn({ track, window }: { track: Track; window: Window }) {
  const high = track.kind === "line" ? LINE_HIGH : HIGH;
  const spans =
    track.kind === "line" ? track.spans : track.gaps.map((gap): OnSpan => ({ ...gap, isOn: null }));
  return (
    <svg viewBox={`0 0 ${WIDE} ${high}`} preserveAspectRatio="none" aria-hidden="true">
      <Bars spans={spans} window={window} high={high} />
      {track.kind !== "line" && (
        <path d={pathOf(track, track.kind, { ...window, wide: WIDE, high: HIGH, pieces: PIECES })} />
      )}
    </svg>
  );
}

/** Where something was on, and where nobody knew. */
function Bars({ spans, window, high }: { spans: readonly OnSpan[]; window: Window; high: number }) {
  const x = (ms: number): number => {
    const within = Math.min(window.toMs, Math.max(window.fromMs, ms));
    return (WIDE * (within - window.fromMs)) / (window.toMs - window.fromMs);
  };
  return (
    <>
      {spans
        .filter(({ atMs, toMs, isOn }) => isOn !== false && toMs > window.fromMs && atMs < window.toMs)
        .map(({ atMs, toMs, isOn }) => (
          <rect
            key={atMs}
            class={isOn === null ? "unknown" : "on"}
            x={x(atMs)}
            y="1"
            width={Math.max(1, x(toMs) - x(atMs))}
            height={high - 2}
          />
        ))}
    </>
  );
}
