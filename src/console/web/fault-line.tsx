import type { DevicePulseView } from "../../station/station-report.ts";
import { faultWord } from "./problem-list.tsx";
import { spanOf } from "./spans.ts";
import { text } from "./texts.ts";

/** A moment is drawn so wide that it can be seen, per cent. */
const LEAST_WIDTH = 0.8;

/** The faults of a device over the time that is known, as a line from then to now. */
export function FaultLine({ faults }: { faults: DevicePulseView["faults"] }) {
  const { overMs, spans } = faults;
  const share = (agoMs: number): number => (overMs <= 0 ? 0 : Math.min(100, (100 * agoMs) / overMs));
  return (
    <div class="fault-line" role="img" aria-label={faultsSaid(faults)}>
      {spans.map(({ code, fromAgoMs, toAgoMs }, at) => {
        const [from, to] = [share(fromAgoMs), share(toAgoMs ?? 0)];
        const width = Math.max(LEAST_WIDTH, from - to);
        return (
          <span
            key={`${code} ${at}`}
            class={toAgoMs === null ? "stands" : ""}
            title={faultWord(code)}
            style={{ right: `${Math.min(to, 100 - width)}%`, width: `${width}%` }}
          />
        );
      })}
    </div>
  );
}

/** How many, over how long, and the longest. */
export function faultsSaid({ overMs, count, longestMs }: DevicePulseView["faults"]): string {
  const over = `${text("overLast")} ${spanOf(overMs)}`;
  if (count === 0) return `${over}${text("colon")}${text("faultsNone")}`;
  return `${over}${text("colon")}${count} ${text(count === 1 ? "faultOnce" : "faultsMany")}${text("comma")}${text("longest")} ${spanOf(longestMs)}`;
}
