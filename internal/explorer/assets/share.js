// What leaves the page: a link that holds query and variables, and a command for curl. Neither ever holds the token.

import { compact, cutGraphQL } from "./syntax.js";

/** The part of an address after "#" that brings a query and its variables back. */
export function toHash(query, variables) {
  const parts = new URLSearchParams({ query });
  if (variables.trim()) parts.set("variables", variables);
  return "#" + parts;
}

/** The query and variables of such a part; null where it is something else, such as a place in the reference. */
export function fromHash(hash) {
  const parts = new URLSearchParams(hash.slice(1));
  const query = parts.get("query");
  return query ? { query, variables: parts.get("variables") ?? "" } : null;
}

/** Whether a document changes something, so that it is sent only where somebody presses Run. */
export function changes(query) {
  return cutGraphQL(query).some((t) => t.kind === "keyword" && t.text === "mutation");
}

const quoted = (text) => "'" + text.replaceAll("'", `'\\''`) + "'";

/** The command that sends the same request; the token, where one is set, comes from the environment. */
export function toCurl({ url, query, variables, language, hasToken }) {
  const body = variables ? { query: compact(query), variables } : { query: compact(query) };
  const lines = ["curl -sS " + quoted(url), "-H 'Content-Type: application/json'"];
  if (language) lines.push("-H " + quoted("Accept-Language: " + language));
  if (hasToken) lines.push('-H "Authorization: Bearer $TOKEN"');
  lines.push("--data " + quoted(JSON.stringify(body)));
  return lines.join(" \\\n  ");
}
