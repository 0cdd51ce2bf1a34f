// Joins the parts of the page: what is asked, what is answered, and what the schema says.

import { cutGraphQL, cutJSON } from "./syntax.js";
import { makeEditor } from "./editor.js";
import { introspection, makeSchema, written } from "./schema.js";
import { offersAt, textOf } from "./offers.js";
import { nextCursor, showAnswer, showFaults, size } from "./answer.js";
import { showContents, showHits, showPlace } from "./reference.js";
import { changes, fromHash, toCurl, toHash } from "./share.js";

const $ = (id) => document.getElementById(id);
const endpoint = location.origin + location.pathname;
const assets = new URL("explorer/", endpoint);
let schema = null;
let running = null;
let answerText = "";
let firstRun = true; // the page runs its first example by itself, and must not scroll then

const query = makeEditor($("query-editor"), cutGraphQL, offer);
const variables = makeEditor($("variables-editor"), cutJSON, () => parsedVariables());

// ---- Asking

// The variables as an object; undefined where there are none, and a note beside the field where they are no JSON.
function parsedVariables() {
  let value, note = "";
  try {
    value = variables.text.trim() ? JSON.parse(variables.text) : undefined;
    if (value !== undefined && (value === null || typeof value !== "object" || Array.isArray(value))) note = "Not a JSON object";
  } catch {
    note = "Not JSON yet";
  }
  if ($("variables-note").textContent !== note) $("variables-note").textContent = note;
  variables.area.setAttribute("aria-invalid", String(note !== ""));
  return { value, note };
}

function headers() {
  const all = { Accept: "application/graphql-response+json, application/json;q=0.9" };
  if ($("language").value) all["Accept-Language"] = $("language").value;
  if ($("token").value.trim()) all.Authorization = "Bearer " + $("token").value.trim();
  return all;
}

async function run() {
  const { value, note } = parsedVariables();
  if (!firstRun || !location.hash) showTab("answer");
  if (note) return say("The variables are not a JSON object.", true);
  running?.abort();
  const mine = (running = new AbortController());
  document.body.classList.add("busy");
  say("Asking …");
  const began = performance.now();
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/json" },
      body: JSON.stringify({ query: query.text, variables: value }),
      signal: mine.signal,
      credentials: "omit",
    });
    const text = await response.text();
    if (mine === running) show(response, text, performance.now() - began);
  } catch (error) {
    if (error.name !== "AbortError") say("The server cannot be reached.", true);
  } finally {
    if (mine === running) document.body.classList.remove("busy");
  }
}

function show(response, text, time) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = text;
  }
  answerText = showAnswer($("answer"), value);
  const errors = value?.errors ?? [];
  showFaults($("faults"), errors, goTo);
  const head = document.createElement("b");
  head.textContent = response.status + (errors.length ? `, ${errors.length} ${errors.length === 1 ? "error" : "errors"}` : "");
  head.className = response.ok && !errors.length ? "" : "bad";
  $("status").replaceChildren(head, ` · ${time < 10 ? time.toFixed(1) : Math.round(time)} ms · ${size(new TextEncoder().encode(text).length)}`);
  $("copy-answer").hidden = false;
  $("next").dataset.cursor = (/\$after\b/.test(query.text) && nextCursor(value?.data)) || "";
  $("next").hidden = !$("next").dataset.cursor;
  if (matchMedia("(max-width: 860px)").matches) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!firstRun) document.querySelector(".result").scrollIntoView({ behavior: still ? "auto" : "smooth" });
  }
  firstRun = false;
}

function say(text, bad) {
  const words = document.createElement(bad ? "b" : "span");
  words.className = bad ? "bad" : "";
  words.textContent = text;
  $("status").replaceChildren(words);
}

function goTo(line, column) {
  const before = query.text.split("\n").slice(0, line - 1).join("\n");
  const place = (line > 1 ? before.length + 1 : 0) + column - 1;
  query.area.focus();
  query.area.setSelectionRange(place, place);
}

function nextPage() {
  const { value } = parsedVariables();
  variables.text = JSON.stringify({ ...value, after: $("next").dataset.cursor }, null, 2);
  run();
}

// ---- What fits at the cursor

function offer() {
  const box = $("offers");
  const found = schema && offersAt(schema, query.text, query.area.selectionStart);
  if (!found?.items.length) return box.replaceChildren(); // the hint below takes the place
  const where = document.createElement("span");
  where.className = "where";
  where.textContent = found.where;
  box.replaceChildren(where, ...found.items.slice(0, 40).map((item, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = item.name;
    button.title = [item.type && written(item.type), item.description].filter(Boolean).join(" – ");
    button.tabIndex = i ? -1 : 0;
    button.addEventListener("click", () => {
      const { text, cursor } = textOf(schema, item, query.text, found.from);
      query.insert(text, found.from, found.to, cursor);
    });
    return button;
  }));
}

// Arrow keys move within a row of buttons; the row itself is one stop of the Tab key.
function rove(box, selector, onMove) {
  box.addEventListener("keydown", (event) => {
    const all = [...box.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    all.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
    next.focus();
    onMove?.(next);
  });
}

// ---- Panels

function showTab(name) {
  for (const one of ["answer", "reference", "connect"]) {
    const chosen = one === name;
    $("tab-" + one).setAttribute("aria-selected", String(chosen));
    $("tab-" + one).tabIndex = chosen ? 0 : -1;
    $("panel-" + one).hidden = !chosen;
  }
  if (name === "connect") {
    $("curl").textContent = toCurl({
      url: endpoint, query: query.text, variables: parsedVariables().value,
      language: $("language").value, hasToken: $("token").value.trim() !== "",
    });
  }
}

function find() {
  const words = $("find").value.trim();
  if (!schema) return;
  if (!words) return showContents($("reference"), schema);
  $("found").textContent = `${showHits($("reference"), schema, words)} found`;
}

// The address names a place in the reference, or brings a query.
function followHash() {
  const shared = fromHash(location.hash);
  if (shared) {
    mark(null);
    query.text = shared.query;
    variables.text = shared.variables;
    say("From a shared link. Press Run to send it.");
    return true;
  }
  const place = location.hash.slice(1);
  if (place && schema) {
    showTab("reference"); // first, since only what is shown can be scrolled to
    if (!showPlace($("reference"), schema, place)) showContents($("reference"), schema);
  }
  return false;
}

async function share() {
  history.replaceState(null, "", toHash(query.text, variables.text));
  await copy(location.href, $("share"));
}

async function copy(text, button) {
  const before = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = button.id === "share" ? "In the address bar" : "Select and copy";
  }
  setTimeout(() => { button.textContent = before; }, 2000);
}

// ---- Examples

function mark(button) {
  document.querySelector("#examples [aria-current]")?.removeAttribute("aria-current");
  button?.setAttribute("aria-current", "true");
  $("about").textContent = button?.dataset.about ?? "";
}

function choose(example, button) {
  mark(button);
  query.text = example.query;
  variables.text = example.variables ? JSON.stringify(example.variables, null, 2) : "";
  if (example.needsToken && !$("token").value.trim()) return wait("Paste an access token into the field at the top, then press Run.");
  if (changes(query.text)) return wait("This changes something. Look at its variables, then press Run.");
  run();
}

// Shows what to do before a request goes out, instead of an answer that belongs to another one.
function wait(text) {
  running?.abort();
  document.body.classList.remove("busy");
  showTab("answer");
  for (const id of ["answer", "faults"]) $(id).replaceChildren();
  for (const id of ["copy-answer", "next"]) $(id).hidden = true;
  say(text);
}

function listExamples(examples) {
  const items = examples.map((example) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = example.name;
    button.dataset.about = example.description;
    button.addEventListener("click", () => choose(example, button));
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  $("examples").replaceChildren(...items);
  return () => choose(examples[0], items[0].firstChild);
}

// ---- Beginning

// A GET, so that the browser keeps the answer and only asks whether it is still the same.
async function ask(document) {
  const response = await fetch(endpoint + "?" + new URLSearchParams({ query: document }), { headers: headers(), credentials: "omit" });
  return (await response.json()).data;
}

async function tellClock() {
  const { clock } = await ask("query Clock { clock { now isShifted } }");
  const now = new Date(clock.now).toLocaleString("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });
  $("clock").textContent = `Forum time: ${now} UTC${clock.isShifted ? ", set for a demo or rehearsal" : ""}`;
}

async function begin() {
  const apple = /Mac|iPhone|iPad/.test(navigator.platform);
  if (apple) $("run").querySelector("kbd").textContent = "⌘ ↵";
  $("endpoint").textContent = endpoint;
  const shared = followHash();
  const examples = await (await fetch(new URL("examples.json", assets))).json();
  const first = listExamples(examples);
  if (!shared) first();
  tellClock().catch(() => {}); // the line below the name then says what the page is
  try {
    schema = makeSchema(await ask(introspection));
    showContents($("reference"), schema);
    if (!shared) followHash();
    offer();
  } catch {
    $("reference").textContent = "The schema cannot be read: the server may have introspection switched off.";
  }
}

$("run").addEventListener("click", run);
$("next").addEventListener("click", nextPage);
$("share").addEventListener("click", share);
$("find").addEventListener("input", find);
$("language").addEventListener("change", () => { if (!changes(query.text)) run(); });
addEventListener("hashchange", followHash);
for (const name of ["answer", "reference", "connect"]) $("tab-" + name).addEventListener("click", () => showTab(name));
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", () => copy(button.dataset.copies === "answer" ? answerText : $(button.dataset.copies).textContent, button));
}
for (const skip of document.querySelectorAll("[data-skip]")) {
  skip.addEventListener("click", (event) => { // the address stays free for places in the reference
    event.preventDefault();
    if (skip.dataset.skip === "answer") showTab("answer");
    $(skip.dataset.skip).focus();
  });
}
rove(document.querySelector("[role=tablist]"), "[role=tab]", (tab) => showTab(tab.id.slice(4)));
rove($("offers"), "button");
$("offers").addEventListener("keydown", (event) => { if (event.key === "Escape") query.area.focus(); });
addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "Enter") { event.preventDefault(); run(); }
  if (event.ctrlKey && event.code === "Space") { event.preventDefault(); $("offers").querySelector("button")?.focus(); }
  if (event.key === "/" && !command && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    showTab("reference");
    $("find").focus();
  }
});
begin();
