// The lint of the schema reports nothing, and would report what is wrong.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";

const root = fileURLToPath(new URL("../..", import.meta.url));
const eslint = new ESLint({ cwd: root, overrideConfigFile: fileURLToPath(new URL("../eslint.config.js", import.meta.url)) });
const path = root + "schema.graphql";
const source = readFileSync(path, "utf8");
const lint = async (text) => (await eslint.lintText(text, { filePath: path }))[0].messages;

test("nothing is reported", async () => {
  const messages = await lint(source);
  assert.deepEqual(messages.map((m) => `${m.line}: ${m.message}`), []);
});

test("every exception from strict-id-in-types is a type of the schema without an id", async () => {
  const config = await eslint.calculateConfigForFile(path);
  const [, { exceptions }] = config.rules["@graphql-eslint/strict-id-in-types"];
  for (const name of exceptions.types) {
    const body = source.match(new RegExp(`^type ${name} \\{([^]*?)^\\}`, "m"))?.[1];
    assert.ok(body, `${name} is no type`);
    assert.doesNotMatch(body, /^ {2}id: ID!/m, `${name} has an id`);
  }
});

const mistakes = [
  { name: "a type without an id", rule: "strict-id-in-types", text: '"""A thing."""\ntype Thing {\n  """A name."""\n  name: String!\n}\n' },
  { name: "a field in the wrong case", rule: "naming-convention", text: '"""A thing."""\ntype Thing {\n  """The id."""\n  id: ID!\n  """A name."""\n  Big_name: String!\n}\n' },
  { name: "a type without a description", rule: "require-description", text: "type Thing {\n  id: ID!\n}\n" },
  { name: "a connection without edges", rule: "relay-connection-types", text: '"""Things."""\ntype ThingConnection {\n  """The page."""\n  pageInfo: PageInfo!\n}\n' },
];
for (const { name, rule, text } of mistakes) {
  test(`${name} is reported`, async () => {
    const rules = (await lint(source + "\n" + text)).map((message) => message.ruleId);
    assert.ok(rules.includes("@graphql-eslint/" + rule), rules.join(", ") || "nothing was reported");
  });
}
