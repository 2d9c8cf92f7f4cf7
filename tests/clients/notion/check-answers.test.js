import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkAnswers, endpoints } from "./check-answers.js";

const user = { object: "user", id: "1", type: "person", name: "Ada", avatar_url: null, person: {} };
const { avatar_url: _, ...lacking } = user;
const me = "GET /v1/users/me";

test("an answer of the client's types passes; one with a planted fault does not, nor an endpoint that never answered", () => {
  const answers = [
    { name: me, answer: user },
    { name: me, answer: { ...user, avatar_url: 5 } },
    { name: me, answer: { ...user, nickname: "A" } },
    { name: me, answer: lacking },
    { name: me, answer: { ...user, type: "robot" } },
    { name: "GET /v1/wishes", answer: {} },
  ];
  const folder = mkdtempSync(join(tmpdir(), "notion-answers-"));
  try {
    writeFileSync(join(folder, "answers-1.jsonl"), answers.map((a) => JSON.stringify(a)).join("\n"));
    assert.equal(checkAnswers(folder, { asked: endpoints }), 5 + endpoints.length - 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
