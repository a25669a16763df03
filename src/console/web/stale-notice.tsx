import { useEffect, useState } from "preact/hooks";
import { noticeBar } from "./edge-bar.ts";
import { online } from "./live-store.ts";
import { picture } from "./news.ts";
import { session } from "./session-store.ts";
import { language, said, text } from "./texts.ts";

/** What is shown is how it was, and since when. Said once; the seconds go on for the eyes alone. */
export function StaleNotice() {
  const { value: now } = picture;
  const [, setTick] = useState(0);
  const isStale = now.kind === "stale";
  useEffect(() => {
    if (!isStale) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), 500);
    return () => clearInterval(timer);
  }, [isStale]);
  // Not while it is connected: then it has one of the places that are taken.
  const full = online.value === true ? undefined : session.value?.full;
  if (now.kind !== "stale")
    return full === undefined ? null : (
      <div class="stale-notice no-room" role="alert">
        <strong>{said(full)}</strong>
      </div>
    );
  const at = new Date(now.sinceMs).toLocaleTimeString(language.value === "zh" ? "zh-CN" : "en-GB");
  const seconds = Math.max(0, Math.floor((performance.now() - now.sinceSteadyMs) / 1_000));
  return (
    <div class="stale-notice" role="alert" ref={noticeBar}>
      <strong>{text(now.lost ? "newsLost" : "newsSilent")}</strong>{" "}
      <span aria-hidden="true">{`${seconds} s · `}</span>
      <span>
        {text("newsStands")} {at}
        {text("newsUnknown")}
      </span>{" "}
      <span class="soft">{full === undefined ? text("newsRemedy") : said(full)}</span>
    </div>
  );
}
