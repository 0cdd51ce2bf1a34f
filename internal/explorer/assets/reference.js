// The reference of the schema: one page for each type, found by searching or by an address such as #Session.startsAt.

import { inner, members, written } from "./schema.js";

const kinds = {
  OBJECT: "Objects", INTERFACE: "Interfaces", UNION: "Unions", INPUT_OBJECT: "Inputs", ENUM: "Enums", SCALAR: "Scalars",
};
const one = { OBJECT: "Object", INTERFACE: "Interface", UNION: "Union", INPUT_OBJECT: "Input", ENUM: "Enum", SCALAR: "Scalar" };
const most = 60; // as many hits as a reader looks through

const make = (name, ...inside) => {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
};
const classed = (made, className) => Object.assign(made, { className });
const link = (hash, text) => Object.assign(make("a", text), { href: "#" + hash });

// A description is plain text in which `code` may stand.
function prose(text, className = "") {
  const parts = (text ?? "").split("`").map((part, i) => (i % 2 ? make("code", part) : part));
  return classed(make("p", ...parts), className);
}

function typeLink(type) {
  const name = inner(type);
  const [before, after] = written(type).split(name);
  return make("code", before, link(name, name), after);
}

/** Shows the list of all types. */
export function showContents(pane, schema) {
  const parts = [classed(make("h2", "Schema"), "")];
  parts.push(prose("Begin at a root, or search. Every type, field and argument says what it is.", "lead"));
  const list = (types) => classed(make("ul", ...types.map((t) => make("li", link(t.name, t.name)))), "types");
  parts.push(make("h3", "Roots"), list(schema.roots));
  for (const [kind, title] of Object.entries(kinds)) {
    const types = schema.types.filter((t) => t.kind === kind && !schema.roots.includes(t));
    if (types.length) parts.push(make("h3", title), list(types.sort((a, b) => a.name.localeCompare(b.name))));
  }
  pane.replaceChildren(...parts);
  pane.scrollTop = 0;
}

/** Shows a type, with one of its members in view where `place` names it: "Session", "Session.startsAt". */
export function showPlace(pane, schema, place) {
  const [name, member] = place.split(".");
  const type = schema.type(name);
  if (!type) return false;
  const back = link("schema", "Schema");
  const parts = [classed(make("p", back, " › ", one[type.kind]), "path"), make("h2", type.name), prose(type.description, "lead")];
  if (type.specifiedByURL) parts.push(prose("Written as " + type.specifiedByURL + " says.", "lead"));
  const others = (title, list) => {
    if (!list?.length) return;
    parts.push(make("h3", title), classed(make("ul", ...list.map((t) => make("li", link(t.name, t.name)))), "types"));
  };
  const inside = members(type);
  if (inside.length) parts.push(make("h3", type.kind === "ENUM" ? "Values" : "Fields"), ...inside.map((m) => entry(type, m)));
  others("Implements", type.interfaces);
  others("Is one of", type.possibleTypes);
  others("Used by", users(schema, type.name));
  pane.replaceChildren(...parts);
  const here = member && [...pane.querySelectorAll(".entry")].find((e) => e.dataset.name === member);
  pane.scrollTop = 0;
  if (here) {
    here.classList.add("here");
    here.scrollIntoView({ block: "nearest" });
  }
  return true;
}

function users(schema, name) {
  const uses = (m) => (m.type && inner(m.type) === name) || m.args?.some((a) => inner(a.type) === name);
  return schema.types.filter((t) => t.name !== name && members(t).some(uses));
}

function entry(type, member) {
  const head = make("div", make("code", link(type.name + "." + member.name, member.name)));
  if (member.type) head.append(make("code", ": "), typeLink(member.type));
  if (member.defaultValue) head.append(make("code", " = " + member.defaultValue));
  const box = classed(make("div", head, prose(member.description)), "entry");
  if (member.isDeprecated) box.append(classed(make("p", "Deprecated: " + (member.deprecationReason ?? "")), "old"));
  if (member.args?.length) {
    const args = member.args.flatMap((a) => [
      make("dt", make("code", a.name + ": "), typeLink(a.type), make("code", a.defaultValue ? " = " + a.defaultValue : "")),
      make("dd", ...prose(a.description).childNodes),
    ]);
    box.append(classed(make("dl", ...args), "arguments"));
  }
  box.dataset.name = member.name;
  return box;
}

/** Shows what was found for some words, and gives how many there are. */
export function showHits(pane, schema, words) {
  const hits = schema.search(words);
  pane.replaceChildren(make("h2", hits.length ? `${hits.length} found` : "Nothing found"), ...hits.slice(0, most).map(({ type, member }) => {
    const place = member ? type.name + "." + member.name : type.name;
    const kind = classed(make("span", " " + one[type.kind].toLowerCase()), "kind");
    return classed(make("div", make("code", link(place, place)), member ? "" : kind, prose((member ?? type).description)), "entry");
  }));
  if (hits.length > most) pane.append(prose(`${hits.length - most} more: add a word.`, "kind"));
  pane.scrollTop = 0;
  return hits.length;
}
