// Shows an answer: JSON in colours, each string in its own direction, colours with a swatch, addresses as links.

const large = 400_000; // beyond this many characters colours cost more than they give

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

/** Fills the pane with a value that came as JSON. */
export function showAnswer(pane, value) {
  const text = JSON.stringify(value, null, 2);
  if (text.length > large) pane.replaceChildren(text);
  else pane.replaceChildren(lines(value));
  pane.scrollTop = 0;
  return text;
}

function lines(value) {
  const all = document.createDocumentFragment();
  let line;
  const begin = (depth) => {
    line = element("span", "line");
    line.style.setProperty("--depth", depth * 2); // a long text hangs below its own beginning
    line.append(" ".repeat(depth * 2));
    all.append(line);
  };
  const sign = (text) => line.append(element("span", "t-punctuation", text));
  const write = (item, depth, comma) => {
    if (item === null || typeof item !== "object") line.append(scalar(item));
    else if (Object.keys(item).length === 0) sign(Array.isArray(item) ? "[]" : "{}");
    else block(item, depth);
    if (comma) sign(",");
  };
  const block = (item, depth) => {
    const list = Array.isArray(item);
    const entries = Object.entries(item);
    sign(list ? "[" : "{");
    entries.forEach(([key, inside], i) => {
      begin(depth + 1);
      if (!list) {
        line.append(element("span", "t-key", JSON.stringify(key)));
        sign(": ");
      }
      write(inside, depth + 1, i < entries.length - 1);
    });
    begin(depth);
    sign(list ? "]" : "}");
  };
  begin(0);
  write(value, 0, false);
  return all;
}

function scalar(item) {
  if (typeof item === "number") return element("span", "t-number", String(item));
  if (typeof item !== "string") return element("span", "t-constant", String(item));
  const text = element("bdi", "t-string", JSON.stringify(item));
  if (/^#[0-9a-f]{6}$/i.test(item)) {
    const swatch = element("span", "swatch");
    swatch.style.backgroundColor = item;
    const both = element("span");
    both.append(swatch, text);
    return both;
  }
  if (/^https?:\/\/\S+$/.test(item)) {
    const link = element("a");
    Object.assign(link, { href: item, target: "_blank", rel: "noopener noreferrer" });
    link.append(text);
    return link;
  }
  return text;
}

/** Lists the errors of an answer in words; a click on the place goes to the line. */
export function showFaults(pane, errors, goTo) {
  pane.replaceChildren(...(errors ?? []).map((error) => {
    const box = element("div");
    const message = element("bdi", "", error.message);
    box.append(message, " ", element("code", "", error.extensions?.code ?? ""));
    if (error.path) box.append(" at ", element("code", "", error.path.join(".")));
    const place = error.locations?.[0];
    if (place) {
      const button = element("button", "quiet", `line ${place.line}, column ${place.column}`);
      button.type = "button";
      button.addEventListener("click", () => goTo(place.line, place.column));
      box.append(" ", button);
    }
    return box;
  }));
}

/** The cursor of the first list in the answer that goes on; null where none does. */
export function nextCursor(value) {
  if (value === null || typeof value !== "object") return null;
  if (value.pageInfo?.hasNextPage && value.pageInfo.endCursor) return value.pageInfo.endCursor;
  for (const inside of Object.values(value)) {
    const cursor = nextCursor(inside);
    if (cursor) return cursor;
  }
  return null;
}

/** 9.3 kB */
export function size(bytes) {
  return bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
