import { useEffect, useState } from "preact/hooks";
import { isClockTrusted } from "./inquiry.ts";
import { say } from "./language.ts";
import { Icon } from "./shapes.tsx";
import { TEXTS } from "./texts.ts";
import { localMoment, localZone } from "./times.ts";

/** What the answers about time stand on, for whoever sees at once that it is wrong. */
export function ClockCard() {
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const isTrusted = isClockTrusted.value;
  return (
    <section class={isTrusted ? "card" : "card doubted"} aria-label={say(TEXTS.clock)}>
      <p class="card-line">
        <Icon name="clock" />
        <span>
          {say(TEXTS.clock)}{" "}
          <strong class={isTrusted ? "figures" : "figures struck"}>{localMoment(nowMs)}</strong>{" "}
          <span class="hint">{localZone(nowMs)}</span>
        </span>
      </p>
      <p class="hint">{say(isTrusted ? TEXTS.clockStands : TEXTS.clockDistrusted)}</p>
      <button
        type="button"
        class="plain"
        onClick={() => {
          isClockTrusted.value = !isTrusted;
        }}
      >
        {say(isTrusted ? TEXTS.clockWrong : TEXTS.clockRight)}
      </button>
    </section>
  );
}
