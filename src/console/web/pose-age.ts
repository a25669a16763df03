import { useEffect, useState } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import { poseAgeS } from "./live-store.ts";

/** Positions come several times a second: after two without one nothing here is live. */
export const OLD_AFTER_S = 2;
const LOOK_EVERY_MS = 250;

/** Whole seconds since the last position of a test that is driven; null while they come, and where none is waited for any more. */
export function usePoseAge({ job, state, signing }: JobView): number | null {
  const [, setSeen] = useState(0);
  const isRunning = state === "running" && signing === null;
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => setSeen(wholeS(job)), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [job, isRunning]);
  // As it is drawn: the figure and the notice that the page is old are never of two moments.
  const ageS = wholeS(job);
  return isRunning && ageS >= OLD_AFTER_S ? ageS : null;
}

const wholeS = (job: string): number => Math.floor(poseAgeS(job));
