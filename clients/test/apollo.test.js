// Apollo Client: pages that join in a normalised cache, and persisted queries over GET.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import { recordingFetch, startServer } from "../server.js";

const server = await startServer();
after(() => server.stop());

const programme = gql(readFileSync(new URL("../operations/apollo-client.graphql", import.meta.url), "utf8"));
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

function makeClient() {
  const { calls, fetch } = recordingFetch();
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
  const client = new ApolloClient({
    link: persisted.concat(new HttpLink({ uri: server.url, fetch })),
    cache: new InMemoryCache({
      typePolicies: { Forum: { fields: { sessions: relayStylePagination(["filter", "orderBy"]) } } },
    }),
  });
  return { client, calls };
}

const ids = (data) => data.forum.sessions.edges.map((edge) => edge.node.id);

test("two pages join in the cache, in order and without doubles", async () => {
  const { client } = makeClient();
  const variables = { forum: "wsis-forum-2020", first: 5, zone: "Europe/Zurich" };
  const page = client.watchQuery({ query: programme, variables });
  const watching = page.subscribe({});
  const one = await client.query({ query: programme, variables });
  const { endCursor, hasNextPage } = one.data.forum.sessions.pageInfo;
  assert.equal(ids(one.data).length, 5);
  assert.equal(hasNextPage, true);
  await page.fetchMore({ variables: { after: endCursor } });
  const joined = client.readQuery({ query: programme, variables });
  watching.unsubscribe();
  const whole = await makeClient().client.query({ query: programme, variables: { ...variables, first: 10 } });
  assert.equal(new Set(ids(joined)).size, 10);
  assert.deepEqual(ids(joined), ids(whole.data));
  assert.equal(joined.forum.sessions.pageInfo.endCursor, whole.data.forum.sessions.pageInfo.endCursor);
});

test("each object is kept once, by its id", async () => {
  const { client } = makeClient();
  const variables = { forum: "wsis-forum-2020", first: 10 };
  const { data } = await client.query({ query: programme, variables });
  const cache = client.cache.extract();
  const lines = data.forum.sessions.edges.flatMap((edge) => edge.node.actionLines);
  assert.ok(lines.length > 0, "no session of the page has an Action Line");
  for (const { id } of lines) assert.ok(cache[`ActionLine:${id}`], `ActionLine:${id} is not in the cache`);
  for (const id of ids(data)) assert.ok(cache[`Session:${id}`], `Session:${id} is not in the cache`);
  assert.ok(cache[`Forum:${data.forum.id}`]);
});

test("a persisted query is registered once and then asked for by GET with its hash alone", async () => {
  const { client, calls } = makeClient();
  // A name of its own, so that no other run has registered it.
  const query = gql(`query Persisted${Date.now()} { forums { id slug } }`);
  await client.query({ query });
  await client.query({ query, fetchPolicy: "network-only" });
  assert.deepEqual(calls.map((call) => call.method), ["GET", "POST", "GET"]);
  for (const { url } of calls.filter((call) => call.method === "GET")) {
    assert.equal(url.searchParams.get("query"), null);
    assert.match(url.searchParams.get("extensions"), /"sha256Hash":"[0-9a-f]{64}"/);
  }
  assert.equal(calls[2].status, 200);
});

test("an error arrives with its code", async () => {
  const { client } = makeClient();
  const query = gql`query Broken { node(id: "no id") { id } }`;
  await assert.rejects(client.query({ query }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0].extensions.code, "BAD_USER_INPUT");
    return true;
  });
});
