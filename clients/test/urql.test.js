// urql: queries, variables, its document cache, and the codes of errors.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client, cacheExchange, fetchExchange, gql } from "@urql/core";
import { recordingFetch, startServer } from "../server.js";

const server = await startServer();
after(() => server.stop());

function makeClient(options) {
  const { calls, fetch } = recordingFetch();
  return { calls, client: new Client({ url: server.url, fetch, exchanges: [cacheExchange, fetchExchange], ...options }) };
}

const week = gql`
  query Week($forum: String!, $from: DateTime!, $zone: TimeZone) {
    forum(slug: $forum) {
      id
      sessions(first: 5, filter: { startsAt: { from: $from } }) {
        nodes {
          id
          startsAt(timeZone: $zone)
        }
      }
    }
  }
`;
const variables = { forum: "wsis-forum-2020", from: "2020-06-22T00:00:00+02:00", zone: "Africa/Nairobi" };

test("a query with variables is answered as JSON, whatever else urql would accept", async () => {
  const { client, calls } = makeClient();
  const { data, error } = await client.query(week, variables);
  assert.equal(error, undefined);
  assert.equal(data.forum.sessions.nodes.length, 5);
  for (const { startsAt } of data.forum.sessions.nodes) assert.match(startsAt, /\+03:00$/);
  assert.match(calls[0].headers.get("accept"), /text\/event-stream.*multipart\/mixed/);
  assert.match(calls[0].type, /^application\/(graphql-response\+)?json/);
});

test("the same question is asked once", async () => {
  const { client, calls } = makeClient();
  const first = await client.query(week, variables);
  const second = await client.query(week, variables);
  assert.equal(calls.length, 1);
  assert.deepEqual(second.data, first.data);
});

for (const preferGetMethod of [false, "force"]) {
  test(`an unknown slug is null and no error, ${preferGetMethod ? "GET" : "POST"}`, async () => {
    const { client, calls } = makeClient({ preferGetMethod });
    const { data, error } = await client.query(week, { ...variables, forum: "none" });
    assert.equal(error, undefined);
    assert.equal(data.forum, null);
    assert.equal(calls[0].method, preferGetMethod ? "GET" : "POST");
  });
}

const refusals = [
  { name: "an unknown field", query: "{ nope }", code: "GRAPHQL_VALIDATION_FAILED" },
  { name: "a malformed id", query: '{ session(id: "no id") { id } }', code: "BAD_USER_INPUT" },
  { name: "a page too long", query: '{ forum(slug: "wsis-forum-2020") { sessions(first: 101) { totalCount } } }', code: "BAD_USER_INPUT" },
  { name: "a cursor of nothing", query: '{ stakeholders(first: 1, after: "x") { totalCount } }', code: "BAD_USER_INPUT" },
  { name: "an unknown zone", query: '{ forum(slug: "wsis-forum-2020") { days(timeZone: "Nowhere/Never") { date } } }', code: "BAD_USER_INPUT" },
];
for (const { name, query, code } of refusals) {
  test(`${name} is ${code}`, async () => {
    const { error } = await makeClient().client.query(query, {});
    assert.ok(error, "the request was accepted");
    assert.equal(error.graphQLErrors[0]?.extensions.code, code, error.message);
  });
}
