import { expect, test } from "vitest";
import { markExample } from "../../support/mark-example.ts";
import { readSource } from "../../support/source-tree.ts";

/** Goal: whoever writes a reader by the page has the very bytes of the program. */
test("the example of docs/marks.md is what the code makes", () => {
  const page = readSource("docs/marks.md");
  const blocks = [...page.matchAll(/```(text|hex)\n([\s\S]*?)\n```/g)].map(([, kind, body = ""]) =>
    kind === "hex" ? body.replaceAll("\n", "") : body,
  );
  const { text, mark, markSigned, status, statusSigned, markSpki, statusSpki } = markExample();
  expect(blocks).toEqual([text, mark, markSigned, status, statusSigned]);
  expect(page).toContain(`\`${markSpki}\``);
  expect(page).toContain(`\`${statusSpki}\``);
});
