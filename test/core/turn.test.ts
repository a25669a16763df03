import { expect, test } from "vitest";
import { Turn } from "../../src/core/turn.ts";

test("an event is seen by whatever follows it in the same decision, and the state before stays as it was", () => {
  const before = { sum: 1 };
  const turn = new Turn<{ sum: number }, number, string>(before, ({ sum }, add) => ({ sum: sum + add }));
  turn.emit(2);
  turn.run(`sum is ${turn.state.sum}`);
  turn.emit(3);
  turn.run("a", "b");
  expect(turn.state).toEqual({ sum: 6 });
  expect(before).toEqual({ sum: 1 });
  expect(turn.decision()).toEqual({ kind: "accepted", events: [2, 3], effects: ["sum is 3", "a", "b"] });
});
