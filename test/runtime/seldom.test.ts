import { expect, test } from "vitest";
import { seldom } from "../../src/runtime/registry/seldom.ts";

function saying() {
  let nowMs = 0;
  const said: string[] = [];
  const tell = seldom({ monoMs: () => nowMs }, (sentence) => said.push(sentence));
  const goOn = (ms: number): void => {
    nowMs += ms;
  };
  return { said, tell, goOn };
}

test("a sentence is said at once, and again after a minute at the earliest, whatever was said between", () => {
  const { said, tell, goOn } = saying();
  for (let n = 0; n < 100; n++) {
    tell("database", "away");
    tell("database", "in recovery");
    goOn(100);
  }
  expect(said).toEqual(["away", "in recovery"]);
  goOn(50_000);
  tell("database", "away");
  expect(said).toEqual(["away", "in recovery", "away"]);
});

test("what is another one each time is said sixteen times a minute, and then that there is more", () => {
  const { said, tell, goOn } = saying();
  for (let n = 0; n < 1_000; n++) tell("evidence", `record ${n}`);
  expect([said.length, said.at(-1)]).toEqual([17, "More of this is not said for a minute."]);
  tell("broker", "away");
  expect(said.at(-1)).toBe("away");
  goOn(60_000);
  tell("evidence", "record 1000");
  expect(said.at(-1)).toBe("record 1000");
});
