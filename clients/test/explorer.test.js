// The parts of the explorer page that need no browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildSchema, graphqlSync, parse, print } from "graphql";

const assets = new URL("../../internal/explorer/assets/", import.meta.url);
const part = (name) => import(new URL(name, assets));
const { compact, cutGraphQL, cutJSON, partners } = await part("syntax.js");
const { newLine } = await part("editor.js");
const { introspection, makeSchema, members } = await part("schema.js");
const { offersAt, textOf } = await part("offers.js");
const { changes, fromHash, toCurl, toHash } = await part("share.js");
const { nextCursor, size } = await part("answer.js");

const built = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const schema = makeSchema(graphqlSync({ schema: built, source: introspection }).data);

// The bar is the cursor.
const offers = (text) => offersAt(schema, text.replace("|", ""), text.indexOf("|"));
const names = (text) => offers(text)?.items.map((item) => item.name) ?? [];

test("tokens cover everything but white space", () => {
  const text = '# note\nquery Q($a: Int = -1) { f(x: "a\\"{", y: """b"c""") @skip(if: true) { ...F } }';
  const tokens = cutGraphQL(text);
  assert.equal(tokens.map((t) => t.text).join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
  assert.deepEqual(tokens.filter((t) => t.kind === "keyword").map((t) => t.text), ["query"]);
  assert.equal(cutJSON('{"a": [1, null, "b"]}').map((t) => t.kind).join(" "),
    "punctuation key punctuation punctuation number punctuation constant punctuation string punctuation punctuation");
});

test("a bracket finds its partner", () => {
  const tokens = cutGraphQL('{ a(b: "}") { c } }');
  assert.deepEqual(partners(tokens, 0).map((t) => t.start), [0, 18]);
  assert.deepEqual(partners(tokens, 19).map((t) => t.start), [18, 0]);
  assert.deepEqual(partners(tokens, 3).map((t) => t.start), [3, 10]);
  assert.deepEqual(partners(cutGraphQL("{ a"), 0), []);
});

test("compact keeps the meaning", () => {
  const text = '# note\nquery Q {\n  forum(slug: "a  # b") { # why\n    id\n  }\n}\n';
  assert.equal(compact(text), 'query Q { forum(slug: "a  # b") { id } }');
  assert.equal(print(parse(compact(text))), print(parse(text)));
});

test("Enter keeps the indentation", () => {
  assert.deepEqual(newLine("  a {", 5, 5), { text: "\n    ", cursor: 5 });
  assert.deepEqual(newLine("  a {}", 5, 5), { text: "\n    \n  ", cursor: 5 });
  assert.deepEqual(newLine("  a", 3, 3), { text: "\n  ", cursor: 3 });
});

const places = [
  { name: "root fields", text: "{ | }", has: "forum", lacks: "slug" },
  { name: "a field of a type", text: '{ forum(slug: "x") { sl| } }', has: "slug", lacks: "year" },
  { name: "through arguments and aliases", text: '{ a: forum(slug: "x") { sessions(first: 1) { nodes { | } } } }', has: "startsAt" },
  { name: "after a closed selection", text: '{ forum(slug: "x") { theme { value } | } }', has: "startsOn", lacks: "value" },
  { name: "an argument", text: '{ forum(slug: "x") { sessions(|) { totalCount } } }', has: "filter" },
  { name: "a field of an input", text: '{ forum(slug: "x") { sessions(filter: { startsAt: { | } }) } }', has: "before", lacks: "day" },
  { name: "an enum value", text: '{ forum(slug: "x") { sessions(orderBy: { field: | }) } }', has: "TITLE" },
  { name: "a type after on", text: "{ search(text: 1) { nodes { ... on | } } }", has: "Project" },
  { name: "inside a fragment", text: "fragment F on Person { | }", has: "offices" },
];
for (const { name, text, has, lacks } of places) {
  test(`offers ${name}`, () => {
    assert.ok(names(text).includes(has), names(text).join(" ") || "nothing");
    assert.ok(!lacks || !names(text).includes(lacks), `${lacks} does not fit there`);
  });
}

test("offers nothing inside a string, a comment or an unknown field", () => {
  assert.deepEqual(names('{ forum(slug: "a|b") { id } }'), []);
  assert.deepEqual(names("{ nope { | } }"), []);
});

test("a server that writes empty lists for null is understood alike", () => {
  const data = graphqlSync({ schema: built, source: introspection }).data;
  const lists = ["fields", "inputFields", "interfaces", "possibleTypes", "enumValues"];
  const types = data.__schema.types.map((type) => ({ ...type, ...Object.fromEntries(lists.map((list) => [list, type[list] ?? []])) }));
  const other = makeSchema({ __schema: { ...data.__schema, types } });
  for (const name of ["Session", "SessionFilter", "SessionStatus", "Date", "SearchResult"]) {
    assert.deepEqual(members(other.type(name)), members(schema.type(name)), name);
  }
  const day = other.type("Session").fields.find((field) => field.name === "day");
  assert.deepEqual(textOf(other, day, "{ d", 2), { text: "day", cursor: 3 });
});

test("an offer with fields of its own brings braces", () => {
  const forum = schema.type("Query").fields.find((field) => field.name === "forum");
  assert.deepEqual(textOf(schema, forum, "{\n  f", 4), { text: "forum {\n    \n  }", cursor: 12 });
});

test("searching finds names before descriptions", () => {
  const hits = schema.search("startsAt").map(({ type, member }) => type.name + "." + member?.name);
  assert.ok(hits.slice(0, 5).includes("Session.startsAt"), hits.join(" "));
  assert.equal(schema.search("session")[0].type.name, "Session");
  assert.equal(schema.search("xyzzy").length, 0);
});

test("a link brings query and variables back, and a place in the reference is no link", () => {
  const query = 'query Q { search(text: "numérique & co #1") { totalCount } }';
  assert.deepEqual(fromHash(toHash(query, '{ "a": "+" }')), { query, variables: '{ "a": "+" }' });
  assert.equal(fromHash("#Session.startsAt"), null);
  assert.equal(fromHash(""), null);
});

test("the command quotes for the shell and names the token by its variable only", () => {
  const command = toCurl({ url: "http://h/graphql", query: "{ a(b: \"it's\") }", variables: { x: 1 }, language: "fr", hasToken: true });
  assert.match(command, /\$TOKEN/);
  assert.match(command, /it'\\''s/);
  assert.match(command, /Accept-Language: fr/);
  assert.doesNotMatch(toCurl({ url: "u", query: "{ a }" }), /TOKEN|Accept-Language|variables/);
});

test("the next cursor is that of a list that goes on", () => {
  const page = (hasNextPage) => ({ a: [{ list: { pageInfo: { hasNextPage, endCursor: "c" } } }] });
  assert.equal(nextCursor(page(true)), "c");
  assert.equal(nextCursor(page(false)), null);
  assert.equal(nextCursor(undefined), null);
});

test("sizes are readable", () => assert.deepEqual([999, 1500, 2_500_000].map(size), ["999 B", "1.5 kB", "2.5 MB"]));

test("what changes something is known, whatever stands before it", () => {
  for (const text of ["mutation { signOut(input: {}) { userErrors { code } } }", "# note\n\nmutation Vote($input: X!) { f }", "query A { f } mutation B { g }"]) {
    assert.equal(changes(text), true, text);
  }
  for (const text of ["{ f }", "# mutation\nquery mutationOfThings { mutation }", '{ f(a: "mutation {") }', "query Q($mutation: ID) { f(mutation: $mutation) }"]) {
    assert.equal(changes(text), false, text);
  }
});
