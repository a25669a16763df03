import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { OrderingRegistry } from "./command-world.ts";
import type { orderedStation } from "./ordered-station.ts";

type Ordered = Pick<ReturnType<typeof orderedStation>, "messages" | "hear" | "up">;

/** A good line from now on, until neither has anything more to say. Throws where they never end. */
export async function settle(
  station: Ordered,
  registry: OrderingRegistry,
  clock: VirtualClock,
): Promise<void> {
  station.messages.length = 0;
  station.up(false);
  station.up(true);
  for (let turns = 0; turns < 20_000; turns++) {
    const said = station.messages.shift();
    if (said === undefined) {
      clock.advanceBy(40_000);
      if (station.messages.length > 0) continue;
      const due = await registry.due();
      if (due.length === 0) return;
      station.hear(due);
    } else {
      const next = await registry.acknowledge(said);
      if (next !== null) station.hear([next]);
    }
  }
  throw new Error("station and registry go on and on");
}
