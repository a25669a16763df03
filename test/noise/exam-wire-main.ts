import { emptyTally } from "./exam-grid.ts";
import { DISTURBANCES, talliedOnWire, WIRE_SUBJECTS } from "./exam-wire.ts";
import { rate } from "./rate.ts";

export interface WireOrder {
  readonly seeds: number;
  readonly subject: string;
  readonly level: string;
}

/** Sound and faulty drives through the wire, with each disturbance. Prints how often a verdict was wrong, by disturbance. */
export async function printWireGrid(order: WireOrder): Promise<void> {
  const seeds = Array.from({ length: order.seeds }, (_, i) => i + 1);
  const subjects = WIRE_SUBJECTS.filter(({ name }) => name.includes(order.subject));
  const disturbances = DISTURBANCES.filter(({ name }) => name.includes(order.level));
  const all = emptyTally();
  const lines: string[] = [];
  for (const disturbance of disturbances) {
    const sum = emptyTally();
    for (const subject of subjects) {
      const tally = await talliedOnWire(subject, disturbance, seeds);
      for (const into of [sum, all]) {
        into.drives += tally.drives;
        into.falseFails += tally.falseFails;
        into.falsePasses += tally.falsePasses;
        into.voids += tally.voids;
      }
      const wrong = [...tally.wrong].map(([rule, times]) => `${rule} ${times}`).join(", ");
      if (wrong !== "") console.log(`${disturbance.name} | ${subject.name}: ${wrong}`);
    }
    lines.push(told(disturbance.name, sum));
  }
  console.log(`\n${subjects.length} drives through the wire, ${order.seeds} seeds each`);
  for (const line of [...lines, told("all", all)]) console.log(line);
}

function told(
  name: string,
  sum: { drives: number; falseFails: number; falsePasses: number; voids: number },
): string {
  return `${name}: false fails ${rate(sum.falseFails, sum.drives)}, false passes ${rate(sum.falsePasses, sum.drives)}, open ${rate(sum.voids, sum.drives)}`;
}
