// GraphQL over HTTP: every audit of the specification's working group.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { serverAudits } from "graphql-http";
import { startServer } from "../server.js";

const server = await startServer();
after(() => server.stop());
const audits = serverAudits({ url: server.url, fetchFn: fetch });

test("there are 61 audits", () => assert.equal(audits.length, 61));

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const { status, reason } = await audit.fn();
    assert.equal(status, "ok", reason);
  });
}
