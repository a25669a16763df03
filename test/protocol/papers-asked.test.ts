import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import type { PapersAsked } from "../../src/core/requests/asked.ts";
import {
  PAPERS_REPLY_PAYLOAD_TYPE,
  type PapersReply,
  type PapersRequest,
} from "../../src/core/requests/papers-messages.ts";
import type { Sought } from "../../src/station/request-desk.ts";
import { DOSSIER, dossierLine } from "../support/papers-examples.ts";
import {
  AN_HOUR_AGO,
  CAR,
  documentOf,
  fact,
  OTHER,
  RequestWorld,
  sealed,
  signedPapersReply,
  signedReplyOf,
  usedOf,
} from "../support/request-world.ts";

const ASKED: PapersAsked = {
  kind: "vehicle-dossier",
  subject: { plate: CAR.plate, vinEnd: CAR.vin.slice(-6), vin: null },
};
const STRANGER = createDeterministicSigner("stranger", "ed25519");

/** What a press has come to so far; undefined while somebody waits. */
function pressed(world: RequestWorld, asked: PapersAsked = ASKED): { sought: Sought | undefined } {
  const told: { sought: Sought | undefined } = { sought: undefined };
  world.desk.seek(asked, (sought) => {
    if (told.sought !== undefined) throw new Error("told twice");
    told.sought = sought;
  });
  return told;
}

/** A press whose request reached nobody but the test, and the true reply to it. */
function alone(): { world: RequestWorld; told: { sought: Sought | undefined }; reply: PapersReply } {
  const world = new RequestWorld();
  world.link.intercept(() => []);
  const told = pressed(world);
  world.clock.advanceBy(1_000);
  const { request, subject, station } = documentOf(world.sent[0] as Uint8Array) as PapersRequest;
  const reply = {
    ...{ schema: "proofmark/papers-reply/v1", station, request, kind: "vehicle-dossier", subject },
    ...{ issued: new Date(world.clock.wallMs()).toISOString(), answer: "found", asOf: AN_HOUR_AGO },
    ...{ region: "GD", papers: DOSSIER, order: null, appointment: null, elsewhere: [], used: null },
  } as PapersReply;
  return { world, told, reply };
}

const SEEDS = Array.from({ length: 40 }, (_none, seed) => seed);
const ALL: string[] = [];

describe("papers that a station asks for", () => {
  test("RP-155 only the reply to this very request is taken: signed, small, in time, of this station, kind and subject", () => {
    const { reply: known } = alone();
    const issuedMs = Date.parse(known.issued);
    const others = (reply: PapersReply): readonly Uint8Array[] => [
      sealed(PAPERS_REPLY_PAYLOAD_TYPE, reply, STRANGER),
      signedReplyOf(reply),
      new TextEncoder().encode(JSON.stringify(reply)),
      new TextEncoder().encode(`${new TextDecoder().decode(signedPapersReply(reply))}${" ".repeat(65_536)}`),
      signedPapersReply({ ...reply, station: OTHER }),
      signedPapersReply({ ...reply, request: "f".repeat(32) }),
      signedPapersReply({ ...reply, subject: { ...reply.subject, vinEnd: "999999" } }),
      signedPapersReply({ ...reply, subject: { plate: null, vinEnd: null, vin: CAR.vin } }),
      signedPapersReply({
        ...{ ...reply, kind: "appointment" },
        subject: { certificate: "420100123456", identityEnd: "123X" },
      }),
      signedPapersReply({ ...reply, more: 1 }),
      signedPapersReply({ ...reply, papers: null }),
      signedPapersReply({ ...reply, issued: new Date(issuedMs + 40_000).toISOString() }),
      signedPapersReply({ ...reply, issued: new Date(issuedMs - 40_000).toISOString() }),
      signedPapersReply({ ...reply, asOf: new Date(issuedMs + 1).toISOString() }),
      Uint8Array.of(0xff),
    ];
    const { world, told, reply } = alone();
    for (const bytes of others(reply)) {
      world.link.inject(bytes);
      world.clock.advanceBy(300);
      expect(told.sought).toBeUndefined();
    }
    world.link.inject(signedPapersReply(reply));
    world.link.inject(signedPapersReply({ ...reply, region: "HB" }));
    world.clock.advanceBy(300);
    expect(told.sought).toMatchObject({ kind: "answered", reply: { document: reply } });
  });

  test("RP-163 a press is answered within ten seconds, or told that nothing came; each press asks anew, ten seconds after the last", () => {
    const world = new RequestWorld();
    world.answers.tellPapers(dossierLine());
    const first = pressed(world);
    world.clock.advanceBy(1_000);
    expect(first.sought).toMatchObject({ kind: "answered", reply: { document: { answer: "found" } } });
    expect(pressed(world).sought).toMatchObject({ kind: "answered" });
    expect(world.sent).toHaveLength(1);
    world.clock.advanceBy(10_000);
    world.answers.tellPapers(dossierLine({ dossier: null }));
    const second = pressed(world);
    expect(second.sought).toBeUndefined();
    world.clock.advanceBy(1_000);
    expect(second.sought).toMatchObject({ reply: { document: { answer: "unknown" } } });
    world.clock.advanceBy(11_000);
    world.link.intercept(() => []);
    const third = pressed(world);
    world.clock.advanceBy(9_700);
    expect(third.sought).toBeUndefined();
    world.clock.advanceBy(600);
    expect(third.sought).toEqual({ kind: "silent" });
    // While it rests after silence nobody waits for what is not asked.
    expect(pressed(world).sought).toEqual({ kind: "silent" });
    world.clock.advanceBy(60_000);
    expect(pressed(world).sought).toBeUndefined();
    world.desk.stop();
    expect(pressed(world).sought).toEqual({ kind: "nobody" });
  });

  test("a way that comes up within the ten seconds is used, and a stop tells whoever waits", () => {
    const world = new RequestWorld();
    world.answers.tellPapers(dossierLine());
    world.link.set(false);
    const told = pressed(world);
    world.clock.advanceBy(5_000);
    world.link.set(true);
    world.clock.advanceBy(1_000);
    expect(told.sought).toMatchObject({ kind: "answered" });
    const other = alone();
    other.world.desk.stop();
    expect(other.told.sought).toEqual({ kind: "silent" });
  });

  test("checks and papers of one vehicle are asked beside each other, and neither answers the other", () => {
    const world = new RequestWorld();
    world.answers.tell(fact("theft", false));
    world.answers.tellPapers(dossierLine());
    const told = pressed(world);
    expect(usedOf(world.lookFor(2_000))).toEqual(["clear clear"]);
    expect(told.sought).toMatchObject({ kind: "answered", reply: { document: { papers: DOSSIER } } });
    expect(world.sent.map((bytes) => (documentOf(bytes) as { kind: string }).kind).sort()).toEqual([
      "pre-checks",
      "vehicle-dossier",
    ]);
  });

  test.each(SEEDS)(
    "RP-164 whatever is lost, doubled, delayed or forged, a press ends in time, with what the registry said to it or with nothing (seed %i)",
    (seed) => {
      const random = new SeededRandom(seed, "hostile papers");
      const defects = {
        drop: random.unit() * 0.6,
        duplicate: random.unit(),
        jitterMs: random.unit() * 15_000,
      };
      const world = new RequestWorld({ seed, defects });
      const vins = [0, 1, 2].map((at) => `LFV2A21K8D412345${at}`);
      for (const vin of vins.slice(0, 2)) world.answers.tellPapers(dossierLine({ vin }));
      const said = new Set<string>();
      const heard: Uint8Array[] = [];
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      world.link.intercept((direction, message) => {
        if (direction === "up") return [message];
        heard.push(message);
        said.add(text(message));
        const other = heard[random.below(heard.length)] ?? message;
        const reply = documentOf(message) as PapersReply;
        const forged = {
          ...reply,
          answer: "found",
          asOf: AN_HOUR_AGO,
          region: "XX",
          papers: { ...DOSSIER, seats: 1 },
        };
        const chance = random.unit();
        if (chance < 0.2) return [other, message];
        if (chance < 0.4) return [other];
        if (chance < 0.6) return [sealed(PAPERS_REPLY_PAYLOAD_TYPE, forged, STRANGER), message];
        if (chance < 0.7) return [new Uint8Array(70_000), Uint8Array.of(0xff)];
        if (chance < 0.8) return [signedPapersReply({ ...forged, request: "f".repeat(32) }), message];
        return [message];
      });
      for (let press = 0; press < 40; press++) {
        if (random.chance(0.1)) world.link.set(random.chance(0.5));
        const vin = vins[random.below(3)] ?? "";
        const asked: PapersAsked = { kind: "vehicle-dossier", subject: { plate: null, vinEnd: null, vin } };
        const told = pressed(world, asked);
        for (let ms = 0; told.sought === undefined && ms <= 10_250; ms += 250) world.clock.advanceBy(250);
        const { sought } = told;
        expect(sought).toBeDefined();
        ALL.push(sought?.kind === "answered" ? sought.reply.document.answer : (sought?.kind ?? ""));
        if (sought?.kind === "answered") {
          expect(said.has(sought.reply.text)).toBe(true);
          expect(sought.reply.document.subject).toEqual(asked.subject);
          expect(sought.reply.document.papers?.vin ?? vin).toBe(vin);
        }
        world.clock.advanceBy(random.below(60_000));
      }
      if (seed === 39) for (const kind of ["found", "unknown", "silent"]) expect(ALL).toContain(kind);
    },
  );
});
