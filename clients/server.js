// Starts the server that the tests talk to, and stops it again.
//
// ROSTRUM_URL   talk to this server instead ("http://127.0.0.1:8080"); nothing is started
// ROSTRUM_BIN   start this program instead of building one

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const root = new URL("..", import.meta.url);
const patience = 30_000; // ms until the server must be ready

/**
 * Gives `{ base, url, terminal, stop }`: the server's address, that of its API, what it has said in its terminal (mail is
 * shown there; unknown of another's server), and what ends it.
 */
export async function startServer() {
  if (process.env.ROSTRUM_URL) {
    const base = process.env.ROSTRUM_URL.replace(/\/(graphql)?$/, "");
    return { base, url: base + "/graphql", stop: async () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "rostrum-clients-"));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  try {
    const program = process.env.ROSTRUM_BIN ?? build(join(folder, "rostrum"));
    const listen = `127.0.0.1:${await freePort()}`;
    const server = spawn(program, ["demo", "--listen", listen, "--data", join(folder, "data")], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    server.stdout.setEncoding("utf8").on("data", (text) => { said += text; });
    const ended = once(server, "exit");
    process.once("exit", () => server.kill("SIGKILL")); // also where a test file breaks before it can stop it
    const stop = async () => {
      server.kill("SIGTERM");
      await ended;
      forget();
    };
    await ready(server, `http://${listen}`).catch(async (error) => {
      if (server.exitCode === null) await stop();
      throw error;
    });
    return { base: `http://${listen}`, url: `http://${listen}/graphql`, terminal: () => said, stop };
  } catch (error) {
    forget();
    throw error;
  }
}

function build(target) {
  execFileSync("go", ["build", "-o", target, "./cmd/rostrum"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  return target;
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

async function ready(server, base) {
  let said = "";
  server.stderr.setEncoding("utf8").on("data", (text) => { said = (said + text).slice(-4000); });
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`the server ended with status ${server.exitCode}: ${said}`);
    const answer = await fetch(base + "/readyz").catch(() => null);
    if (answer?.ok) return;
    await pause(50);
  }
  throw new Error(`the server is not ready after ${patience} ms: ${said}`);
}

/** A fetch that remembers each request and what came back: `{ method, url, headers, body, status, type }`. */
export function recordingFetch() {
  const calls = [];
  const recording = async (input, init = {}) => {
    const response = await fetch(input, init);
    calls.push({
      method: init.method ?? "GET",
      url: new URL(String(input)),
      headers: new Headers(init.headers),
      body: init.body,
      status: response.status,
      type: response.headers.get("content-type"),
    });
    return response;
  };
  return { calls, fetch: recording };
}
