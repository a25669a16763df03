import { describe, expect, test, vi } from "vitest";
import { type Reason, reason, told } from "../../src/core/trade/reasons.ts";
import type { RegistryIs } from "../../src/station/live-message.ts";
import { QUIET_REPORT } from "../support/no-reports.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: nobody takes a stand-in, or nothing at all, for the registry: the page says which one it is, and the lamp in the header does. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
const { opened } = browserWith({});

const NOT_HERE = reason("OWN_REGISTRY_NOT_HERE", {
  code: "DATABASE_NOT_HERE",
  detail: "There is no PostgreSQL among the packages.",
});

interface Case {
  readonly is: RegistryIs;
  readonly why: Reason;
  readonly zh: { readonly lamp: RegExp; readonly row: RegExp; readonly stands: string };
  readonly en: { readonly lamp: RegExp; readonly row: RegExp; readonly stands: string };
}

const CASES: readonly Case[] = [
  {
    is: "named",
    why: reason("REGISTRY_NAMED", {
      witness: "registry/witness-1",
      address: "mqtt://127.0.0.1:1883",
      isHere: true,
    }),
    zh: {
      lamp: /已连接$/,
      row: /本站文件所指定的登记中心：见证 registry\/witness-1.*（在本机）$/,
      stands: "已连接",
    },
    en: {
      lamp: /connected$/,
      row: /station's file names: witness registry\/witness-1.*on this machine/,
      stands: "connected",
    },
  },
  {
    is: "own",
    why: reason("REGISTRY_OF_DEMO", {}),
    zh: { lamp: /已连接$/, row: /演示自带的登记中心.*不是主管部门/, stands: "已连接" },
    en: { lamp: /connected$/, row: /demonstration's own.*no authority's/, stands: "connected" },
  },
  {
    is: "stand-in",
    why: reason("REGISTRY_STAND_IN", { because: NOT_HERE }),
    zh: { lamp: /已连接替身$/, row: /替身（Proofmark 自己的登记中心无法在本机启动/, stands: "已连接替身" },
    en: { lamp: /a stand-in$/, row: /stand-in.*There is no PostgreSQL/, stands: "connected to a stand-in" },
  },
  {
    is: "absent",
    why: reason("REGISTRY_ABSENT", { because: NOT_HERE }),
    zh: { lamp: /没有登记中心$/, row: /^没有登记中心：.*待它启动后送交$/, stands: "没有登记中心" },
    en: { lamp: /there is none$/, row: /^None: .*until it does$/i, stands: "there is none" },
  },
];

for (const { is, why, ...words } of CASES)
  describe(`a station whose registry is ${is}`, () => {
    for (const locale of ["zh-CN", "en-GB"] as const)
      test(`says so on its page and in the header (${locale})`, async (context) => {
        const language = locale === "zh-CN" ? "zh" : "en";
        const { page } = await opened(context, {
          locale,
          path: "/#station/keeping",
          before: (station) => {
            const none = is === "stand-in" || is === "absent" ? { is } : {};
            const { registry: before } = station.view;
            station.view = { ...station.view, software: "proofmark-test", registry: { ...before, ...none } };
            const registry = { ...QUIET_REPORT.registry, which: { is, ...told(why) } };
            station.reports = { ...station.reports, report: () => ({ ...QUIET_REPORT, registry }) };
          },
        });
        const { lamp, row, stands } = words[language];
        const card = page.locator(".keeping section").last();
        const facts = (at: number): Promise<string> => card.locator("dd").nth(at).innerText();
        await expect.poll(() => facts(0)).toBe(stands);
        await expect.poll(() => facts(1)).toMatch(row);
        const of = language === "zh" ? "登记中心" : "Registry";
        const shown = page.locator(".devices .device").filter({ hasText: of });
        await expect.poll(async () => (await shown.textContent())?.trim()).toMatch(lamp);
        // What is usual is read out and not shown.
        const isUsual = is === "named" || is === "own";
        await expect.poll(() => shown.locator(".unseen").count()).toBe(isUsual ? 1 : 0);
        await expect.poll(() => shown.getAttribute("class")).toContain(is === "absent" ? "fault" : "ready");
        expect(await auditPage(page)).toEqual([]);
        expect(await foreignWords(page, language)).toEqual([]);
      });
  });
