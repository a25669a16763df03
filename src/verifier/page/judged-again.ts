const EVERY_MS = 30_000;

/**
 * What is said of a mark is said of a moment: it is judged again while somebody looks at it, and when they come back to it, so that no page that stays open says
 * "valid" of what has expired.
 */
export function followTime(isOfMoment: () => boolean, judgeAgain: () => void): void {
  const judge = (): void => {
    if (document.visibilityState === "visible" && isOfMoment()) judgeAgain();
  };
  document.addEventListener("visibilitychange", judge);
  setInterval(judge, EVERY_MS);
}
