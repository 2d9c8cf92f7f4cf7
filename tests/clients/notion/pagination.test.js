import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI, iteratePaginatedAPI } from "@notionhq/client";
import { assertRefused, makeWorkspace, paragraph, plain } from "./support.js";

const { notion, ...workspace } = await makeWorkspace("pagination");

async function pageOf(count) {
  const page = await workspace.page("Many");
  const ids = [];
  for (let from = 0; from < count; from += 100) {
    const children = Array.from({ length: Math.min(100, count - from) }, (_, i) => paragraph(`${from + i}`));
    ids.push(...(await notion.blocks.children.append({ block_id: page.id, children })).results.map((b) => b.id));
  }
  return { page, ids };
}

const content = (block) => plain(block.paragraph.rich_text);

test("a long list is collected whole and in order, whatever the size of its parts", async () => {
  const { page, ids } = await pageOf(250);
  for (const page_size of [7, 100, undefined]) {
    const all = await collectPaginatedAPI(notion.blocks.children.list, { block_id: page.id, page_size });
    assert.deepEqual(all.map((b) => b.id), ids);
  }
});

test("what is inserted and removed meanwhile disturbs no other block: none is lost, none comes twice", async () => {
  const { page, ids } = await pageOf(60);
  const insert = (at) =>
    notion.blocks.children.append({
      block_id: page.id,
      children: [paragraph("new")],
      position: at === undefined ? { type: "start" } : { type: "after_block", after_block: { id: ids[at] } },
    });
  const removed = new Set();
  const seen = [];
  let step = 0;
  for await (const block of iteratePaginatedAPI(notion.blocks.children.list, { block_id: page.id, page_size: 5 })) {
    seen.push(block);
    // In the middle of every part: one more ahead of the cursor and behind it, and one less on each side.
    if (seen.length % 5 !== 3) continue;
    step++;
    await insert();
    await insert(Math.min(59, seen.length + 3));
    if (step === 4) await notion.blocks.delete({ block_id: ids[2] });
    if (step === 5) {
      removed.add(ids[55]);
      await notion.blocks.delete({ block_id: ids[55] });
    }
  }
  const old = seen.filter((b) => content(b) !== "new").map((b) => b.id);
  assert.deepEqual(old, ids.filter((id) => !removed.has(id)));
  assert.equal(new Set(seen.map((b) => b.id)).size, seen.length);
});

test("a cursor whose block is gone goes on behind it", async () => {
  const { page, ids } = await pageOf(20);
  const first = await notion.blocks.children.list({ block_id: page.id, page_size: 10 });
  // Wherever the cursor points, at the last block that came or at the first that did not, that block goes.
  await notion.blocks.delete({ block_id: ids[9] });
  await notion.blocks.delete({ block_id: ids[10] });
  const rest = await collectPaginatedAPI(notion.blocks.children.list, {
    block_id: page.id,
    start_cursor: first.next_cursor,
  });
  assert.deepEqual(rest.map((b) => b.id), ids.slice(11));
});

test("a cursor of one list is refused by another", async () => {
  const { page } = await pageOf(3);
  const other = await pageOf(3);
  const { next_cursor } = await notion.blocks.children.list({ block_id: page.id, page_size: 1 });
  await assertRefused(
    notion.blocks.children.list({ block_id: other.page.id, start_cursor: next_cursor }),
    400,
    "validation_error",
  );
});

test("a cursor of another workspace is refused", async () => {
  const { page } = await pageOf(3);
  const { next_cursor } = await notion.blocks.children.list({ block_id: page.id, page_size: 1 });
  const other = await makeWorkspace("pagination, another");
  const theirs = await other.page("Theirs", [paragraph("a"), paragraph("b")]);
  await assertRefused(
    other.notion.blocks.children.list({ block_id: theirs.id, start_cursor: next_cursor }),
    400,
    "validation_error",
  );
});

test("rows are collected while rows are added: all that were there come once", async () => {
  const dataSource = await workspace.dataSource("Rows", { Name: { title: {} }, N: { number: {} } });
  const made = [];
  for (let i = 0; i < 25; i++) made.push(await workspace.row(dataSource, { Name: { title: [] }, N: { number: i } }));
  const seen = [];
  const query = { data_source_id: dataSource.id, page_size: 4, sorts: [{ property: "N", direction: "ascending" }] };
  for await (const row of iteratePaginatedAPI(notion.dataSources.query, query)) {
    seen.push(row.id);
    if (seen.length % 4 === 2) await workspace.row(dataSource, { Name: { title: [] }, N: { number: -seen.length } });
  }
  assert.deepEqual(seen, made.map((r) => r.id));
});
