// The operations that the README shows for each client: valid by the schema, and answered by the server.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { buildSchema, parse, validate } from "graphql";
import { startServer } from "../server.js";

const server = await startServer();
after(() => server.stop());

const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const folder = new URL("../operations/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");

async function ask(query, variables, token) {
  const response = await fetch(server.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** The access token that the demo printed for a role. */
const token = (role) => server.terminal().match(new RegExp(`^  ${role} +(\\S+)$`, "m"))[1];

const variables = {
  "apollo-client.graphql": () => ({ forum: "wsis-forum-2020", first: 5, zone: "Pacific/Apia" }),
  "apollo-ios.graphql": () => ({ text: "agriculture", first: 5 }),
  "apollo-kotlin.graphql": () => ({ forum: "wsis-forum-2020", day: "2020-06-22", zone: "Europe/Zurich", language: "fr" }),
  "relay.graphql": async () => {
    const { data } = await ask('{ forum(slug: "wsis-forum-2020") { sessions(first: 1) { nodes { id } } } }');
    return { id: data.forum.sessions.nodes[0].id };
  },
};

test("every operation is known here", () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(variables));
});

for (const [name, choose] of Object.entries(variables)) {
  test(`${name} is valid and has variables`, () => {
    const document = parse(read(name));
    assert.deepEqual(validate(schema, document), []);
    assert.ok(document.definitions[0].variableDefinitions.length > 0);
  });
  test(`${name} gives data`, async () => {
    const { data, errors } = await ask(read(name), await choose());
    assert.equal(errors, undefined);
    for (const [field, value] of Object.entries(data)) assert.notEqual(value, null, `${field} is null`);
  });
}

test("every example of the explorer gives data", async (t) => {
  const examples = await (await fetch(server.base + "/explorer/examples.json")).json();
  for (const { name, needsToken, query, variables } of examples) {
    const skip = needsToken && !server.terminal ? "the tokens of a server that was not started here are not known" : false;
    await t.test(name, { skip }, async () => {
      assert.deepEqual(validate(schema, parse(query)), []);
      const { data, errors } = await ask(query, variables, needsToken && token(/officers/.test(name) ? "auditor" : "stakeholder"));
      assert.equal(errors, undefined);
      for (const [field, value] of Object.entries(data)) assert.notEqual(value, null, `${field} is null`);
      assert.ok(JSON.stringify(data).length > 50, JSON.stringify(data));
    });
  }
});
