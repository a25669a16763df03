import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { RequestLink, RequestLinkListener } from "../../src/ports/request-link.ts";
import { SharedRequestLink } from "../../src/station/shared-request-link.ts";
import { ASKING, logKey, sealed } from "../support/request-world.ts";

/** Goal: several that ask over one link hear their own replies and whether it is up, whichever of them comes or goes first. */
class Wire implements RequestLink {
  readonly sent: Uint8Array[] = [];
  opened = 0;
  closed = 0;
  #listener: RequestLinkListener | null = null;

  open(listener: RequestLinkListener): void {
    this.opened++;
    this.#listener = listener;
  }

  send(message: Uint8Array): void {
    this.sent.push(message);
  }

  close(): void {
    this.closed++;
    this.#listener = null;
  }

  set(up: boolean): void {
    this.#listener?.onLink(up);
  }

  say(message: Uint8Array): void {
    this.#listener?.onMessage(message);
  }
}

function shared() {
  const wire = new Wire();
  const clock = new VirtualClock();
  return { wire, clock, link: new SharedRequestLink(wire, clock) };
}

/** What it heard, in order. */
class Ear implements RequestLinkListener {
  readonly heard: (boolean | Uint8Array)[] = [];

  readonly onHeard: () => void;

  constructor(onHeard: () => void = () => undefined) {
    this.onHeard = onHeard;
  }

  onLink(up: boolean): void {
    this.heard.push(up);
    this.onHeard();
  }

  onMessage(message: Uint8Array): void {
    this.heard.push(message);
    this.onHeard();
  }
}

const message = (type: string): Uint8Array => sealed(type, {}, logKey(ASKING));

describe("a link that several share", () => {
  test("is opened by the first and closed by the last that goes, once each", () => {
    const { wire, link } = shared();
    const [one, two] = [link.for(["one"]), link.for(["two"])];
    // Whoever never opened it has nothing to close.
    two.close();
    expect(wire).toMatchObject({ opened: 0, closed: 0 });
    one.open(new Ear());
    two.close();
    two.open(new Ear());
    expect(wire).toMatchObject({ opened: 1, closed: 0 });
    one.close();
    one.close();
    expect(wire).toMatchObject({ opened: 1, closed: 0 });
    two.close();
    two.close();
    expect(wire).toMatchObject({ opened: 1, closed: 1 });
  });

  test("can be opened again after the last has gone, and is not up until it is", () => {
    const { wire, clock, link } = shared();
    const [one, two] = [link.for(["one"]), link.for(["two"])];
    one.open(new Ear());
    wire.set(true);
    one.close();
    const [first, second] = [new Ear(), new Ear()];
    one.open(first);
    two.open(second);
    clock.advanceBy(10);
    expect([first.heard, second.heard]).toEqual([[], []]);
    wire.set(true);
    expect([first.heard, second.heard]).toEqual([[true], [true]]);
    expect(wire).toMatchObject({ opened: 2, closed: 1 });
  });

  test("is told to be up to whoever comes later, once, after opening, and to nobody who has gone meanwhile", () => {
    const { wire, clock, link } = shared();
    link.for(["one"]).open(new Ear());
    wire.set(true);
    const [late, gone, both] = [new Ear(), new Ear(), new Ear()];
    link.for(["late"]).open(late);
    const leaving = link.for(["gone"]);
    leaving.open(gone);
    leaving.close();
    link.for(["both"]).open(both);
    expect(late.heard).toEqual([]);
    wire.set(true);
    clock.advanceBy(0);
    expect([late.heard, gone.heard, both.heard]).toEqual([[true], [], [true]]);
    wire.set(false);
    expect(late.heard).toEqual([true, false]);
  });

  test("is told to be down to nobody who never heard that it was up", () => {
    const { wire, clock, link } = shared();
    link.for(["one"]).open(new Ear());
    wire.set(true);
    const late = new Ear();
    link.for(["late"]).open(late);
    wire.set(false);
    clock.advanceBy(10);
    expect(late.heard).toEqual([]);
  });

  test("brings a message to the one that hears its type, of several types too", () => {
    const { wire, link } = shared();
    const [papers, time] = [new Ear(), new Ear()];
    link.for(["reply", "papers"]).open(papers);
    link.for(["time"]).open(time);
    const [reply, dossier, hour] = [message("reply"), message("papers"), message("time")];
    for (const one of [reply, hour, dossier]) wire.say(one);
    expect(papers.heard).toEqual([reply, dossier]);
    expect(time.heard).toEqual([hour]);
  });

  test("brings what is of no known type to all: each drops it in its own way", () => {
    const { wire, link } = shared();
    const [one, two] = [new Ear(), new Ear()];
    link.for(["one"]).open(one);
    link.for(["two"]).open(two);
    const strange = [
      message("three"),
      new TextEncoder().encode("{"),
      new Uint8Array([0xff]),
      new Uint8Array(),
    ];
    for (const bytes of strange) wire.say(bytes);
    expect(one.heard).toEqual(strange);
    expect(two.heard).toEqual(strange);
  });

  test("says nothing to one that another closed while both were being told", () => {
    const { wire, link } = shared();
    const second = link.for(["two"]);
    const closing = new Ear(() => second.close());
    const closed = new Ear();
    link.for(["one"]).open(closing);
    second.open(closed);
    wire.set(true);
    wire.say(message("three"));
    expect(closed.heard).toEqual([]);
  });

  test("sends what anybody sends", () => {
    const { wire, link } = shared();
    const [one, two] = [link.for(["one"]), link.for(["two"])];
    one.open(new Ear());
    one.send(message("one"));
    two.send(message("two"));
    expect(wire.sent).toEqual([message("one"), message("two")]);
  });
});
