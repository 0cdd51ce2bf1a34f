// Words are counted as docs/word-count.md says, by the lines that stand there for a form to copy: the server counts by the
// same examples, so both tell an entrant the same number (SR22).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const read = (name) => readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");

const dense = String.raw`(?=[\p{L}\p{N}])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
const other = String.raw`(?!${dense})[\p{L}\p{N}]`;
const joins = String.raw`['’\-\u2010\u2011.\u200C\u200D](?=${other})|(?<=\p{N}),(?=(?!${dense})\p{N})`;
const word = new RegExp(`${dense}|${other}(?:${other}|\\p{M}|${joins})*`, "gu");

const words = (text) => (text.normalize("NFC").match(word) ?? []).length;

test("SR22: a form counts words as the server does", async () => {
  const examples = JSON.parse(await read("word-count.json"));
  assert.ok(examples.length >= 20, `only ${examples.length} examples`);
  for (const { language, text, words: want } of examples) {
    assert.equal(words(text), want, `${language}: ${JSON.stringify(text)}`);
  }
});

test("SR22: the document holds these very lines", async () => {
  const page = await read("word-count.md");
  const shown = page.match(/```js\n([\s\S]*?)```/)[1].trim();
  const own = await readFile(new URL(import.meta.url), "utf8");
  assert.ok(own.includes(shown), "the lines in docs/word-count.md are others");
});
