import type { OperatorQuirks } from "../../src/scenario/lane-operator.ts";
import { type Order, OrderWatch, UNWATCHED } from "../kit/order-watch.ts";

/** What is peculiar about a person shows at its moments only; this knows which of them came. */
export class LaneOrders {
  readonly #ignored = new Map<string, Order>();
  readonly #confused: readonly Order[];
  readonly #lifted = new Map<number, Order>();
  readonly #pressedAnew: Order;
  readonly #droveOff: Order;

  constructor(quirks: OperatorQuirks, watch = new OrderWatch()) {
    const { ignores, confuses, liftsEarly, pressesTwice, drivesOffEarly } = quirks;
    for (const [i, action] of ignores.entries())
      this.#ignored.set(
        action,
        watch.expect(["operator", "ignores", i], `ignores ${action}`, `${action} was asked for`),
      );
    this.#confused = confuses.map(({ asked, does }, i) =>
      watch.expect(["operator", "confuses", i], `${does} for ${asked}`, `${asked} was asked for`),
    );
    for (const [i, press] of (liftsEarly?.presses ?? []).entries())
      this.#lifted.set(
        press,
        watch.expect(
          ["operator", "liftsEarly", "presses", i],
          `the foot off at press ${press}`,
          `the accelerator was pressed to the floor ${press} times`,
        ),
      );
    this.#pressedAnew =
      pressesTwice === undefined
        ? UNWATCHED
        : watch.expect(["operator", "pressesTwice"], "pressesTwice", "the brake was pressed anew");
    this.#droveOff =
      drivesOffEarly === undefined
        ? UNWATCHED
        : watch.expect(
            ["operator", "drivesOffEarly"],
            "drivesOffEarly",
            `it had stood at the ${drivesOffEarly.place} for ${drivesOffEarly.afterMs} ms`,
          );
  }

  ignored(action: string): void {
    this.#ignored.get(action)?.met();
  }

  confused(index: number): void {
    this.#confused[index]?.met();
  }

  lifted(press: number): void {
    this.#lifted.get(press)?.met();
  }

  pressedAnew(): void {
    this.#pressedAnew.met();
  }

  droveOff(): void {
    this.#droveOff.met();
  }
}
