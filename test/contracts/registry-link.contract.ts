import { afterEach, beforeEach, describe, expect, type TestContext, test } from "vitest";
import type { RegistryLink, RegistryLinkListener } from "../../src/ports/registry-link.ts";

export interface LinkUnderTest {
  readonly link: RegistryLink;
  /** Lets time pass until it holds; throws after a bound. */
  until(what: string, reached: () => boolean): Promise<void>;
  /** Takes the registry's side away, and brings it back. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  end(): Promise<void>;
}

class Listening implements RegistryLinkListener {
  readonly calls: string[] = [];
  readonly answers: string[] = [];

  onReady(): void {
    this.calls.push("ready");
  }

  onMessage(message: Uint8Array): void {
    this.answers.push(JSON.parse(new TextDecoder().decode(message)).station);
  }

  onRefused(): void {
    this.calls.push("refused");
  }

  onTrouble(): void {
    // What is told of it, and when, differs from link to link.
  }

  onDown(): void {
    this.calls.push("down");
  }
}

/** The registry answers a submission of a stranger with a refusal that names him: a way to see what arrived, and when. */
function submissionOf(name: string): Uint8Array {
  const records: readonly unknown[] = [];
  const message = { schema: "proofmark/submission/v1", station: name, oldSize: 0, checkpoint: "-", records };
  return new TextEncoder().encode(JSON.stringify({ ...message, consistency: [] }));
}

/** Every RegistryLink keeps these; `unavailable` says why this one cannot be tried on this machine. */
export function registryLinkContract(
  name: string,
  make: () => Promise<LinkUnderTest>,
  unavailable: () => string | null = () => null,
): void {
  describe(`registry link contract: ${name}`, () => {
    let on: LinkUnderTest | null = null;
    let listening = new Listening();
    const ready = async (context: TestContext): Promise<LinkUnderTest> => {
      const why = unavailable();
      if (why !== null) context.skip(why);
      on = await make();
      return on;
    };
    beforeEach(() => {
      on = null;
      listening = new Listening();
    });
    afterEach(async () => {
      await on?.link.close();
      await on?.end();
    });
    const up = async ({ link, until }: LinkUnderTest): Promise<void> => {
      link.open(listening);
      await until("ready", () => listening.calls.includes("ready"));
    };

    test("opening calls nobody back, and nothing is taken before it is ready", async (context) => {
      const { link, until } = await ready(context);
      link.open(listening);
      expect(listening.calls).toEqual([]);
      expect(link.submit(submissionOf("EARLY"))).toBe("unsent");
      await until("ready", () => listening.calls.length > 0);
      expect(listening.calls).toEqual(["ready"]);
      expect(listening.answers).toEqual([]);
    });

    test("what is taken is answered, in the order in which it was taken", async (context) => {
      const on = await ready(context);
      await up(on);
      const names = ["S-1", "S-2", "S-3", "S-4", "S-5"];
      for (const station of names) expect(on.link.submit(submissionOf(station))).toBe("taken");
      await on.until("answers", () => listening.answers.length >= names.length);
      expect(listening.answers).toEqual(names);
    });

    test("no more is taken than the window has room for, and room is told", async (context) => {
      const on = await ready(context);
      await up(on);
      let taken = 0;
      while (taken < 1000 && on.link.submit(submissionOf(`S-${taken}`)) === "taken") taken++;
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(20);
      await on.until("room", () => listening.calls.length >= 2);
      expect(listening.calls.slice(0, 2)).toEqual(["ready", "ready"]);
      expect(on.link.submit(submissionOf("LAST"))).toBe("taken");
      await on.until("answers", () => listening.answers.length >= taken + 1);
      expect(listening.answers.at(-1)).toBe("LAST");
    });

    test("a loss is told once, nothing is taken until it is up again by itself", async (context) => {
      const on = await ready(context);
      await up(on);
      await on.cut();
      await on.until("down", () => listening.calls.includes("down"));
      expect(listening.calls).toEqual(["ready", "down"]);
      expect(on.link.submit(submissionOf("LOST"))).toBe("unsent");
      await on.restore();
      await on.until("up again", () => listening.calls.at(-1) === "ready");
      expect(on.link.submit(submissionOf("BACK"))).toBe("taken");
      await on.until("answer", () => listening.answers.length > 0);
      expect(listening.answers).toEqual(["BACK"]);
    });

    test("after close nobody is called and nothing is taken", async (context) => {
      const on = await ready(context);
      await up(on);
      on.link.submit(submissionOf("S-1"));
      await on.link.close();
      const calls = [...listening.calls];
      expect(on.link.submit(submissionOf("S-2"))).toBe("unsent");
      expect(listening.calls).toEqual(calls);
    });
  });
}
