import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { knownUntilMs, noteConnection, noteNews, picture, watchNews } from "../../src/console/web/news.ts";

/** Goal: what a page counts neither goes back nor on when the page turns out to be old. */

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  noteConnection(true);
  noteNews(0);
});
afterEach(() => {
  noteConnection(null);
  vi.useRealTimers();
});

/** What the page would show in every tenth of a second, and whether it is taken for live. */
function watched(tenths: number): { knownMs: number; kind: string }[] {
  const seen = [];
  for (let tenth = 0; tenth < tenths; tenth++) {
    vi.advanceTimersByTime(100);
    seen.push({ knownMs: knownUntilMs(), kind: picture.value.kind });
  }
  return seen;
}

function staysOnceOld(seen: { knownMs: number; kind: string }[]): void {
  for (const [at, { knownMs }] of seen.entries())
    expect(knownMs).toBeGreaterThanOrEqual(seen[at - 1]?.knownMs ?? 0);
  const old = seen.filter(({ kind }) => kind === "stale");
  expect(old.length).toBeGreaterThan(10);
  expect(new Set(old.map(({ knownMs }) => knownMs)).size).toBe(1);
}

watchNews();

test("a station that falls silent leaves what was counted as it stood when the page turned grey", () => {
  const begunMs = performance.now();
  const seen = watched(50);
  staysOnceOld(seen);
  expect(seen[9]?.knownMs).toBe(begunMs + 1_000);
  expect(seen.at(-1)?.knownMs).toBe(begunMs + 2_000);
});

test("a connection that is lost in the middle of a second leaves it so at once", () => {
  const begunMs = performance.now();
  const seen = watched(7);
  noteConnection(false);
  seen.push(...watched(50));
  staysOnceOld(seen);
  expect(seen.at(-1)?.knownMs).toBe(begunMs + 700);
});

test("a connection that is lost after the silence was seen changes nothing, nor does one that fails again", () => {
  const begunMs = performance.now();
  const seen = watched(30);
  for (let tries = 0; tries < 3; tries++) {
    noteConnection(false);
    seen.push(...watched(10));
  }
  staysOnceOld(seen);
  expect(seen.at(-1)?.knownMs).toBe(begunMs + 2_000);
});

test("a page that slept for hours does not believe that it knew anything meanwhile", () => {
  const begunMs = performance.now();
  vi.setSystemTime(Date.now() + 3 * 3_600_000);
  vi.advanceTimersByTime(3 * 3_600_000);
  expect(knownUntilMs()).toBe(begunMs + 2_000);
  noteNews(0);
  expect(knownUntilMs()).toBe(performance.now());
});
