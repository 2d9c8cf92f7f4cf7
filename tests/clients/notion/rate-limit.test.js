import assert from "node:assert/strict";
import { test } from "node:test";
import { APIErrorCode } from "@notionhq/client";
import { assertErrorBody, clientOf, makeWorkspace, raw } from "./support.js";

const workspace = await makeWorkspace("rate limit");

// More than any bucket holds; the test ends at the first refusal.
const requestsMaximum = 50_000;
const atOnce = 64;

/** Sends requests of one member, many at once, until enough have been; gives the first that was refused. */
async function flood(token, isEnough) {
  let refused;
  let sent = 0;
  const sender = async () => {
    while (!isEnough(refused) && sent < requestsMaximum) {
      sent++;
      const answer = await raw("GET", "/v1/users/me", { token });
      if (answer.status !== 200) refused ??= answer;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return refused;
}

async function untilRefused(token) {
  const refused = await flood(token, (answer) => answer);
  assert.ok(refused, `none of ${requestsMaximum} requests was refused`);
  return refused;
}

test("who sends too much is refused with rate_limited and told when to come again", async () => {
  const { token } = await workspace.member("Hasty", "reader");
  const { status, headers, body } = await untilRefused(token);
  assert.equal(status, 429);
  assertErrorBody(body, 429, APIErrorCode.RateLimited);
  assert.match(headers.get("retry-after"), /^[1-9]\d*$/);
});

test("the client waits as long as it was told, and then succeeds", async () => {
  const { token, id } = await workspace.member("Patient", "reader");
  const statuses = [];
  const watched = async (url, init) => {
    const response = await fetch(url, init);
    statuses.push(response.status);
    return response;
  };
  const patient = clientOf(token, { fetch: watched, retry: { maxRetries: 5 } });
  // The bucket fills up again all the time: it is kept empty until the client, too, has been refused.
  const wasRefused = () => statuses.includes(429);
  const flooded = flood(token, wasRefused);
  for (let asked = 0; !wasRefused() && asked < requestsMaximum; asked++)
    assert.equal((await patient.users.me({})).id, id);
  await flooded;
  assert.ok(wasRefused());
  assert.equal(statuses.at(-1), 200);
});

test("one member's haste is not another's wait", async () => {
  const { token } = await workspace.member("Hasty too", "reader");
  await untilRefused(token);
  assert.equal((await workspace.notion.users.me({})).name, "Ada");
});
