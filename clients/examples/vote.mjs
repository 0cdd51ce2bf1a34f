// Votes in every category of a contest, as a page or an app does it for somebody on a bad line:
//
//     node clients/examples/vote.mjs http://127.0.0.1:8080 delegate@example.org
//
// It asks for the code from the mail, votes where no vote is yet for whichever nominee comes first in the voter's own
// order, and prints a receipt for each. It needs Node.js 20 and nothing else.

import { randomUUID } from "node:crypto";
import { stdin, stdout } from "node:process";
import { createInterface } from "node:readline/promises";
import { setTimeout as pause } from "node:timers/promises";

const patience = 10_000; // ms for one answer
const attempts = 8; // for one call

/** A refusal that trying again does not change. `code` is for programs, `message` for people. */
class Refused extends Error {
  constructor({ message, extensions, code }) {
    super(message);
    this.code = extensions?.code ?? code;
  }
}

/** Talks to a server, and asks again where an answer does not come. */
class Client {
  #tokens = null; // in memory only: on a disk they would be somebody else's too
  lost = 0; // answers that did not come

  constructor(url) {
    this.url = new URL("/graphql", url);
  }

  /** Sends an operation until there is an answer, and gives its data. What is sent must do no harm when it arrives twice. */
  async ask(query, variables, token = this.#tokens?.accessToken) {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#send(query, variables, token);
      const error = answer?.body.errors?.[0];
      if (answer && !error) return answer.body.data;
      if (error && !["UNAVAILABLE", "RATE_LIMITED"].includes(error.extensions?.code)) throw new Refused(error);
      if (attempt === attempts) throw new Error(error?.message ?? "the server does not answer; your votes so far are safe, try again later");
      // As long as the server says; else longer each time, and not the same as everybody else.
      await pause(answer?.wait ?? 100 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  }

  /** Gives what came back, or null where nothing whole did. */
  async #send(query, variables, token) {
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(patience),
      });
      const seconds = Number(response.headers.get("Retry-After"));
      return { body: await response.json(), wait: seconds ? seconds * 1000 : undefined };
    } catch {
      this.lost++;
      return null;
    }
  }

  /** Sends an operation of whoever is signed in. An access token ends after 15 minutes: then it gets the next, once. */
  async own(query, variables) {
    try {
      return await this.ask(query, variables);
    } catch (error) {
      if (error.code !== "UNAUTHENTICATED") throw error;
      await this.#refresh();
      return this.ask(query, variables);
    }
  }

  async #refresh() {
    const { refreshTokens } = await this.ask(
      `mutation Refresh($refreshToken: String!) {
        refreshTokens(input: { refreshToken: $refreshToken }) { tokens { accessToken refreshToken } userErrors { code message } }
      }`,
      { refreshToken: this.#tokens.refreshToken },
      null,
    );
    if (!refreshTokens.tokens) throw new Refused(refreshTokens.userErrors[0]);
    this.#tokens = refreshTokens.tokens;
  }

  /** Asks for a code, and gives the challenge that it is good with. Where it was asked for twice, the last mail counts. */
  async requestCode(email) {
    const { requestSignInCode } = await this.ask(
      `mutation Code($email: String!) { requestSignInCode(input: { email: $email }) { challenge } }`,
      { email },
    );
    return requestSignInCode.challenge;
  }

  /** Signs in with a code. A code is good once, so after a lost answer it may be refused though it was right. */
  async signIn(challenge, code) {
    const { signIn } = await this.ask(
      `mutation SignIn($challenge: String!, $code: String!) {
        signIn(input: { challenge: $challenge, code: $code }) { tokens { accessToken refreshToken } userErrors { code message } }
      }`,
      { challenge, code },
    );
    if (!signIn.tokens) throw new Refused(signIn.userErrors[0]);
    this.#tokens = signIn.tokens;
  }

  async ballot(contest) {
    const { viewer } = await this.own(
      `query Ballot($contest: String!) {
        viewer {
          ballot(contest: $contest) {
            done
            wouldCount
            categories {
              category { id number title { value } }
              nominees { id title { value } }
              receipt { project { title { value } } acceptedAt }
            }
          }
        }
      }`,
      { contest },
    );
    if (!viewer.ballot) throw new Error(`there is no contest ${contest}`);
    return viewer.ballot;
  }

  /** Votes in one category and gives the receipt. The key makes a call that arrives twice one vote, with one answer. */
  async vote(contest, category, project) {
    const { castVotes } = await this.own(
      `mutation Vote($input: CastVotesInput!) {
        castVotes(input: $input) { receipts { project { title { value } } acceptedAt } userErrors { code message } }
      }`,
      { input: { contest, votes: [{ category, project }], idempotencyKey: randomUUID() } },
    );
    if (!castVotes.receipts) throw new Refused(castVotes.userErrors[0]);
    return castVotes.receipts[0];
  }

  async signOut() {
    try {
      await this.ask(`mutation { signOut(input: {}) { userErrors { code } } }`);
    } catch (error) {
      if (error.code !== "UNAUTHENTICATED") throw error; // else it had been carried out, and its answer was lost
    }
    this.#tokens = null;
  }
}

/** Signs an address in; `read` asks the reader for what the mail says. */
async function enter(client, email, read) {
  for (let mails = 0; mails < 3; mails++) {
    const challenge = await client.requestCode(email);
    for (let guesses = 0; guesses < 5; guesses++) {
      const before = client.lost;
      try {
        return await client.signIn(challenge, await read("Code from the newest mail: "));
      } catch (error) {
        if (error.code !== "WRONG_CODE") throw error;
        console.log(client.lost > before ? "The answer was lost on the way; a new code is coming." : `Not signed in: ${error.message}.`);
        if (client.lost > before) break;
      }
    }
  }
  throw new Error("not signed in");
}

async function main([url, email, contest = "wsis-prizes-2020"]) {
  if (!url || !email) {
    console.error("usage: node vote.mjs URL EMAIL [CONTEST]");
    return 2;
  }
  const terminal = createInterface({ input: stdin, output: stdout });
  const client = new Client(url);
  try {
    await enter(client, email, (question) => terminal.question(question));
    for (const { category, nominees, receipt } of (await client.ballot(contest)).categories) {
      const kept = receipt ?? (await client.vote(contest, category.id, nominees[0].id));
      console.log(`${String(category.number).padStart(2)}  ${kept.acceptedAt}  ${kept.project.title.value}`);
    }
    const { done, wouldCount, categories } = await client.ballot(contest);
    console.log(`${done} of ${categories.length}; the ballot ${wouldCount ? "would count" : "would not count yet"}.`);
    await client.signOut();
    return 0;
  } catch (error) {
    console.error(`vote.mjs: ${error.message}`);
    return 1;
  } finally {
    terminal.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
