/**
 * The noise grid: sound and faulty subjects of every item, told by receivers and instruments of different noise, and how often a verdict was
 * wrong. `npm run noise -- exam --seeds 50 --subject curve --level 10`, `npm run noise -- exam --wire --seeds 2`,
 * `npm run noise -- lane --seeds 50 --rates 0.002 --only worn`
 */
const [which] = process.argv.splice(2, 1);
if (which === "exam") await import("./exam-main.ts");
else if (which === "lane") await import("./inspection-main.ts");
else {
  console.error("which grid: `exam` or `lane`");
  process.exitCode = 2;
}

export {};
