// What fits at the cursor of a query: fields, arguments, input fields or enum values.

import { cutGraphQL } from "./syntax.js";
import { inner, members, selects } from "./schema.js";

/** Walks the text up to the cursor. Gives the place ("Session"), the word begun and the offers; null where none fit. */
export function offersAt(schema, text, cursor) {
  const tokens = cutGraphQL(text).filter((t) => t.start < cursor && t.kind !== "comment");
  let last = tokens.at(-1);
  let word = "";
  if (last && last.end >= cursor && /^(word|argument|keyword|constant)$/.test(last.kind)) {
    word = text.slice(last.start, cursor);
    tokens.pop();
  } else if (last && last.end > cursor) {
    return null; // inside a string or a sign
  }
  const place = walk(schema, tokens);
  if (!place?.items) return null;
  const begins = (item) => item.name.toLowerCase().startsWith(word.toLowerCase()) && item.name !== word;
  return { where: place.where, from: cursor - word.length, to: cursor, items: place.items.filter(begins) };
}

// A frame is what an open bracket stands in: a selection of a type, arguments of a field, or an input object.
function walk(schema, tokens) {
  const frames = [];
  let next = null; // the type that an opening brace selects from
  let field = null;
  let value = null; // the type of the value after "name:"
  const named = (list, name) => list?.find((item) => item.name === name);
  const typeOf = (item) => item && schema.type(inner(item.type));

  tokens.forEach((token, i) => {
    const { text, kind } = token;
    const frame = frames.at(-1);
    const before = tokens[i - 1]?.text;
    if (text === "{") {
      if (frame?.kind === "values") frames.push({ kind: "values", of: value, items: value?.inputFields ?? [] });
      else frames.push({ kind: "fields", of: next ?? (frame ? undefined : schema.root("query")) });
      next = field = null;
    } else if (text === "(") {
      frames.push({ kind: "values", of: field, items: frame ? (field?.args ?? []) : null });
    } else if (text === "}" || text === ")") {
      const closed = frames.pop();
      value = null;
      if (text === ")" && frame && closed?.of) next = typeOf(closed.of); // the field's own selection follows its arguments
    } else if (kind === "argument" && frame?.kind === "values") {
      value = typeOf(named(frame.items, text));
    } else if (frame?.kind === "values") {
      if (text !== ":" && text !== "[" && text !== ",") value = null;
    } else if (before === "on" && /^(word|argument)$/.test(kind)) {
      next = schema.type(text);
    } else if (kind === "word" && frame?.kind === "fields" && before !== "...") {
      field = named(frame.of?.fields, text) ?? null;
      next = typeOf(field);
    } else if (kind === "keyword" && !frame) {
      next = schema.root(text) ?? null;
    }
  });

  const frame = frames.at(-1);
  const end = tokens.at(-1)?.text;
  if (!frame) return null;
  if (end === "on" || end === "...") return { where: "types", items: fragments(schema, frame.of, end) };
  if (frame.kind === "fields") return frame.of && { where: frame.of.name, items: members(frame.of) };
  if (value && (end === ":" || end === "[" || end === ",")) return { where: value.name, items: value.enumValues ?? [] };
  return frame.of && { where: frame.of.name, items: frame.items ?? [] };
}

function fragments(schema, type, end) {
  const names = [type, ...(type?.possibleTypes ?? [])].filter(Boolean).map((t) => t.name);
  return names.map((name) => ({ name: end === "on" ? name : "on " + name, selects: true }));
}

/** The text that an offer puts in, and where the cursor goes in it. A field with fields of its own gets braces. */
export function textOf(schema, item, text, from) {
  const type = item.type && schema.type(inner(item.type));
  if (item.type && !("args" in item)) return { text: item.name + ": ", cursor: item.name.length + 2 };
  if (!item.selects && !selects(type)) return { text: item.name, cursor: item.name.length };
  const indent = text.slice(text.lastIndexOf("\n", from - 1) + 1).match(/^ */)[0];
  const head = item.name + " {\n" + indent + "  ";
  return { text: head + "\n" + indent + "}", cursor: head.length };
}
