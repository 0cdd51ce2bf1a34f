// A plain text area with three niceties: its coloured copy lies below it, Enter keeps the indentation, and the
// bracket at the cursor shows its partner. Tab is left alone, so that the keyboard gets out.

import { paint, partners } from "./syntax.js";

/** Makes an editor of a box that holds a pre and a textarea. `cut` gives the tokens of its text. */
export function makeEditor(box, cut, onChange) {
  const copy = box.querySelector("pre");
  const area = box.querySelector("textarea");

  const follow = () => {
    copy.scrollTop = area.scrollTop;
    copy.scrollLeft = area.scrollLeft;
  };
  const draw = () => {
    const tokens = cut(area.value);
    const alone = area.selectionStart === area.selectionEnd && document.activeElement === area;
    paint(copy, area.value, tokens, alone ? partners(tokens, area.selectionStart) : []);
    follow();
  };
  const insert = (text, from, to, cursor) => {
    area.focus();
    area.setSelectionRange(from, to);
    // The old command is the only one that keeps the browser's undo.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
    const place = from + (cursor ?? text.length);
    area.setSelectionRange(place, place);
    draw();
    onChange();
  };

  area.addEventListener("scroll", follow);
  area.addEventListener("input", () => { draw(); onChange(); });
  area.addEventListener("blur", draw);
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === area) { draw(); onChange(); }
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    const { selectionStart: from, selectionEnd: to, value } = area;
    const edit = newLine(value, from, to);
    insert(edit.text, from, to, edit.cursor);
  });

  return {
    area,
    insert,
    get text() { return area.value; },
    set text(value) { area.value = value; area.scrollTop = 0; draw(); onChange(); },
  };
}

/** What Enter puts in: the indentation of its line, one step more after an opening bracket. */
export function newLine(value, from, to) {
  const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from);
  const indent = line.match(/^ */)[0];
  const opens = /[{([]\s*$/.test(line);
  const text = "\n" + indent + (opens ? "  " : "");
  const closes = opens && /^[ \t]*[})\]]/.test(value.slice(to));
  return { text: closes ? text + "\n" + indent : text, cursor: text.length };
}
