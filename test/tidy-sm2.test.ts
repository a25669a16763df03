import { expect, test } from "vitest";
import { codeOnly, importsOf, readSource, sourceFiles } from "./support/source-tree.ts";

/** The law of decision 44: one file asks the package for SM2, and nobody asks node:crypto. */
const WRAP = "src/adapters/keys/sm2.ts";
/** In two parts, so that this file is not taken for one that imports it. */
const NAME = ["sm-crypto", "v2"].join("-");
const PACKAGE = /^sm-crypto/;
const BY_NODE = /["'`](?:SM2|sm2p256v1|sm3|RSA-SM3|sm4[\w-]*)["'`]/i;

const production = sourceFiles("src", "simulators", "firmware-bridge");
const everything = [...production, ...sourceFiles("test")];

function strangers(path: string, text: string): readonly string[] {
  const wrapped = importsOf(text)
    .filter(({ specifier }) => PACKAGE.test(specifier) && path !== WRAP)
    .map(({ specifier }) => `${path} imports ${specifier}; ${WRAP} is the only way to it, with its hash on.`);
  const usesNode = importsOf(text).some(({ specifier }) => /^(?:node:)?crypto$/.test(specifier));
  const byNode =
    usesNode && !path.startsWith("test/") && BY_NODE.test(text)
      ? [
          `${path} names SM2 or SM3 beside node:crypto; what that makes of it is something else, take ${WRAP}.`,
        ]
      : [];
  return [...wrapped, ...byNode];
}

test("SM2 has one way in", () => {
  expect(everything.flatMap((path) => strangers(path, readSource(path)))).toEqual([]);
  expect(importsOf(readSource(WRAP)).map(({ specifier }) => specifier)).toContain(NAME);
});

test("the law sees what it should", () => {
  expect(strangers("src/a.ts", `import { sm2 } from "${NAME}";`)).toHaveLength(1);
  expect(strangers("test/a.ts", `const x = await import("${NAME}");`)).toHaveLength(1);
  expect(strangers("src/a.ts", 'import { sign } from "node:crypto";\nsign("sm3", m, k);')).toHaveLength(1);
  expect(strangers("src/a.ts", 'import { hash } from "node:crypto";\nhash("sha256", m);')).toEqual([]);
});

test("the package is asked with its hash on, DER, and the user id said", () => {
  const text = codeOnly(readSource(WRAP));
  for (const call of ["doSignature", "doVerifySignature"])
    expect(
      text.match(new RegExp(`${call}\\([\\s\\S]*?hash: true[\\s\\S]*?der: true[\\s\\S]*?userId: USER_ID`)),
    ).not.toBeNull();
});
