import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI, isFullComment } from "@notionhq/client";
import { assertRefused, childrenOf, isUuid, makeWorkspace, paragraph, plain, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("comments");
const page = await workspace.page("Commented", [paragraph("a"), paragraph("b")]);
const [a] = await childrenOf(notion, page.id);

test("a comment on a page begins a discussion and has all its members", async () => {
  const comment = await notion.comments.create({ parent: { page_id: page.id }, rich_text: text("First") });
  assert.ok(isFullComment(comment));
  assert.equal(comment.object, "comment");
  assert.deepEqual(comment.parent, { type: "page_id", page_id: page.id });
  assert.ok(isUuid(comment.discussion_id));
  assert.equal(plain(comment.rich_text), "First");
  assert.deepEqual(comment.created_by, { object: "user", id: ownerId });
  assert.deepEqual(await notion.comments.retrieve({ comment_id: comment.id }), comment);
});

test("a comment on a block belongs to the block", async () => {
  const comment = await notion.comments.create({ parent: { block_id: a.id }, rich_text: text("On a block") });
  assert.deepEqual(comment.parent, { type: "block_id", block_id: a.id });
  const { results } = await notion.comments.list({ block_id: a.id });
  assert.deepEqual(results.map((c) => c.id), [comment.id]);
});

test("an answer joins the discussion of the comment that it answers", async () => {
  const own = await workspace.page("Own");
  const first = await notion.comments.create({ parent: { page_id: own.id }, rich_text: text("question") });
  const grace = await workspace.member("Grace", "editor");
  const second = await grace.notion.comments.create({ discussion_id: first.discussion_id, rich_text: text("answer") });
  assert.equal(second.discussion_id, first.discussion_id);
  assert.deepEqual(second.parent, first.parent);
  assert.equal(second.created_by.id, grace.id);
  const { results } = await notion.comments.list({ block_id: own.id });
  assert.deepEqual(results.map((c) => plain(c.rich_text)), ["question", "answer"]);
});

test("comments are listed in the order of their making, to the end of the pages", async () => {
  const own = await workspace.page("Many");
  const made = [];
  for (let i = 0; i < 7; i++)
    made.push((await notion.comments.create({ parent: { page_id: own.id }, rich_text: text(`${i}`) })).id);
  const first = await notion.comments.list({ block_id: own.id, page_size: 3 });
  assert.deepEqual([first.object, first.type, first.results.length, first.has_more], ["list", "comment", 3, true]);
  const all = await collectPaginatedAPI(notion.comments.list, { block_id: own.id, page_size: 3 });
  assert.deepEqual(all.map((c) => c.id), made);
});

test("a comment's text keeps its marks, its mentions and its links", async () => {
  const rich_text = [
    { text: { content: "see " }, annotations: { italic: true } },
    { mention: { user: { id: ownerId } } },
    { text: { content: "here", link: { url: "https://example.com/" } } },
  ];
  const comment = await notion.comments.create({ parent: { page_id: page.id }, rich_text });
  assert.equal(plain(comment.rich_text), "see @Adahere");
  assert.equal(comment.rich_text[0].annotations.italic, true);
  assert.equal(comment.rich_text[1].mention.user.id, ownerId);
  assert.equal(comment.rich_text[2].href, "https://example.com/");
});

test("a comment is changed and deleted", async () => {
  const own = await workspace.page("Changing");
  const comment = await notion.comments.create({ parent: { page_id: own.id }, rich_text: text("before") });
  const changed = await notion.comments.update({ comment_id: comment.id, rich_text: text("after") });
  assert.equal(plain(changed.rich_text), "after");
  assert.equal(changed.created_time, comment.created_time);
  const deleted = await notion.comments.delete({ comment_id: comment.id });
  assert.equal(deleted.id, comment.id);
  assert.deepEqual((await notion.comments.list({ block_id: own.id })).results, []);
  await assertRefused(notion.comments.retrieve({ comment_id: comment.id }), 404, "object_not_found");
});

test("a comment may show another name than its maker's", async () => {
  const comment = await notion.comments.create({
    parent: { page_id: page.id },
    rich_text: text("Beep"),
    display_name: { type: "custom", custom: { name: "Build robot" } },
  });
  assert.deepEqual(comment.display_name, { type: "custom", resolved_name: "Build robot" });
});

test("comments are no blocks of their page", async () => {
  const own = await workspace.page("No blocks");
  await notion.comments.create({ parent: { page_id: own.id }, rich_text: text("x") });
  assert.deepEqual(await childrenOf(notion, own.id), []);
});

test("a comment on what is not there, and one without text, are refused", async () => {
  const nowhere = "0c4f0d33-1111-4222-8333-444455556666";
  await assertRefused(notion.comments.create({ parent: { page_id: nowhere }, rich_text: text("x") }), 404, "object_not_found");
  await assertRefused(notion.comments.create({ discussion_id: nowhere, rich_text: text("x") }), 404, "object_not_found");
  await assertRefused(notion.comments.create({ parent: { page_id: page.id } }), 400, "validation_error");
  await assertRefused(notion.comments.list({ block_id: nowhere }), 404, "object_not_found");
});
