import { useEffect, useState } from "preact/hooks";
import type { Answer } from "./station-answer.ts";

/** Seconds that the station wants to be left alone after too many wrong tries; 0 for none. */
export function waitAsked(answer: Answer<unknown>): number {
  if (answer.kind !== "refused" || answer.code !== "SIGN_IN_WAIT") return 0;
  const { seconds } = answer.params;
  return typeof seconds === "number" ? Math.max(1, Math.ceil(seconds)) : 0;
}

/** Counts down to 0, second by second. */
export function useWait(): readonly [leftS: number, wait: (seconds: number) => void] {
  const [untilMs, setUntilMs] = useState(0);
  const [leftS, setLeftS] = useState(0);
  useEffect(() => {
    if (untilMs === 0) return undefined;
    const timer = setInterval(() => {
      setLeftS(Math.max(0, Math.ceil((untilMs - performance.now()) / 1_000)));
    }, 250);
    return () => clearInterval(timer);
  }, [untilMs]);
  const wait = (seconds: number): void => {
    setLeftS(seconds);
    setUntilMs(seconds === 0 ? 0 : performance.now() + seconds * 1_000);
  };
  return [leftS, wait];
}
