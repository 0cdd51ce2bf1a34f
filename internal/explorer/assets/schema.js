// The schema as the server tells it, and what can be found in it.

const typeRef = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
const inputs = `name description isDeprecated deprecationReason defaultValue type { ${typeRef} }`;

/** The question that brings the whole schema. */
export const introspection = `query Schema { __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  types {
    kind name description specifiedByURL
    fields(includeDeprecated: true) {
      name description isDeprecated deprecationReason type { ${typeRef} }
      args(includeDeprecated: true) { ${inputs} }
    }
    inputFields(includeDeprecated: true) { ${inputs} }
    interfaces { name } possibleTypes { name }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  }
} }`.replace(/\s+/g, " ");

/** How a type is written: [Session!]! */
export function written(type) {
  if (type.kind === "NON_NULL") return written(type.ofType) + "!";
  if (type.kind === "LIST") return "[" + written(type.ofType) + "]";
  return type.name;
}

/** The name inside lists and marks: Session. */
export const inner = (type) => (type.ofType ? inner(type.ofType) : type.name);

/** What belongs to a type: its fields, input fields or enum values. Some servers write an empty list for null. */
export const members = (type) => [type.fields, type.inputFields, type.enumValues].find((list) => list?.length) ?? [];

/** Whether a selection in braces must follow a field of the type. */
export const selects = (type) => /^(OBJECT|INTERFACE|UNION)$/.test(type?.kind);

/** Makes the schema of an answer to `introspection`. */
export function makeSchema(data) {
  const { types, ...roots } = data.__schema;
  const byName = new Map(types.map((type) => [type.name, type]));
  const root = (operation) => byName.get(roots[operation + "Type"]?.name);
  return {
    root,
    roots: ["query", "mutation", "subscription"].map(root).filter(Boolean),
    type: (name) => byName.get(name),
    types: types.filter((type) => !type.name.startsWith("__")),
    search: (words) => search(types, words),
  };
}

function search(types, text) {
  const words = text.toLowerCase().split(/[\s.]+/).filter(Boolean);
  const hits = [];
  const look = (type, member) => {
    const name = (member ? type.name + "." + member.name : type.name).toLowerCase();
    const own = (member ?? type).name.toLowerCase();
    const all = name + " " + (member ?? type).description?.toLowerCase() + (member?.args ?? []).map((a) => " " + a.name.toLowerCase()).join("");
    if (!words.every((word) => all.includes(word))) return;
    const rank = words.every((w) => own === w) ? 0 : words.every((w) => own.startsWith(w)) ? 1 : words.every((w) => name.includes(w)) ? 2 : 3;
    hits.push({ type, member, rank });
  };
  for (const type of types) {
    if (type.name.startsWith("__")) continue;
    look(type);
    members(type).forEach((member) => look(type, member));
  }
  return hits.sort((a, b) => a.rank - b.rank || Boolean(a.member) - Boolean(b.member));
}
