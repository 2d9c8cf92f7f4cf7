import assert from "node:assert/strict";
import { test } from "node:test";
import { extractDatabaseId, isFullDatabase, isFullDataSource } from "@notionhq/client";
import { assertKept, assertRefused, childrenOf, makeWorkspace, plain, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("databases");
const top = await workspace.page("Top");
const parent = { type: "page_id", page_id: top.id };
const simple = { properties: { Name: { title: {} } } };
const emoji = { type: "emoji", emoji: "📚" };
const cover = { type: "external", external: { url: "https://example.com/c.png" } };

test("a database is made with its first data source and has all its members", async () => {
  const database = await notion.databases.create({
    parent,
    title: text("Books"),
    description: text("All of them"),
    is_inline: true,
    icon: emoji,
    cover,
    initial_data_source: simple,
  });
  assert.ok(isFullDatabase(database));
  assert.deepEqual(database.parent, parent);
  assert.deepEqual([plain(database.title), plain(database.description)], ["Books", "All of them"]);
  assert.deepEqual([database.icon, database.cover], [emoji, cover]);
  assert.deepEqual([database.is_inline, database.is_locked, database.in_trash], [true, false, false]);
  assert.equal(database.data_sources.length, 1);
  assert.equal(extractDatabaseId(database.url), database.id);
  assert.deepEqual(await notion.databases.retrieve({ database_id: database.id }), database);

  const dataSource = await notion.dataSources.retrieve({ data_source_id: database.data_sources[0].id });
  assert.ok(isFullDataSource(dataSource));
  assert.deepEqual(dataSource.parent, { type: "database_id", database_id: database.id });
  assert.deepEqual(dataSource.database_parent, parent);
  assert.deepEqual(dataSource.created_by, { object: "user", id: ownerId });
  assert.deepEqual(Object.keys(dataSource.properties), ["Name"]);
});

test("a database at the top of the workspace", async () => {
  const database = await notion.databases.create({
    parent: { type: "workspace", workspace: true },
    title: text("Top"),
    initial_data_source: simple,
  });
  assert.deepEqual(database.parent, { type: "workspace", workspace: true });
});

test("title, description, icon, cover, lock and place are changed", async () => {
  const database = await notion.databases.create({ parent, title: text("Before"), initial_data_source: simple });
  const changed = await notion.databases.update({
    database_id: database.id,
    title: text("After"),
    description: text("New"),
    icon: emoji,
    cover,
    is_inline: true,
    is_locked: true,
  });
  assert.deepEqual([plain(changed.title), plain(changed.description)], ["After", "New"]);
  assert.deepEqual([changed.icon, changed.cover, changed.is_inline, changed.is_locked], [emoji, cover, true, true]);
  const other = await workspace.page("Other");
  const moved = await notion.databases.update({
    database_id: database.id,
    parent: { type: "page_id", page_id: other.id },
  });
  assert.deepEqual(moved.parent, { type: "page_id", page_id: other.id });
  assert.deepEqual((await childrenOf(notion, other.id)).map((b) => [b.id, b.type]), [[database.id, "child_database"]]);
});

test("a database is trashed and restored", async () => {
  const database = await notion.databases.create({ parent, title: text("Trash"), initial_data_source: simple });
  assert.equal((await notion.databases.update({ database_id: database.id, in_trash: true })).in_trash, true);
  assert.ok(!(await childrenOf(notion, top.id)).some((b) => b.id === database.id));
  assert.equal((await notion.databases.update({ database_id: database.id, in_trash: false })).in_trash, false);
  assert.ok((await childrenOf(notion, top.id)).some((b) => b.id === database.id));
});

test("a second data source is made in a database", async () => {
  const database = await notion.databases.create({ parent, title: text("Two"), initial_data_source: simple });
  const second = await notion.dataSources.create({
    parent: { type: "database_id", database_id: database.id },
    title: text("Second"),
    properties: { Title: { title: {} }, Count: { number: {} } },
  });
  assert.ok(isFullDataSource(second));
  assert.equal(plain(second.title), "Second");
  const { data_sources } = await notion.databases.retrieve({ database_id: database.id });
  assert.deepEqual(data_sources[1], { id: second.id, name: "Second" });
  const row = await workspace.row(second, { Title: { title: text("r") }, Count: { number: 1 } });
  const rows = await notion.dataSources.query({ data_source_id: second.id });
  assert.deepEqual(rows.results.map((r) => r.id), [row.id]);
  assert.deepEqual((await notion.dataSources.query({ data_source_id: data_sources[0].id })).results, []);
});

test("a database without a title property gets one", async () => {
  const database = await notion.databases.create({
    parent,
    title: text("No title"),
    initial_data_source: { properties: { Count: { number: {} } } },
  });
  const { properties } = await notion.dataSources.retrieve({ data_source_id: database.data_sources[0].id });
  assert.equal(Object.values(properties).filter((p) => p.type === "title").length, 1);
});

test("what was sent is what comes back", async () => {
  const description = [{ text: { content: "bold" }, annotations: { bold: true } }];
  const database = await notion.databases.create({ parent, title: text("T"), description, initial_data_source: simple });
  assertKept(database.description, description);
});

test("two titles, and a parent that is not there, are refused", async () => {
  await assertRefused(
    notion.databases.create({ parent, initial_data_source: { properties: { A: { title: {} }, B: { title: {} } } } }),
    400,
    "validation_error",
  );
  await assertRefused(
    notion.databases.create({ parent: { type: "page_id", page_id: "0c4f0d33-1111-4222-8333-444455556666" }, initial_data_source: simple }),
    404,
    "object_not_found",
  );
});
