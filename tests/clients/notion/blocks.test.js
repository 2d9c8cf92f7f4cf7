import assert from "node:assert/strict";
import { test } from "node:test";
import { isFullBlock } from "@notionhq/client";
import { assertKept, assertRefused, childrenOf, isUuid, makeWorkspace, paragraph, plain, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("blocks");
const page = await workspace.page("All blocks");
const target = await workspace.page("Target");
const database = await notion.databases.create({
  parent: { type: "page_id", page_id: target.id },
  title: text("Linked"),
  initial_data_source: { properties: { Name: { title: {} } } },
});

const external = (url) => ({ type: "external", external: { url } });
const row = (...cells) => ({ table_row: { cells: cells.map(text) } });
const emoji = { type: "emoji", emoji: "💡" };

// Every type that can be appended: what is sent, and what is changed afterwards.
const types = [
  ["paragraph", { rich_text: text("a"), color: "gray" }, { rich_text: text("b"), color: "default" }],
  ["heading_1", { rich_text: text("a"), color: "blue_background" }, { rich_text: text("b") }],
  ["heading_2", { rich_text: text("a"), is_toggleable: true }, { rich_text: text("b"), is_toggleable: true }],
  ["heading_3", { rich_text: text("a"), is_toggleable: false }, { rich_text: text("b"), color: "red" }],
  ["bulleted_list_item", { rich_text: text("a") }, { rich_text: text("b"), color: "green" }],
  ["numbered_list_item", { rich_text: text("a") }, { rich_text: text("b") }],
  ["to_do", { rich_text: text("a"), checked: false }, { checked: true }],
  ["to_do", { rich_text: text("a"), checked: true, color: "pink" }, { rich_text: text("b") }],
  ["toggle", { rich_text: text("a") }, { rich_text: text("b") }],
  ["quote", { rich_text: text("a\nb"), color: "brown" }, { rich_text: text("c") }],
  ["callout", { rich_text: text("a"), icon: emoji, color: "yellow_background" }, { icon: external("https://x.test/i.png") }],
  ["code", { rich_text: text("let x = 1;"), language: "rust", caption: text("c") }, { language: "c++" }],
  ["code", { rich_text: text("a"), language: "plain text" }, { rich_text: text("b"), caption: text("new") }],
  ["equation", { expression: "e = mc^2" }, { expression: "\\sqrt{2}" }],
  ["divider", {}, {}],
  ["breadcrumb", {}, {}],
  ["table_of_contents", { color: "gray" }, { color: "blue" }],
  ["bookmark", { url: "https://example.com/a", caption: text("c") }, { url: "https://example.com/b" }],
  ["embed", { url: "https://example.com/e" }, { url: "https://example.com/f", caption: text("c") }],
  ["image", { ...external("https://example.com/a.png"), caption: text("c") }, { external: { url: "https://example.com/b.png" } }],
  ["video", external("https://example.com/a.mp4"), { caption: text("c") }],
  ["audio", external("https://example.com/a.mp3"), { external: { url: "https://example.com/b.mp3" } }],
  ["pdf", external("https://example.com/a.pdf"), { caption: text("c") }],
  ["file", { ...external("https://example.com/a.bin"), name: "a.bin", caption: text("c") }, { name: "b.bin" }],
  ["link_to_page", { type: "page_id", page_id: target.id }, { type: "database_id", database_id: database.id }],
  ["synced_block", { synced_from: null, children: [paragraph("original")] }],
  [
    "table",
    { table_width: 2, has_column_header: true, has_row_header: false, children: [row("a", "b"), row("c", "d")] },
    { has_column_header: false, has_row_header: true },
  ],
  [
    "column_list",
    { children: [{ column: { children: [paragraph("left")] } }, { column: { children: [paragraph("right")] } }] },
  ],
];

const without = ({ children, ...rest }) => rest;

for (const [index, [type, sent, change]] of types.entries()) {
  test(`${index + 1}: a ${type} is appended, listed, retrieved, updated and deleted`, async () => {
    const appended = await notion.blocks.children.append({ block_id: page.id, children: [{ type, [type]: sent }] });
    assert.deepEqual([appended.object, appended.type, appended.results.length], ["list", "block", 1]);
    const [block] = appended.results;
    assertStamped(block, type);
    assertKept(block[type], without(sent));
    assert.equal(block.has_children, sent.children !== undefined);

    const listed = (await childrenOf(notion, page.id)).find((b) => b.id === block.id);
    assert.deepEqual(listed, block);
    assert.deepEqual(await notion.blocks.retrieve({ block_id: block.id }), block);

    if (sent.children) {
      const children = await childrenOf(notion, block.id);
      for (const [i, child] of sent.children.entries()) {
        const [childType] = Object.keys(child);
        assertStamped(children[i], childType, { type: "block_id", block_id: block.id });
        assertKept(children[i][childType], without(child[childType]));
      }
    }

    if (change) {
      const updated = await notion.blocks.update({ block_id: block.id, [type]: change });
      assertStamped(updated, type);
      assertKept(updated[type], { ...(type === "link_to_page" ? {} : without(sent)), ...change });
      assert.deepEqual(await notion.blocks.retrieve({ block_id: block.id }), updated);
    }

    const deleted = await notion.blocks.delete({ block_id: block.id });
    assert.deepEqual([deleted.id, deleted.in_trash, deleted.archived], [block.id, true, true]);
    assert.ok(!(await childrenOf(notion, page.id)).some((b) => b.id === block.id));
  });
}

function assertStamped(block, type, parent = { type: "page_id", page_id: page.id }) {
  assert.ok(isFullBlock(block));
  assert.equal(block.object, "block");
  assert.equal(block.type, type);
  assert.ok(isUuid(block.id));
  assert.deepEqual(block.parent, parent);
  assert.deepEqual(block.created_by, { object: "user", id: ownerId });
  assert.deepEqual(block.last_edited_by, { object: "user", id: ownerId });
  assert.equal(new Date(block.created_time).toISOString(), block.created_time);
  assert.equal(new Date(block.last_edited_time).toISOString(), block.last_edited_time);
  assert.equal(block.in_trash, false);
  assert.equal(block.archived, false);
}

test("a block's defaults are written out", async () => {
  const { results } = await notion.blocks.children.append({
    block_id: page.id,
    children: [
      paragraph("p"),
      { heading_1: { rich_text: [] } },
      { to_do: { rich_text: [] } },
      { callout: { rich_text: [] } },
      { table_of_contents: {} },
      { image: external("https://example.com/a.png") },
    ],
  });
  assert.equal(results[0].paragraph.color, "default");
  assert.deepEqual(results[1].heading_1, { rich_text: [], is_toggleable: false, color: "default" });
  assert.equal(results[2].to_do.checked, false);
  assert.equal(results[3].callout.color, "default");
  assert.equal(results[4].table_of_contents.color, "default");
  assert.deepEqual(results[5].image.caption, []);
});

test("the copy of a synced block names its original", async () => {
  const { results } = await notion.blocks.children.append({
    block_id: page.id,
    children: [{ synced_block: { synced_from: null, children: [paragraph("shared")] } }],
  });
  const copy = await notion.blocks.children.append({
    block_id: page.id,
    children: [{ synced_block: { synced_from: { type: "block_id", block_id: results[0].id } } }],
  });
  assert.deepEqual(copy.results[0].synced_block.synced_from, { type: "block_id", block_id: results[0].id });
});

test("a page in a page and a database in a page are blocks of it", async () => {
  const child = await notion.pages.create({
    parent: { page_id: target.id },
    properties: { title: { title: text("Child") } },
  });
  const blocks = await childrenOf(notion, target.id);
  const asBlock = blocks.find((b) => b.id === child.id);
  assert.equal(asBlock.type, "child_page");
  assert.deepEqual(asBlock.child_page, { title: "Child" });
  const asDatabase = blocks.find((b) => b.id === database.id);
  assert.equal(asDatabase.type, "child_database");
  assert.deepEqual(asDatabase.child_database, { title: "Linked" });
  assert.deepEqual(await notion.blocks.retrieve({ block_id: child.id }), asBlock);
});

test("a page is a block too, and its children are the page's", async () => {
  const block = await notion.blocks.retrieve({ block_id: target.id });
  assert.equal(block.type, "child_page");
  assert.deepEqual(block.parent, { type: "workspace", workspace: true });
});

test("a deleted block is restored by an update", async () => {
  const { results } = await notion.blocks.children.append({ block_id: page.id, children: [paragraph("again")] });
  const id = results[0].id;
  await notion.blocks.delete({ block_id: id });
  const restored = await notion.blocks.update({ block_id: id, in_trash: false });
  assert.equal(restored.in_trash, false);
  assert.equal(plain(restored.paragraph.rich_text), "again");
  assert.ok((await childrenOf(notion, page.id)).some((b) => b.id === id));
});

test("a table's row is updated, and a row of another width is refused", async () => {
  const { results } = await notion.blocks.children.append({
    block_id: page.id,
    children: [{ table: { table_width: 2, children: [row("a", "b")] } }],
  });
  const [first] = await childrenOf(notion, results[0].id);
  const updated = await notion.blocks.update({ block_id: first.id, table_row: { cells: [text("x"), text("y")] } });
  assert.deepEqual(updated.table_row.cells.map(plain), ["x", "y"]);
  const more = await notion.blocks.children.append({ block_id: results[0].id, children: [row("c", "d")] });
  assert.deepEqual(more.results[0].table_row.cells.map(plain), ["c", "d"]);
  await assertRefused(
    notion.blocks.children.append({ block_id: results[0].id, children: [row("only one")] }),
    400,
    "validation_error",
  );
});

test("a block cannot become another type through the API", async () => {
  const { results } = await notion.blocks.children.append({ block_id: page.id, children: [paragraph("p")] });
  await assertRefused(
    notion.blocks.update({ block_id: results[0].id, heading_1: { rich_text: text("h") } }),
    400,
    "validation_error",
  );
});

test("a link preview cannot be made through the API", () =>
  assertRefused(
    notion.blocks.children.append({ block_id: page.id, children: [{ link_preview: { url: "https://x.test" } }] }),
    400,
    "validation_error",
  ));
