import { describe, expect, test } from "vitest";
import type { Person } from "../../../src/core/people/person.ts";
import type { SecretVault } from "../../../src/ports/secret-vault.ts";
import type { SignedIn } from "../../../src/station/people/people-options.ts";
import {
  doneOf,
  OWN_ADDRESS,
  PASSWORD,
  type PeopleWorld,
  PIN,
  peopleWorld,
  toldOf,
} from "../../support/signed-in.ts";

const FROM = OWN_ADDRESS;
const MINUTE = 60_000;
const refusedWith = (code: string) => ({ kind: "refused", reason: { code } });

function signIn(world: PeopleWorld, staffNumber: string, password = PASSWORD, from = FROM) {
  return toldOf<SignedIn>((told) => world.desk.signIn({ staffNumber, password, from }, told));
}

async function inside(): Promise<{ world: PeopleWorld; person: Person; token: string }> {
  const world = peopleWorld();
  const person = await world.person();
  return { world, person, token: await world.enter(person) };
}

function unlock(world: PeopleWorld, token: string, pin = PIN) {
  const visitor = world.desk.visitor(token, FROM, false);
  if (visitor.kind !== "locked") throw new Error(visitor.kind);
  return toldOf<{ token: string }>((told) => world.desk.unlock(token, visitor, pin, told));
}

describe("signing in", () => {
  test("the right password and a wrong one, a stranger and somebody who was stopped", async () => {
    const world = peopleWorld();
    const person = await world.person();
    const gone = await world.person({ state: "stopped" });
    const { token } = doneOf(await signIn(world, person.staffNumber));
    expect(world.desk.visitor(token, FROM, true)).toMatchObject({ kind: "in", person });
    const wrong = await signIn(world, person.staffNumber, "wrong");
    // Nobody learns from the answer who there is.
    expect(await signIn(world, "nobody", "wrong")).toEqual(wrong);
    expect(await signIn(world, gone.staffNumber, "wrong")).toEqual(wrong);
    expect(wrong).toMatchObject(refusedWith("SIGN_IN_WRONG"));
    expect(await signIn(world, gone.staffNumber)).toMatchObject(refusedWith("PERSON_NOT_ACTIVE"));
    const denied = world.entries.filter(({ type }) => type === "console-refused");
    expect(denied.map((entry) => "person" in entry && entry.person)).toEqual([
      person.id,
      null,
      gone.id,
      gone.id,
    ]);
  });

  test("a verifier that is not what the journal says lets nobody in", async () => {
    const world = peopleWorld();
    const person = await world.person();
    world.vault.altered = true;
    expect(await signIn(world, person.staffNumber)).toMatchObject(refusedWith("SECRET_ALTERED"));
  });

  test("after five wrong ones from an address that one waits, and the same person elsewhere does not", async () => {
    const world = peopleWorld();
    const person = await world.person();
    // At once, as a program would.
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => signIn(world, person.staffNumber, "wrong")),
    );
    const codes = tries.map((outcome) => outcome.kind === "refused" && outcome.reason.code);
    expect(codes).toEqual([...Array(5).fill("SIGN_IN_WRONG"), ...Array(3).fill("SIGN_IN_WAIT")]);
    expect(await signIn(world, person.staffNumber)).toMatchObject(refusedWith("SIGN_IN_WAIT"));
    expect((await signIn(world, person.staffNumber, PASSWORD, "10.0.0.9")).kind).toBe("done");
    world.clock.advanceBy(10_000);
    expect((await signIn(world, person.staffNumber)).kind).toBe("done");
  });

  test("one who tries many names from one address waits as well; right ones in between do not help them", async () => {
    const world = peopleWorld();
    const own = await world.person();
    for (let n = 0; n < 20; n++) {
      await signIn(world, `name ${n}`, "wrong");
      await signIn(world, own.staffNumber);
    }
    expect(await signIn(world, "name 21", "wrong")).toMatchObject(refusedWith("SIGN_IN_WAIT"));
  });

  test("many tries of one person from many addresses wait", async () => {
    const world = peopleWorld();
    const person = await world.person();
    for (let n = 0; n < 50; n++) await signIn(world, person.staffNumber, "wrong", `10.0.1.${n}`);
    expect(await signIn(world, person.staffNumber, "wrong", "10.0.2.1")).toMatchObject(
      refusedWith("SIGN_IN_WAIT"),
    );
  });

  test("right ones never wait: a busy console signs in and unlocks a hundred times within an hour", async () => {
    const { world, person, token: first } = await inside();
    let token = first;
    for (let n = 0; n < 100; n++) {
      expect((await signIn(world, person.staffNumber)).kind, `${n}`).toBe("done");
      world.desk.lock(token);
      token = doneOf(await unlock(world, token)).token;
    }
  });

  test("what was not looked at counts for nothing", async () => {
    const busy: SecretVault = {
      set: (_person, _secret, _text, kept) => kept(null),
      check: (_asked, told) => told("busy"),
      holds: () => true,
    };
    const world = peopleWorld({ vault: busy });
    for (let n = 0; n < 30; n++)
      expect(await signIn(world, "0417")).toMatchObject(refusedWith("SIGN_IN_BUSY"));
  });
});

describe("a session", () => {
  test("is locked when nobody does anything, and opened by the PIN; looking is not doing", async () => {
    const { world, token } = await inside();
    let told = 0;
    world.desk.watch(token, () => {
      told += 1;
    });
    for (let n = 0; n < 14; n++) {
      world.clock.advanceBy(MINUTE);
      expect(world.desk.visitor(token, FROM, false).kind).toBe("in");
    }
    world.clock.advanceBy(MINUTE + 10_000);
    // Nobody asked: the watch of the live page heard of it all the same.
    expect(told).toBe(1);
    expect(world.desk.visitor(token, FROM, true).kind).toBe("locked");
    expect(await unlock(world, token, "000000")).toMatchObject(refusedWith("PIN_WRONG"));
    const opened = doneOf(await unlock(world, token));
    expect(world.desk.visitor(opened.token, FROM, true).kind).toBe("in");
    // Every proof of who it is gives another token, and ends the one before.
    expect(world.desk.visitor(token, FROM, true).kind).toBe("out");
    const acts = world.entries.map((entry) => (entry.type === "console-acted" ? entry.act.kind : entry.type));
    expect(acts.slice(-4)).toEqual(["signed-in", "session-locked", "console-refused", "session-unlocked"]);
  });

  test("an act keeps it open, up to twelve hours", async () => {
    const { world, token } = await inside();
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      world.clock.advanceBy(10 * MINUTE);
      if (minutes < 12 * 60 - 20) expect(world.desk.visitor(token, FROM, true).kind).toBe("in");
    }
    world.clock.advanceBy(10 * MINUTE);
    expect(world.desk.visitor(token, FROM, true)).toMatchObject({ kind: "out" });
    expect(world.entries.at(-1)).toMatchObject({ act: { kind: "session-ended", why: "too-old" } });
  });

  test("of somebody who was stopped while the PIN was looked at stays over", async () => {
    const { world, person, token } = await inside();
    await world.person();
    world.desk.lock(token);
    const opening = unlock(world, token);
    await toldOf((told) =>
      world.desk.office.change(
        { person: person.id, from: FROM, session: "0".repeat(16) },
        person.id,
        { state: "stopped" },
        told,
      ),
    );
    expect((await opening).kind).toBe("refused");
    expect(world.desk.visitor(token, FROM, true).kind).toBe("out");
  });

  test("whoever signs out is out at once, and a watch hears of it", async () => {
    const { world, token } = await inside();
    let told = 0;
    const leave = world.desk.watch(token, () => {
      told += 1;
    });
    await new Promise<void>((out) => world.desk.signOut(token, out));
    expect([told, world.desk.visitor(token, FROM, true).kind]).toEqual([1, "out"]);
    leave();
    await new Promise<void>((out) => world.desk.signOut(token, out));
  });
});
