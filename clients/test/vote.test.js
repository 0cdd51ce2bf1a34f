// The example that votes: on a good line, and on one that loses every third answer.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startServer } from "../server.js";

const server = await startServer();
after(() => server.stop());

const example = fileURLToPath(new URL("../examples/vote.mjs", import.meta.url));
const patience = 30_000; // ms until a mail must have come

/** The codes of the mails that went to an address so far. */
const codes = (email) => [...server.terminal().matchAll(new RegExp(`^---- mail to ${email}: (\\d{8}) `, "gm"))].map((m) => m[1]);

/** Runs the example as a voter does, who types the newest code whenever a question comes. */
async function vote(base, email, ...more) {
  const program = spawn(process.execPath, [example, base, email, ...more], { stdio: ["pipe", "pipe", "inherit"] });
  let shown = "";
  let used;
  const type = async () => {
    for (const end = Date.now() + patience; Date.now() < end; await pause(20)) {
      const code = codes(email).at(-1);
      if (code && code !== used) return program.stdin.write(`${(used = code)}\n`);
    }
    program.kill();
  };
  program.stdout.setEncoding("utf8").on("data", (text) => {
    shown += text;
    if (text.includes("Code from the newest mail: ")) type();
  });
  const [status] = await once(program, "exit");
  return { status, shown, receipts: [...shown.matchAll(/^(?:Code from .*: )? ?(\d+) {2}(2020-01-17T\S+Z) {2}(.+)$/gm)].map((m) => m.slice(1)) };
}

/** A way to the server on which every nth answer is lost: the request arrives and is carried out. */
async function badLine(nth) {
  let answers = 0;
  const line = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, ...headers } = request.headers;
    const answer = await fetch(server.base + request.url, { method: request.method, headers, body: Buffer.concat(chunks) });
    const body = await answer.text();
    if (++answers % nth === 0) return response.destroy();
    response.writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") }).end(body);
  }).listen(0, "127.0.0.1");
  await once(line, "listening");
  return { base: `http://127.0.0.1:${line.address().port}`, lost: () => Math.floor(answers / nth), close: () => line.close() };
}

const needsTerminal = { skip: server.terminal ? false : "the mail of a server that was not started here cannot be read" };

test("18 votes give 18 receipts and a ballot that would count", needsTerminal, async () => {
  const { status, shown, receipts } = await vote(server.base, "good.line@example.org");
  assert.equal(status, 0, shown);
  assert.deepEqual(receipts.map(([number]) => Number(number)), Array.from({ length: 18 }, (_, i) => i + 1));
  assert.match(shown, /^18 of 18; the ballot would count\.$/m);
});

test("on a line that loses every third answer, the same", needsTerminal, async () => {
  const line = await badLine(3);
  try {
    const { status, shown, receipts } = await vote(line.base, "bad.line@example.org");
    assert.equal(status, 0, shown);
    assert.equal(receipts.length, 18, shown);
    assert.match(shown, /^18 of 18; the ballot would count\.$/m);
    assert.ok(line.lost() >= 9, `only ${line.lost()} answers were lost`);
  } finally {
    line.close();
  }
});

test("whoever comes back gets the receipts of before", needsTerminal, async () => {
  const first = await vote(server.base, "twice@example.org");
  const again = await vote(server.base, "twice@example.org");
  assert.equal(again.receipts.length, 18, again.shown);
  assert.deepEqual(again.receipts, first.receipts);
});

test("what cannot be done is said in words", needsTerminal, async () => {
  const { status } = await vote(server.base, "nowhere@example.org", "no-such-contest");
  assert.equal(status, 1);
});
