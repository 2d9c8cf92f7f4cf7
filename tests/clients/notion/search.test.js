import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI, isFullPageOrDataSource } from "@notionhq/client";
import { assertRefused, makeWorkspace, plain, text } from "./support.js";

const { notion, ...workspace } = await makeWorkspace("search");
const whales = await workspace.page("Whales of the north");
const whaling = await workspace.page("A history of whales");
const birds = await workspace.page("Birds");
const dataSource = await workspace.dataSource("Whales seen", { Name: { title: {} } });
const row = await workspace.row(dataSource, { Name: { title: text("Three whales") } });

const search = async (query) => collectPaginatedAPI(notion.search, query);
const idsOf = (results) => results.map((r) => r.id).sort();

test("pages, rows and data sources are found by their titles", async () => {
  const found = await search({ query: "whales" });
  assert.ok(found.every(isFullPageOrDataSource));
  assert.deepEqual(idsOf(found), [whales.id, whaling.id, dataSource.id, row.id].sort());
});

test("the case of letters does not matter", async () => {
  assert.deepEqual(idsOf(await search({ query: "WHALES of" })), [whales.id]);
});

test("only pages, or only data sources, when asked", async () => {
  const pages = await search({ query: "whales", filter: { property: "object", value: "page" } });
  assert.deepEqual(idsOf(pages), [whales.id, whaling.id, row.id].sort());
  const sources = await search({ query: "whales", filter: { property: "object", value: "data_source" } });
  assert.deepEqual(idsOf(sources), [dataSource.id]);
  assert.equal(plain(sources[0].title), "Whales seen");
});

test("without a query everything comes", async () => {
  const ids = idsOf(await search({}));
  for (const { id } of [whales, whaling, birds, dataSource, row]) assert.ok(ids.includes(id));
});

test("the last edited comes first or last, as asked", async () => {
  await notion.pages.update({ page_id: whales.id, icon: { type: "emoji", emoji: "🐋" } });
  const sort = (direction) => ({ timestamp: "last_edited_time", direction });
  const falling = await search({ sort: sort("descending"), filter: { property: "object", value: "page" } });
  assert.equal(falling[0].id, whales.id);
  const rising = await search({ sort: sort("ascending"), filter: { property: "object", value: "page" } });
  assert.equal(rising.at(-1).id, whales.id);
  const times = rising.map((p) => p.last_edited_time);
  assert.deepEqual(times, [...times].sort());
});

test("results come in parts, each once", async () => {
  const first = await notion.search({ query: "whales", page_size: 1 });
  assert.deepEqual([first.object, first.type, first.results.length, first.has_more], ["list", "page_or_data_source", 1, true]);
  const all = await search({ query: "whales", page_size: 1 });
  assert.deepEqual(idsOf(all), idsOf(await search({ query: "whales" })));
});

test("what is in the trash is not found", async () => {
  const gone = await workspace.page("Extinct dodos");
  assert.deepEqual(idsOf(await search({ query: "dodos" })), [gone.id]);
  await notion.pages.update({ page_id: gone.id, in_trash: true });
  assert.deepEqual(await search({ query: "dodos" }), []);
});

test("a renamed page is found by its new title and not by its old one", async () => {
  const page = await workspace.page("Narwhal");
  await notion.pages.update({ page_id: page.id, properties: { title: { title: text("Unicorn") } } });
  assert.deepEqual(idsOf(await search({ query: "unicorn" })), [page.id]);
  assert.deepEqual(await search({ query: "narwhal" }), []);
});

test("nothing of another workspace is found", async () => {
  const other = await makeWorkspace("search, another");
  if (other.id === workspace.id) return;
  assert.deepEqual(await collectPaginatedAPI(other.notion.search, { query: "whales" }), []);
});

test("a filter that is not known is refused", () =>
  assertRefused(notion.search({ filter: { property: "object", value: "database" } }), 400, "validation_error"));
