import type { LogLine } from "../../station/station-report.ts";
import { goTo, stationAddress } from "./address.ts";
import { exactTime } from "./spans.ts";
import { momentOf } from "./station-clock.ts";
import { logLines } from "./station-store.ts";
import { type TextKey, text } from "./texts.ts";

const LEVELS: Readonly<Record<LogLine["level"], TextKey>> = {
  info: "levelInfo",
  warn: "levelWarn",
  error: "levelError",
};

/** The last lines of the station's log, the newest on top, and what is looked for in them; the address keeps it. */
export function LogSection({ words }: { words: string }) {
  const all = logLines.value;
  if (all === null)
    return (
      <p class="panel" role="status">
        {text("loading")}
      </p>
    );
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const shown = all.filter((line) => wanted.every((word) => wordsOf(line).includes(word)));
  return (
    <section class="panel station-log">
      <label>
        <span>{text("logFilter")}</span>
        <input
          type="search"
          maxLength={80}
          value={words}
          onInput={({ currentTarget }) => goTo(stationAddress("log", currentTarget.value), { instead: true })}
        />
      </label>
      <p class="soft" role="status">
        {shown.length} {text("logShown")} · {text("logKept")}
      </p>
      {shown.length === 0 ? (
        <p>{text("logNone")}</p>
      ) : (
        <ol class="log-lines">
          {shown.map((line, at) => (
            <li key={`${line.atWallMs} ${shown.length - at}`} class={line.level}>
              <span class="when" title={momentOf(line.atWallMs)}>
                {exactTime(line.atWallMs)}
              </span>
              <span class="level">{text(LEVELS[line.level])}</span>
              <code>
                {line.what} {line.details}
              </code>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function wordsOf({ level, what, details }: LogLine): string {
  return `${level} ${text(LEVELS[level])} ${what} ${details}`.toLowerCase();
}
