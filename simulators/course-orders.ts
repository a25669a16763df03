import type { CourseScenario } from "../src/scenario/course-scenario.ts";
import type { DriverDefect } from "../src/scenario/driver.ts";
import { type Order, OrderWatch, UNWATCHED, type UnmetOrder } from "./kit/order-watch.ts";
import { faultWords } from "./kit/turn-faults.ts";

/** Which orders of one candidate have come: mistakes at the wheel, what happens to receiver and board, faults of their lines. */
export class CourseOrders {
  readonly #watch = new OrderWatch();
  readonly #mistakes = new Map<DriverDefect, Order>();
  readonly #faults: readonly Order[];
  readonly #events: Readonly<Record<"gnss" | "car", readonly Order[]>>;

  constructor({ driver, gnss, car, deviceFaults }: CourseScenario) {
    const drives = driver.attempt === 1 ? "it was driven to" : `it was driven to in drive ${driver.attempt}`;
    for (const [i, defect] of driver.defects.entries()) {
      const where = "item" in defect ? ` in ${defect.item}` : "";
      this.#mistakes.set(
        defect,
        this.#watch.expect(["driver", "defects", i], `${defect.kind}${where}`, drives),
      );
    }
    this.#events = {
      gnss: gnss.events.map(({ item, from, disturbance }, i) =>
        this.#watch.expect(["gnss", "events", i], disturbance.kind, momentWords(item, from)),
      ),
      car: car.events.map(({ item, from, defect }, i) =>
        this.#watch.expect(["car", "events", i], defect.kind, momentWords(item, from)),
      ),
    };
    this.#faults = deviceFaults.map((fault, i) =>
      this.#watch.expect(["deviceFaults", i], faultWords(fault), "it began"),
    );
  }

  made(defect: DriverDefect): void {
    this.#mistakes.get(defect)?.met();
  }

  fault(index: number): Order {
    return this.#faults[index] ?? UNWATCHED;
  }

  event(device: "gnss" | "car", index: number): Order {
    return this.#events[device][index] ?? UNWATCHED;
  }

  unmet(): readonly UnmetOrder[] {
    return this.#watch.unmet();
  }
}

function momentWords(item: string | undefined, from: "driving-off" | "taking-over"): string {
  if (item !== undefined) return `the car had come to ${item}`;
  return from === "driving-off" ? "anybody drove off" : "anybody took the car over";
}
