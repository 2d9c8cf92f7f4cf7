import assert from "node:assert/strict";
import { test } from "node:test";
import { extractNotionId, extractPageId, isFullPage } from "@notionhq/client";
import { assertKept, assertRefused, childrenOf, isUuid, makeWorkspace, paragraph, plain, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("pages");
const title = (content) => ({ title: { title: text(content) } });
const emoji = { type: "emoji", emoji: "📘" };
const cover = { type: "external", external: { url: "https://example.com/cover.png" } };

test("a page at the top of the workspace has all its members", async () => {
  const page = await notion.pages.create({ parent: { workspace: true }, properties: title("Top"), icon: emoji, cover });
  assert.ok(isFullPage(page));
  assert.ok(isUuid(page.id));
  assert.deepEqual(page.parent, { type: "workspace", workspace: true });
  assert.deepEqual([page.icon, page.cover], [emoji, cover]);
  assert.deepEqual([page.in_trash, page.archived, page.is_locked, page.public_url], [false, false, false, null]);
  assert.deepEqual(page.created_by, { object: "user", id: ownerId });
  assert.equal(page.properties.title.id, "title");
  assert.equal(page.properties.title.type, "title");
  assert.equal(plain(page.properties.title.title), "Top");
  assert.deepEqual(await notion.pages.retrieve({ page_id: page.id }), page);
});

test("a page's address leads back to its id", async () => {
  const page = await workspace.page("Found by its address");
  assert.equal(extractPageId(page.url), page.id);
  assert.equal(extractNotionId(page.url), page.id);
});

test("a page in a page with children is made in one request", async () => {
  const top = await workspace.page("Top");
  const page = await notion.pages.create({
    parent: { page_id: top.id },
    properties: title("Below"),
    children: [{ heading_1: { rich_text: text("Hello") } }, paragraph("one", [paragraph("two")])],
  });
  assert.deepEqual(page.parent, { type: "page_id", page_id: top.id });
  const blocks = await childrenOf(notion, page.id);
  assert.deepEqual(blocks.map((b) => b.type), ["heading_1", "paragraph"]);
  assert.equal(plain((await childrenOf(notion, blocks[1].id))[0].paragraph.rich_text), "two");
});

test("the title may be given without its property's type", async () => {
  const page = await notion.pages.create({ parent: { workspace: true }, properties: { title: { title: text("Short") } } });
  assert.equal(plain(page.properties.title.title), "Short");
});

test("a page stands at the start or the end of its parent, or after one of its blocks", async () => {
  const top = await workspace.page("Top", [paragraph("a"), paragraph("b")]);
  const [a] = await childrenOf(notion, top.id);
  const at = (content, position) =>
    notion.pages.create({ parent: { page_id: top.id }, properties: title(content), position });
  const start = await at("start", { type: "page_start" });
  const end = await at("end", { type: "page_end" });
  const middle = await at("middle", { type: "after_block", after_block: { id: a.id } });
  const ids = (await childrenOf(notion, top.id)).map((b) => b.id);
  assert.deepEqual([ids[0], ids[2], ids[4]], [start.id, middle.id, end.id]);
});

test("a row of a data source takes properties and children", async () => {
  const dataSource = await workspace.dataSource("Books", { Name: { title: {} }, Pages: { number: {} } });
  const row = await notion.pages.create({
    parent: { data_source_id: dataSource.id },
    properties: { Name: { title: text("Emma") }, Pages: { number: 474 } },
    children: [paragraph("A note")],
  });
  assert.deepEqual(row.parent, {
    type: "data_source_id",
    data_source_id: dataSource.id,
    database_id: dataSource.parent.database_id,
  });
  assert.equal(plain(row.properties.Name.title), "Emma");
  assert.equal(row.properties.Pages.number, 474);
  assert.equal((await childrenOf(notion, row.id)).length, 1);
});

test("properties are named by name or by id", async () => {
  const dataSource = await workspace.dataSource("Ids", { Name: { title: {} }, "Size in cm": { number: {} } });
  const { id } = dataSource.properties["Size in cm"];
  const row = await workspace.row(dataSource, { [id]: { number: 3 }, title: { title: text("T") } });
  assert.equal(row.properties["Size in cm"].number, 3);
  assert.equal(plain(row.properties.Name.title), "T");
});

test("title, icon and cover are changed, and taken away", async () => {
  const page = await workspace.page("Before");
  const changed = await notion.pages.update({ page_id: page.id, properties: title("After"), icon: emoji, cover });
  assert.equal(plain(changed.properties.title.title), "After");
  assert.deepEqual([changed.icon, changed.cover], [emoji, cover]);
  const bare = await notion.pages.update({ page_id: page.id, icon: null, cover: null });
  assert.deepEqual([bare.icon, bare.cover], [null, null]);
  assert.equal(plain(bare.properties.title.title), "After");
});

test("an icon may be external, and a cover may not be an emoji", async () => {
  const page = await workspace.page("Icons");
  const icon = { type: "external", external: { url: "https://example.com/i.svg" } };
  assert.deepEqual((await notion.pages.update({ page_id: page.id, icon })).icon, icon);
  await assertRefused(notion.pages.update({ page_id: page.id, cover: emoji }), 400, "validation_error", /cover/);
});

test("an edit moves last_edited_time on", async () => {
  const page = await workspace.page("Edited");
  const edited = await notion.pages.update({ page_id: page.id, icon: emoji });
  assert.equal(edited.created_time, page.created_time);
  assert.ok(edited.last_edited_time >= page.last_edited_time);
});

test("a page is locked and unlocked", async () => {
  const page = await workspace.page("Locked");
  assert.equal((await notion.pages.update({ page_id: page.id, is_locked: true })).is_locked, true);
  assert.equal((await notion.pages.update({ page_id: page.id, is_locked: false })).is_locked, false);
});

test("a page is trashed and restored with what is on it", async () => {
  const top = await workspace.page("Top");
  const page = await notion.pages.create({ parent: { page_id: top.id }, properties: title("P"), children: [paragraph("a")] });
  const trashed = await notion.pages.update({ page_id: page.id, in_trash: true });
  assert.deepEqual([trashed.in_trash, trashed.archived], [true, true]);
  assert.deepEqual(await childrenOf(notion, top.id), []);
  assert.equal((await notion.pages.retrieve({ page_id: page.id })).in_trash, true);
  const restored = await notion.pages.update({ page_id: page.id, in_trash: false });
  assert.equal(restored.in_trash, false);
  assert.deepEqual((await childrenOf(notion, top.id)).map((b) => b.id), [page.id]);
  assert.equal((await childrenOf(notion, page.id)).length, 1);
});

test("the older word for the trash is understood", async () => {
  const page = await workspace.page("Archived");
  assert.equal((await notion.pages.update({ page_id: page.id, archived: true })).in_trash, true);
  assert.equal((await notion.pages.update({ page_id: page.id, archived: false })).in_trash, false);
});

test("what is in the trash cannot be edited until it is restored", async () => {
  const page = await workspace.page("Trashed");
  await notion.pages.update({ page_id: page.id, in_trash: true });
  await assertRefused(notion.pages.update({ page_id: page.id, properties: title("x") }), 400, "validation_error");
  await assertRefused(
    notion.blocks.children.append({ block_id: page.id, children: [paragraph("x")] }),
    400,
    "validation_error",
  );
});

test("a page's content is erased", async () => {
  const page = await workspace.page("Erased", [paragraph("a"), paragraph("b")]);
  await notion.pages.update({ page_id: page.id, erase_content: true });
  assert.deepEqual(await childrenOf(notion, page.id), []);
});

test("a page moves below another page, with what is on it", async () => {
  const [from, to] = [await workspace.page("From"), await workspace.page("To")];
  const page = await notion.pages.create({ parent: { page_id: from.id }, properties: title("P"), children: [paragraph("a")] });
  const moved = await notion.pages.move({ page_id: page.id, parent: { type: "page_id", page_id: to.id } });
  assert.deepEqual(moved.parent, { type: "page_id", page_id: to.id });
  assert.deepEqual(await childrenOf(notion, from.id), []);
  assert.deepEqual((await childrenOf(notion, to.id)).map((b) => b.id), [page.id]);
  assert.equal((await childrenOf(notion, page.id)).length, 1);
});

test("a page moves into a data source and out of it", async () => {
  const dataSource = await workspace.dataSource("Target", { Name: { title: {} }, N: { number: {} } });
  const top = await workspace.page("Top");
  const page = await notion.pages.create({ parent: { page_id: top.id }, properties: title("Becomes a row") });
  const row = await notion.pages.move({
    page_id: page.id,
    parent: { type: "data_source_id", data_source_id: dataSource.id },
  });
  assert.equal(row.parent.data_source_id, dataSource.id);
  assert.equal(plain(row.properties.Name.title), "Becomes a row");
  assert.equal(row.properties.N.number, null);
  const { results } = await notion.dataSources.query({ data_source_id: dataSource.id });
  assert.deepEqual(results.map((r) => r.id), [page.id]);
  const out = await notion.pages.move({ page_id: page.id, parent: { type: "page_id", page_id: top.id } });
  assert.deepEqual(Object.keys(out.properties), ["title"]);
});

test("a page cannot move below itself", async () => {
  const page = await workspace.page("Knot");
  const below = await notion.pages.create({ parent: { page_id: page.id }, properties: title("Below") });
  await assertRefused(
    notion.pages.move({ page_id: page.id, parent: { type: "page_id", page_id: below.id } }),
    400,
    "validation_error",
  );
});

test("only the asked properties come", async () => {
  const dataSource = await workspace.dataSource("Few", { Name: { title: {} }, A: { number: {} }, B: { number: {} } });
  const row = await workspace.row(dataSource, { Name: { title: text("r") }, A: { number: 1 }, B: { number: 2 } });
  const page = await notion.pages.retrieve({ page_id: row.id, filter_properties: [dataSource.properties.A.id] });
  assert.deepEqual(Object.keys(page.properties), ["A"]);
});

test("a property that the data source has not is refused by name", async () => {
  const dataSource = await workspace.dataSource("Strict", { Name: { title: {} }, N: { number: {} } });
  await assertRefused(workspace.row(dataSource, { Colour: { number: 1 } }), 400, "validation_error", /Colour/);
  await assertRefused(workspace.row(dataSource, { N: { checkbox: true } }), 400, "validation_error", /N/);
});

test("a page without a parent, and one below what is not there, are refused", async () => {
  await assertRefused(
    notion.pages.create({ parent: { page_id: "0c4f0d33-1111-4222-8333-444455556666" }, properties: title("x") }),
    404,
    "object_not_found",
  );
  await assertRefused(notion.pages.create({ parent: { page_id: "x" }, properties: title("x") }), 400, "validation_error");
});

test("what was sent is what comes back, for a page of many kinds", async () => {
  const children = [
    { heading_1: { rich_text: text("Plan") } },
    { to_do: { rich_text: text("write"), checked: true } },
    { code: { rich_text: text("a := 1"), language: "go" } },
    { divider: {} },
    { quote: { rich_text: text("said") } },
  ];
  const page = await workspace.page("Kinds", children);
  assertKept(await childrenOf(notion, page.id), children);
});
