import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI, isFullUser } from "@notionhq/client";
import { assertRefused, makeWorkspace } from "./support.js";

const workspace = await makeWorkspace("users");
const { notion } = workspace;

test("me is the member whom the token stands for", async () => {
  const me = await notion.users.me({});
  assert.ok(isFullUser(me));
  assert.equal(me.object, "user");
  assert.equal(me.id, workspace.ownerId);
  assert.equal(me.name, "Ada");
});

test("a bot's token answers as a bot with its workspace", async () => {
  const bot = await workspace.member("Importer", "editor", "bot");
  const me = await bot.notion.users.me({});
  assert.equal(me.type, "bot");
  assert.equal(me.id, bot.id);
  assert.equal(me.name, "Importer");
  assert.equal(me.bot.workspace_name, "users");
  assert.ok(me.bot.workspace_limits.max_file_upload_size_in_bytes > 0);
});

test("all members are listed, to the end of the pages", async () => {
  const made = [workspace.ownerId];
  for (const name of ["Grace", "Edsger", "Barbara", "Tony"]) made.push((await workspace.member(name, "reader")).id);
  const first = await notion.users.list({ page_size: 2 });
  assert.equal(first.results.length, 2);
  assert.equal(first.has_more, true);
  assert.equal(typeof first.next_cursor, "string");
  const all = await collectPaginatedAPI(notion.users.list, { page_size: 2 });
  assert.ok(all.every(isFullUser));
  assert.equal(new Set(all.map((u) => u.id)).size, all.length, "no member comes twice");
  for (const id of made) assert.ok(all.some((u) => u.id === id));
});

test("a member is retrieved by id, with and without dashes", async () => {
  const grace = await workspace.member("Grace", "reader");
  for (const id of [grace.id, grace.id.replaceAll("-", "")]) {
    const user = await notion.users.retrieve({ user_id: id });
    assert.ok(isFullUser(user));
    assert.deepEqual([user.id, user.name, user.type], [grace.id, "Grace", "person"]);
  }
});

test("a member of another workspace is not there", async () => {
  const other = await makeWorkspace("users, another");
  if (other.id === workspace.id) return;
  await assertRefused(notion.users.retrieve({ user_id: other.ownerId }), 404, "object_not_found");
});
