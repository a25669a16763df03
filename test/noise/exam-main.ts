import { parseArgs } from "node:util";
import { LEVELS, SUBJECTS, tallied, truthOf } from "./exam-grid.ts";
import { printWireGrid } from "./exam-wire-main.ts";
import { rate } from "./rate.ts";

/**
 * Sound and faulty drives near each limit, told by receivers of different noise. Prints how many of them cost what was not done, or did
 * not cost what was. `--seeds N --subject WORD --level WORD`; with `--wire` a smaller grid through bytes and the whole station.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    wire: { type: "boolean", default: false },
    subject: { type: "string", default: "" },
    level: { type: "string", default: "" },
  },
});

const count = Number(values.seeds ?? (values.wire ? "2" : "50"));
if (values.wire) await printWireGrid({ seeds: count, subject: values.subject, level: values.level });
else await printGrid();

async function printGrid(): Promise<void> {
  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  const levels = LEVELS.filter(({ name }) => name.includes(values.level));
  const sums = levels.map(() => ({ drives: 0, falseFails: 0, falsePasses: 0, voids: 0 }));

  const shown = SUBJECTS.filter(({ name }) => name.includes(values.subject));
  for (const subject of shown) {
    const truth = await truthOf(subject);
    for (const [i, level] of levels.entries()) {
      const tally = tallied(subject, truth, level.noise, seeds);
      const sum = sums[i];
      if (sum === undefined) continue;
      sum.drives += tally.drives;
      sum.falseFails += tally.falseFails;
      sum.falsePasses += tally.falsePasses;
      sum.voids += tally.voids;
      const wrong = [...tally.wrong].map(([rule, times]) => `${rule} ${times}`).join(", ");
      if (wrong !== "" || tally.voids > 0)
        console.log(
          `${level.name} | ${subject.name}: ${wrong || "nothing wrong"}, open ${tally.voids} of ${tally.drives}`,
        );
    }
  }

  console.log(`\n${shown.length} drives of the exam, ${count} seeds each`);
  for (const [i, level] of levels.entries()) {
    const sum = sums[i];
    if (sum === undefined) continue;
    console.log(
      `${level.name}: false fails ${rate(sum.falseFails, sum.drives)}, false passes ${rate(sum.falsePasses, sum.drives)}, open ${rate(sum.voids, sum.drives)}`,
    );
  }
}
