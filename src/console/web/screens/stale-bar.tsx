import { picture } from "../news.ts";
import { Both } from "./both.tsx";
import { TEXTS } from "./screen-texts.ts";

/** What is shown is how it was, and since when. */
export function StaleBar({ first = "zh" }: { first?: "zh" | "en" }) {
  const { value: now } = picture;
  if (now.kind !== "stale") return null;
  const at = new Date(now.sinceMs).toLocaleTimeString("en-GB");
  const { zh, en } = now.lost ? TEXTS.lost : TEXTS.silent;
  return (
    <p class="stale-bar" role="alert">
      <Both of={{ zh: `${zh} ${at}`, en: `${en} ${at}` }} first={first} />
    </p>
  );
}
