import axe from "axe-core";
import type { Page } from "playwright-core";

/** Of WCAG 2.2 A and AA whatever a program can tell, and what that program holds for good practice. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What a person who cannot see, point or read small print would stumble over; empty when nothing. */
export async function auditPage(page: Page): Promise<string[]> {
  return [...(await ownAudit(page)), ...(await axeAudit(page))];
}

async function axeAudit(page: Page): Promise<string[]> {
  // Behind the page's own door: its policy lets nothing in that it did not bring.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return await page.evaluate(async (tags) => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await here.run(document, { runOnly: { type: "tag", values: tags } });
    // What lies in part below a bar at the window's edge is measured by the rest; it is as large as it is where it is scrolled clear of it.
    const isSmallInTheOpen = async (target: string): Promise<boolean> => {
      const [x, y] = [window.scrollX, window.scrollY];
      document.querySelector(target)?.scrollIntoView({ block: "center", behavior: "instant" });
      const again = await here.run(
        { include: [[target]] },
        { runOnly: { type: "rule", values: ["target-size"] } },
      );
      window.scrollTo({ left: x, top: y, behavior: "instant" });
      return again.violations.length > 0;
    };
    const problems: string[] = [];
    for (const { id, nodes } of violations)
      for (const { html, target } of nodes)
        if (id !== "target-size" || (await isSmallInTheOpen(String(target[0]))))
          problems.push(`axe ${id}: ${html.slice(0, 120)}`);
    return problems;
  }, WCAG);
}

/** What axe does not look at: the size of what is touched by a glove, and contrast in every part of a page. */
function ownAudit(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const shown = (element: Element): boolean => element.checkVisibility() && !element.closest(".unseen");
    const words = (element: Element): string =>
      (element.getAttribute("aria-label") ?? element.textContent ?? "").trim();
    const touched = document.querySelectorAll("button, a[href], summary, input, label");
    for (const element of touched) {
      if (!shown(element)) continue;
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      const name = words(element.closest("label") ?? element);
      if (name === "") problems.push(`no name: ${element.outerHTML.slice(0, 80)}`);
      if (box.height < 43.5) problems.push(`only ${box.height} px high: ${name}`);
    }
    for (const element of document.querySelectorAll("canvas, [role=img]"))
      if (words(element) === "" && element.closest("[aria-label]") === null)
        problems.push(`a picture without words: ${element.outerHTML.slice(0, 80)}`);
    const numbers = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const light = (colour: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = colour.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): number[] => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = numbers(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
      }
      return [255, 255, 255];
    };
    // What is dimmed as a whole gets as pale as what has a pale colour.
    const opacity = (element: Element | null): number =>
      element === null ? 1 : Number(getComputedStyle(element).opacity) * opacity(element.parentElement);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || (node.textContent ?? "").trim() === "" || !shown(element)) continue;
      if (element.closest(":disabled") !== null) continue;
      const style = getComputedStyle(element);
      const share = opacity(element);
      const under = behind(element);
      const front = light(
        numbers(style.color)
          .slice(0, 3)
          .map((part, index) => part * share + (under[index] ?? 255) * (1 - share)),
      );
      const ground = light(under);
      const ratio = (Math.max(front, ground) + 0.05) / (Math.min(front, ground) + 0.05);
      const large = Number.parseFloat(style.fontSize) >= 24;
      if (ratio < (large ? 3 : 4.5))
        problems.push(`contrast ${ratio.toFixed(2)}: ${(node.textContent ?? "").slice(0, 40)}`);
    }
    return [...new Set(problems)];
  });
}

/** Sentences on the page that are not in its language, without what is data: names, plates, code, addresses. */
export function foreignWords(page: Page, language: "zh" | "en"): Promise<string[]> {
  return page.evaluate((wanted) => {
    const other = wanted === "zh" ? /[A-Za-z]{3,} [A-Za-z]{2,}/ : /[\u3400-\u9fff]/;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || !element.checkVisibility()) continue;
      if (element.closest(".subject dd, .who, .language, code, .u-legend, .source") !== null) continue;
      const text = node.textContent ?? "";
      if (other.test(text)) found.push(text.trim());
    }
    return [...new Set(found)];
  }, language);
}
