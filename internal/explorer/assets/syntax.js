// Cuts GraphQL and JSON into tokens, for colours, for matching brackets and for knowing what fits at the cursor.

const graphql = /(?<comment>#[^\n]*)|(?<string>"""[^]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?)|(?<variable>\$\w*)|(?<directive>@\w*)|(?<number>-?\d[\d.eE+-]*)|(?<word>[A-Za-z_]\w*)|(?<punctuation>\.\.\.|[{}()[\]:!=|&,])/g;
const json = /(?<string>"(?:\\.|[^"\\\n])*"?)|(?<number>-?\d[\d.eE+-]*)|(?<word>true|false|null)|(?<punctuation>[{}[\]:,])/g;
const keywords = /^(query|mutation|subscription|fragment|on)$/;
const pairs = { "{": "}", "(": ")", "[": "]" };

function cut(pattern, text) {
  const tokens = [];
  for (const found of text.matchAll(pattern)) {
    const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
    tokens.push({ kind, text: found[0], start: found.index, end: found.index + found[0].length });
  }
  return tokens;
}

/** The tokens of a GraphQL document; a word is a keyword, a constant, an argument (before a colon) or a field. */
export function cutGraphQL(text) {
  const tokens = cut(graphql, text);
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token.text === "{") depth++;
    if (token.text === "}") depth--;
    if (token.kind !== "word") return;
    const before = tokens[i - 1]?.text;
    if (tokens[i + 1]?.text === ":") token.kind = "argument";
    else if (/^(true|false|null)$/.test(token.text)) token.kind = "constant";
    else if (keywords.test(token.text) && (depth === 0 || before === "...")) token.kind = "keyword";
  });
  return tokens;
}

/** The tokens of a JSON text; a string before a colon is a key. */
export function cutJSON(text) {
  const tokens = cut(json, text);
  tokens.forEach((token, i) => {
    if (token.kind === "string" && tokens[i + 1]?.text === ":") token.kind = "key";
    if (token.kind === "word") token.kind = "constant";
  });
  return tokens;
}

/** The same document on one line, without comments. */
export function compact(text) {
  let line = "", end = 0;
  for (const token of cutGraphQL(text)) {
    line += text.slice(end, token.start).replace(/\s+/g, " ");
    line = token.kind === "comment" ? line.trimEnd() : line + token.text;
    end = token.end;
  }
  return (line + text.slice(end)).trim();
}

/** The bracket beside the cursor and its partner, as two tokens; empty where there is none. */
export function partners(tokens, cursor) {
  const at = tokens.findIndex((t) => t.kind === "punctuation" && /^[{}()[\]]$/.test(t.text) && (t.start === cursor || t.end === cursor));
  if (at < 0) return [];
  const step = pairs[tokens[at].text] ? 1 : -1;
  let open = 0;
  for (let i = at; i >= 0 && i < tokens.length; i += step) {
    const { kind, text } = tokens[i];
    if (kind !== "punctuation") continue;
    if (pairs[text]) open += step;
    else if (/[})\]]/.test(text)) open -= step;
    if (open === 0) return [tokens[at], tokens[i]];
  }
  return [];
}

/** Fills an element with the text, each token in its colour. */
export function paint(element, text, tokens, marked = []) {
  const parts = [];
  let end = 0;
  for (const token of tokens) {
    const span = document.createElement("span");
    span.className = "t-" + (marked.includes(token) ? "match" : token.kind);
    span.textContent = token.text;
    parts.push(text.slice(end, token.start), span);
    end = token.end;
  }
  element.replaceChildren(...parts, text.slice(end) + "\n");
}
