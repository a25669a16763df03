import { describe, expect, test } from "vitest";
import type { Person } from "../../../src/core/people/person.ts";
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
const DOER = { person: "P-00000001", from: FROM, session: "0123456789abcdef" };
const SECRETS = { password: PASSWORD, pin: PIN };

const actsOf = ({ entries }: PeopleWorld): string[] =>
  entries.map((entry) =>
    entry.type === "console-acted"
      ? entry.act.kind
      : entry.type === "console-refused"
        ? entry.act
        : entry.type,
  );

function add(world: PeopleWorld, form: object) {
  return toldOf<{ person: Person; link: string }>((told) => world.desk.office.add(DOER, form, told));
}
function change(world: PeopleWorld, id: string, form: object) {
  return toldOf<{ person: Person }>((told) => world.desk.office.change(DOER, id, form, told));
}
function choose(world: PeopleWorld, link: string, secrets = SECRETS) {
  return toldOf<SignedIn>((told) => world.desk.office.chooseBy(link, secrets, FROM, told));
}
function setUp(world: PeopleWorld, link: string, staffNumber = "0001") {
  const form = { name: "王海", staffNumber, ...SECRETS };
  return toldOf<SignedIn>((told) => world.desk.office.setUpBy(link, form, FROM, told));
}
const setUpLink = ({ desk }: PeopleWorld): Promise<string> =>
  new Promise((made) => desk.office.ownLink({ kind: "set-up" }, made));
const NEW = { name: "李明", staffNumber: "0417", roles: ["examiner"] };
const refusedWith = (code: string) => ({ kind: "refused", reason: { code } });

describe("setting the station up", () => {
  test("makes the first manager, who is signed in, and is over then", async () => {
    const world = peopleWorld();
    expect(world.desk.office.needsSetUp).toBe(true);
    const link = await setUpLink(world);
    const { person, token } = doneOf(await setUp(world, link));
    expect(person).toMatchObject({ name: "王海", roles: ["manager"], state: "active" });
    expect(world.desk.visitor(token, FROM, false)).toMatchObject({ kind: "in", person });
    expect(world.desk.office.needsSetUp).toBe(false);
    expect(actsOf(world)).toEqual(["link-made", "secret-set", "secret-set", "person-noted", "signed-in"]);
    expect(await setUp(world, link, "0002")).toMatchObject(refusedWith("LINK_SPENT"));
  });

  test("twice in parallel makes one manager", async () => {
    const world = peopleWorld();
    const link = await setUpLink(world);
    const both = await Promise.all([setUp(world, link, "0001"), setUp(world, link, "0002")]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["done", "refused"]);
    expect(world.people.all()).toHaveLength(1);
  });

  test("a link of before is no good once somebody manages the station", async () => {
    const world = peopleWorld();
    const link = await setUpLink(world);
    await world.person();
    expect(await setUp(world, link)).toMatchObject(refusedWith("LINK_SPENT"));
  });

  test("is needed again when the disk has lost what the only manager's password is checked by", async () => {
    const world = peopleWorld();
    await world.person();
    expect(world.desk.office.needsSetUp).toBe(false);
    world.vault.altered = true;
    expect(world.desk.office.needsSetUp).toBe(true);
  });

  test("is over for a link of a start, and not for one that somebody at the machine asked for", async () => {
    const world = peopleWorld();
    const late = await setUpLink(world);
    const asked = await new Promise<string>((made) =>
      world.desk.office.ownLink({ kind: "set-up", isAsked: true }, made),
    );
    // The newest link alone is good.
    expect(await setUp(world, late)).toMatchObject(refusedWith("LINK_SPENT"));
    doneOf(await setUp(world, asked));
    const stale = await setUpLink(world);
    expect(await setUp(world, stale, "0002")).toMatchObject(refusedWith("LINK_SPENT"));
    const again = await new Promise<string>((made) =>
      world.desk.office.ownLink({ kind: "set-up", isAsked: true }, made),
    );
    expect(doneOf(await setUp(world, again, "0002")).person.roles).toEqual(["manager"]);
  });

  test("a bad password leaves the link good", async () => {
    const world = peopleWorld();
    const link = await setUpLink(world);
    const form = { name: "王海", staffNumber: "0001", password: "password", pin: PIN };
    const bad = await toldOf<SignedIn>((told) => world.desk.office.setUpBy(link, form, FROM, told));
    expect(bad).toMatchObject(refusedWith("PASSWORD_EASY"));
    expect((await setUp(world, link)).kind).toBe("done");
  });
});

describe("a disk that refuses", () => {
  /** Keeps this secret only once it has refused it so often. */
  const refusing = (world: PeopleWorld, secret: string): void => {
    const { vault } = world;
    const set = vault.set.bind(vault);
    let left = 1;
    vault.set = (person, of, text, told) => {
      if (of === secret && left-- > 0) queueMicrotask(() => told(null));
      else set(person, of, text, told);
    };
  };

  test.each(["password", "pin"])("the %s leaves the link good: of an invited person", async (secret) => {
    const world = peopleWorld();
    await world.person();
    const { person, link } = doneOf(await add(world, NEW));
    refusing(world, secret);
    expect(await choose(world, link)).toMatchObject(refusedWith("SECRET_NOT_KEPT"));
    expect(world.people.by(person.id)?.state).toBe("invited");
    expect(world.desk.office.look(link)?.person?.id).toBe(person.id);
    expect((await choose(world, link)).kind).toBe("done");
    expect(await choose(world, link)).toMatchObject(refusedWith("LINK_SPENT"));
  });

  test.each(["password", "pin"])(
    "the %s leaves the link good: of a station without people",
    async (secret) => {
      const world = peopleWorld();
      const link = await setUpLink(world);
      refusing(world, secret);
      expect(await setUp(world, link)).toMatchObject(refusedWith("SECRET_NOT_KEPT"));
      expect(world.desk.office.all()).toEqual([]);
      expect((await setUp(world, link)).kind).toBe("done");
    },
  );

  test("brings back no link that a newer one has replaced meanwhile", async () => {
    const world = peopleWorld();
    await world.person();
    const { person, link } = doneOf(await add(world, NEW));
    refusing(world, "pin");
    const choosing = choose(world, link);
    const newer = await toldOf<{ link: string }>((told) => world.desk.office.newLink(DOER, person.id, told));
    await choosing;
    expect(await choose(world, link)).toMatchObject(refusedWith("LINK_SPENT"));
    expect((await choose(world, doneOf(newer).link)).kind).toBe("done");
  });
});

describe("people", () => {
  test("are invited with a link, choose their secrets by it once, and are active then", async () => {
    const world = peopleWorld();
    const { person, link } = doneOf(await add(world, NEW));
    expect(person).toMatchObject({ ...NEW, state: "invited" });
    const both = await Promise.all([choose(world, link), choose(world, link)]);
    expect(both.map(({ kind }) => kind)).toEqual(["done", "refused"]);
    expect(world.people.by(person.id)?.state).toBe("active");
    expect(actsOf(world)).toContain("link");
  });

  test("a link is good for a day, and the newest of a person alone", async () => {
    const world = peopleWorld();
    const { person, link } = doneOf(await add(world, NEW));
    const newer = doneOf(
      await toldOf<{ link: string }>((told) => world.desk.office.newLink(DOER, person.id, told)),
    );
    expect(await choose(world, link)).toMatchObject(refusedWith("LINK_SPENT"));
    world.clock.advanceBy(24 * 60 * 60_000);
    expect(await choose(world, newer.link)).toMatchObject(refusedWith("LINK_SPENT"));
  });

  test("whoever is stopped while their password is kept stays out, and what was changed meanwhile holds", async () => {
    const stopped = peopleWorld();
    await stopped.person();
    const one = doneOf(await add(stopped, NEW));
    const choosing = choose(stopped, one.link);
    await change(stopped, one.person.id, { state: "stopped" });
    expect(await choosing).toMatchObject(refusedWith("LINK_SPENT"));
    expect(stopped.people.by(one.person.id)?.state).toBe("stopped");

    const changed = peopleWorld();
    const two = doneOf(await add(changed, NEW));
    const coming = choose(changed, two.link);
    await change(changed, two.person.id, { roles: ["auditor"] });
    expect(doneOf(await coming).person.roles).toEqual(["auditor"]);
    expect(changed.people.by(two.person.id)).toMatchObject({ state: "active", roles: ["auditor"] });
  });

  test("stopping ends sessions and links, for good: letting in again does not bring them back", async () => {
    const world = peopleWorld();
    await world.person();
    const person = await world.person();
    const token = await world.enter(person);
    const { link } = doneOf(
      await toldOf<{ link: string }>((told) => world.desk.office.newLink(DOER, person.id, told)),
    );
    doneOf(await change(world, person.id, { state: "stopped" }));
    expect(world.desk.visitor(token, FROM, true).kind).toBe("out");
    doneOf(await change(world, person.id, { state: "active" }));
    expect(world.people.by(person.id)?.state).toBe("active");
    expect(world.desk.visitor(token, FROM, true).kind).toBe("out");
    expect(await choose(world, link)).toMatchObject(refusedWith("LINK_SPENT"));
  });

  test("somebody stopped is not signed in by a link of the station's own either", async () => {
    const world = peopleWorld();
    await world.person();
    const person = await world.person({ state: "stopped" });
    await expect(world.enter(person)).rejects.toThrow(/LINK_SPENT/);
    expect(actsOf(world)).not.toContain("signed-in");
  });

  test("the last manager who can sign in can neither be stopped nor lose the role", async () => {
    const world = peopleWorld();
    const manager = await world.person({ roles: ["manager"] });
    doneOf(await add(world, { ...NEW, roles: ["manager"] }));
    for (const form of [{ state: "stopped" }, { roles: ["operator"] }])
      expect(await change(world, manager.id, form)).toMatchObject(refusedWith("LAST_MANAGER"));
    const other = await world.person({ roles: ["manager"] });
    const both = await Promise.all([manager, other].map(({ id }) => change(world, id, { state: "stopped" })));
    expect(both.map(({ kind }) => kind)).toEqual(["done", "refused"]);
    expect(world.desk.office.needsSetUp).toBe(false);
  });

  test.each([
    ["a doubled staff number", { ...NEW, staffNumber: "S-001" }, "STAFF_NUMBER_TAKEN"],
    ["no role", { ...NEW, roles: [] }, "PERSON_MALFORMED"],
    ["a role twice", { ...NEW, roles: ["operator", "operator"] }, "PERSON_MALFORMED"],
    ["a strange role", { ...NEW, roles: ["root"] }, "PERSON_MALFORMED"],
    ["more than is asked", { ...NEW, state: "active" }, "PERSON_MALFORMED"],
    ["a name of control characters", { ...NEW, name: "a\u202eb" }, "PERSON_MALFORMED"],
    ["nothing", {}, "PERSON_MALFORMED"],
  ])("%s is refused, and nothing is noted", async (_what, form, code) => {
    const world = peopleWorld();
    await world.person();
    const before = world.entries.length;
    expect(await add(world, form)).toMatchObject(refusedWith(code));
    expect(world.entries).toHaveLength(before);
  });

  test("what was found in a secret field is shown to nobody, and a long name of a field is cut", async () => {
    const world = peopleWorld();
    const found = await add(world, { ...NEW, password: "my old password" });
    expect(JSON.stringify(found)).not.toContain("my old");
    const long = await add(world, { ...NEW, ["k".repeat(5000)]: 1 });
    expect(JSON.stringify(long).length).toBeLessThan(1000);
  });
});

describe("one's own secrets", () => {
  const own = async (world: PeopleWorld, person: Person, token: string, asked: object) => {
    const visitor = world.desk.visitor(token, FROM, true);
    if (visitor.kind !== "in") throw new Error("not signed in");
    return toldOf<object>((told) =>
      world.desk.office.changeOwn(
        visitor,
        { secret: "password", password: PASSWORD, ...asked } as never,
        told,
      ),
    ).then((outcome) => ({ outcome, person }));
  };

  test("a new password ends the other sessions, and the old one is no good any more", async () => {
    const world = peopleWorld();
    const person = await world.person();
    const [here, there] = [await world.enter(person), await world.enter(person, "10.0.0.9")];
    await own(world, person, here, { wanted: "another long sentence" });
    expect(world.desk.visitor(here, FROM, false).kind).toBe("in");
    expect(world.desk.visitor(there, "10.0.0.9", false).kind).toBe("out");
    const signIn = (password: string) =>
      toldOf<SignedIn>((told) =>
        world.desk.signIn({ staffNumber: person.staffNumber, password, from: FROM }, told),
      );
    expect(await signIn(PASSWORD)).toMatchObject(refusedWith("SIGN_IN_WRONG"));
    expect((await signIn("another long sentence")).kind).toBe("done");
  });

  test("a wrong password for it is refused and noted", async () => {
    const world = peopleWorld();
    const person = await world.person();
    const token = await world.enter(person);
    const { outcome } = await own(world, person, token, { password: "wrong", wanted: "another sentence" });
    expect(outcome).toMatchObject(refusedWith("PASSWORD_WRONG"));
    expect(world.entries.at(-1)).toMatchObject({
      type: "console-refused",
      act: "own.password",
      person: person.id,
    });
  });
});
