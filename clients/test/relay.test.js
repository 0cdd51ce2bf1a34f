// Relay: its compiler over the real schema, and its runtime with two pages of a connection, without React.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import relay from "relay-runtime";
import { startServer } from "../server.js";

const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL("..", import.meta.url));
const artifact = (name) => require(`../relay/__generated__/${name}.graphql.js`);

const server = await startServer();
after(() => server.stop());
before(() => {
  execFileSync(require("relay-compiler"), ["relay.config.json"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
});

function makeEnvironment() {
  const ask = async ({ text }, variables) => {
    const response = await fetch(server.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
      body: JSON.stringify({ query: text, variables }),
    });
    return response.json();
  };
  return new relay.Environment({ network: relay.Network.create(ask), store: new relay.Store(new relay.RecordSource()) });
}

test("a second page is appended to the connection in the store", async () => {
  const environment = makeEnvironment();
  const operation = relay.createOperationDescriptor(artifact("ProgrammePageQuery"), { slug: "wsis-forum-2020" });
  environment.retain(operation);
  await relay.fetchQuery(environment, operation.request.node, operation.request.variables).toPromise();
  const { forum } = environment.lookup(operation.fragment).data;
  const fragment = artifact("ProgrammePage_forum");
  const read = () => environment.lookup(relay.getSingularSelector(fragment, forum)).data;

  const first = read();
  assert.equal(first.sessions.edges.length, 5);
  assert.equal(first.sessions.pageInfo.hasNextPage, true);

  const next = fragment.metadata.refetch.operation;
  await relay.fetchQuery(environment, next, { id: forum.id, first: 5, after: first.sessions.pageInfo.endCursor }).toPromise();
  const both = read();
  assert.equal(both.sessions.edges.length, 10);
  assert.equal(new Set(both.sessions.edges.map((edge) => edge.node.id)).size, 10);
  assert.deepEqual(both.sessions.edges.slice(0, 5), first.sessions.edges);
  assert.notEqual(both.sessions.pageInfo.endCursor, first.sessions.pageInfo.endCursor);
});

test("an object that two edges name is one record", async () => {
  const environment = makeEnvironment();
  const operation = relay.createOperationDescriptor(artifact("ProgrammePageQuery"), { slug: "wsis-forum-2020" });
  environment.retain(operation);
  await relay.fetchQuery(environment, operation.request.node, operation.request.variables).toPromise();
  const records = environment.getStore().getSource();
  const types = records.getRecordIDs().map((id) => records.get(id)).filter(Boolean);
  const lines = types.filter((record) => record.__typename === "ActionLine");
  assert.ok(lines.length > 0, "no session of the page has an Action Line");
  for (const line of lines) assert.equal(line.__id, line.id);
});
