import { expect, test } from "vitest";
import { recentLog } from "../../../src/adapters/log/recent-log.ts";

/** Goal: the last lines of the log can be read at a console without its file, and no secret with them. */
function rig() {
  const written: unknown[] = [];
  let nowMs = 0;
  const log = recentLog(
    {
      info: (...line) => written.push(["info", ...line]),
      warn: (...line) => written.push(["warn", ...line]),
      error: (...line) => written.push(["error", ...line]),
    },
    () => ++nowMs,
  );
  return { log, written };
}

test("every line goes to the log, and the newest come first when they are read again", () => {
  const { log, written } = rig();
  log.info("a");
  log.warn("b", { device: "scale-1", times: 3 });
  log.error("c", { cause: new Error("x"), detail: { deep: true } });
  expect(written).toHaveLength(3);
  expect(log.recent().map(({ level, what, details }) => `${level} ${what} ${details}`.trim())).toEqual([
    'error c cause={} detail={"deep":true}',
    "warn b device=scale-1 times=3",
    "info a",
  ]);
});

test("four hundred lines are kept, each bounded and of one line", () => {
  const { log } = rig();
  for (let i = 0; i < 1_000; i++) log.info(`line ${i}`, { text: `${"x".repeat(5_000)}\nnext` });
  const lines = log.recent();
  expect([lines.length, lines[0]?.what, lines.at(-1)?.what]).toEqual([400, "line 999", "line 600"]);
  expect(Math.max(...lines.map(({ details }) => details.length))).toBeLessThanOrEqual(600);
  log.warn("odd\nwords", { text: "a\u001b[2Jb" });
  expect(log.recent()[0]).toMatchObject({ what: "odd\\u000awords", details: "text=a\\u001b[2Jb" });
});

test("what is called a secret, and who stands in an address, is not shown", () => {
  const { log } = rig();
  log.error("x", {
    password: "p1",
    apiToken: "t2",
    pin: "1234",
    url: "mqtts://user:p3@broker:8883",
    device: "d",
  });
  const [line] = log.recent();
  expect(line?.details).toBe("password=*** apiToken=*** pin=*** url=mqtts://***@broker:8883 device=d");
});

test("what cannot be written down stops nothing", () => {
  const { log } = rig();
  const round: Record<string, unknown> = {};
  round.self = round;
  log.error("x", { round, big: 1n, nothing: undefined });
  expect(log.recent()[0]?.details).toBe("round=[object Object] big=1 nothing=undefined");
});
