import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI } from "@notionhq/client";
import { assertKept, assertRefused, makeWorkspace, plain, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("property values");
const friends = await workspace.dataSource("Friends", { Name: { title: {} } });
const friend = await workspace.row(friends, { Name: { title: text("Grace") } });
const dataSource = await workspace.dataSource("Everything", {
  Name: { title: {} },
  Text: { rich_text: {} },
  Number: { number: { format: "euro" } },
  Select: { select: { options: [{ name: "Red", color: "red" }] } },
  Tags: { multi_select: { options: [{ name: "a" }, { name: "b" }] } },
  Status: { status: {} },
  Date: { date: {} },
  People: { people: {} },
  Files: { files: {} },
  Checkbox: { checkbox: {} },
  Url: { url: {} },
  Email: { email: {} },
  Phone: { phone_number: {} },
  Friends: { relation: { data_source_id: friends.id, single_property: {} } },
  Place: { place: {} },
  "Created time": { created_time: {} },
  "Created by": { created_by: {} },
  "Edited time": { last_edited_time: {} },
  "Edited by": { last_edited_by: {} },
  Id: { unique_id: { prefix: "T" } },
});

const url = "https://example.com/a.pdf";
const values = [
  ["Name", { title: text("A title") }],
  ["Text", { rich_text: [{ text: { content: "bold" }, annotations: { bold: true } }, { text: { content: " plain" } }] }],
  ["Number", { number: 12.5 }],
  ["Number", { number: -1e21 }],
  ["Number", { number: 0 }],
  ["Select", { select: { name: "Red" } }],
  ["Tags", { multi_select: [{ name: "b" }, { name: "a" }] }],
  ["Status", { status: { name: "In progress" } }],
  ["Date", { date: { start: "2026-11-22" } }],
  ["Date", { date: { start: "2026-11-22", end: "2026-12-01" } }],
  ["Date", { date: { start: "2026-11-22T08:00:00.000+01:00", end: "2026-11-22T09:30:00.000+01:00" } }],
  ["People", { people: [{ id: ownerId }] }],
  ["Files", { files: [{ name: "a.pdf", type: "external", external: { url } }] }],
  ["Checkbox", { checkbox: true }],
  ["Checkbox", { checkbox: false }],
  ["Url", { url: "https://example.com/?q=1" }],
  ["Email", { email: "ada@example.com" }],
  ["Phone", { phone_number: "+49 30 123 456" }],
  ["Friends", { relation: [{ id: friend.id }] }],
  ["Place", { place: { lat: 52.52, lon: 13.405, name: "Berlin" } }],
];

for (const [name, value] of values) {
  test(`${name} keeps ${JSON.stringify(value)}, on creation and on update`, async () => {
    const [type] = Object.keys(value);
    const created = await workspace.row(dataSource, { [name]: value });
    assertKept(created.properties[name], { type, id: dataSource.properties[name].id, ...value });
    const other = await workspace.row(dataSource, { Name: { title: [] } });
    const updated = await notion.pages.update({ page_id: other.id, properties: { [name]: value } });
    assertKept(updated.properties[name], value);
    assert.deepEqual((await notion.pages.retrieve({ page_id: other.id })).properties, updated.properties);
  });
}

test("a row without values has empty ones, and those that the server knows", async () => {
  const row = await workspace.row(dataSource, { Name: { title: [] } });
  const valueOf = (name) => row.properties[name][row.properties[name].type];
  for (const name of ["Number", "Select", "Date", "Url", "Email", "Phone", "Place"]) assert.equal(valueOf(name), null, name);
  for (const name of ["Name", "Text", "Tags", "People", "Files", "Friends"]) assert.deepEqual(valueOf(name), [], name);
  assert.equal(valueOf("Checkbox"), false);
  assert.equal(valueOf("Created time"), row.created_time);
  assert.equal(valueOf("Edited time"), row.last_edited_time);
  assert.equal(valueOf("Created by").id, ownerId);
  assert.equal(valueOf("Edited by").id, ownerId);
});

for (const [name, value] of [
  ["Text", { rich_text: [] }],
  ["Number", { number: null }],
  ["Select", { select: null }],
  ["Tags", { multi_select: [] }],
  ["Date", { date: null }],
  ["People", { people: [] }],
  ["Files", { files: [] }],
  ["Url", { url: null }],
  ["Email", { email: null }],
  ["Phone", { phone_number: null }],
  ["Friends", { relation: [] }],
]) {
  test(`${name} is taken away by ${JSON.stringify(value)}`, async () => {
    const before = Object.fromEntries(values);
    const row = await workspace.row(dataSource, { [name]: before[name] });
    const updated = await notion.pages.update({ page_id: row.id, properties: { [name]: value } });
    assertKept(updated.properties[name], value);
  });
}

test("unique ids count up, with their prefix", async () => {
  const [a, b] = [await workspace.row(dataSource, {}), await workspace.row(dataSource, {})];
  assert.equal(a.properties.Id.unique_id.prefix, "T");
  assert.ok(b.properties.Id.unique_id.number > a.properties.Id.unique_id.number);
});

test("rows made at once have unique ids of their own", async () => {
  const rows = await Promise.all(Array.from({ length: 20 }, () => workspace.row(dataSource, {})));
  assert.equal(new Set(rows.map((r) => r.properties.Id.unique_id.number)).size, 20);
});

test("a select's new option is made on the way, a status's is not", async () => {
  const row = await workspace.row(dataSource, { Select: { select: { name: "Blue" } }, Tags: { multi_select: [{ name: "c" }] } });
  assert.equal(row.properties.Select.select.name, "Blue");
  const { properties } = await notion.dataSources.retrieve({ data_source_id: dataSource.id });
  assert.deepEqual(properties.Select.select.options.map((o) => o.name), ["Red", "Blue"]);
  assert.deepEqual(properties.Tags.multi_select.options.map((o) => o.name), ["a", "b", "c"]);
  await assertRefused(workspace.row(dataSource, { Status: { status: { name: "Nowhere" } } }), 400, "validation_error");
});

test("an option may be named by its id", async () => {
  const { id } = dataSource.properties.Select.select.options[0];
  const row = await workspace.row(dataSource, { Select: { select: { id } } });
  assert.deepEqual(row.properties.Select.select, { id, name: "Red", color: "red" });
});

for (const [name, value] of [
  ["Number", { number: "12" }],
  ["Checkbox", { checkbox: "yes" }],
  ["Date", { date: { start: "tomorrow" } }],
  ["Date", { date: { start: "2026-13-01" } }],
  ["Url", { url: 5 }],
  ["Email", { email: {} }],
  ["People", { people: [{ id: "nobody" }] }],
  ["Friends", { relation: [{ id: "none" }] }],
  ["Created time", { created_time: "2026-11-22T00:00:00.000Z" }],
  ["Id", { unique_id: { number: 5 } }],
  ["Select", { select: { name: "a,b" } }],
]) {
  test(`${name} refuses ${JSON.stringify(value)}`, () =>
    assertRefused(workspace.row(dataSource, { [name]: value }), 400, "validation_error"));
}

test("a simple property is retrieved as one item", async () => {
  const row = await workspace.row(dataSource, { Number: { number: 7 } });
  const { id } = dataSource.properties.Number;
  const item = await notion.pages.properties.retrieve({ page_id: row.id, property_id: id });
  assert.deepEqual([item.object, item.id, item.type, item.number], ["property_item", id, "number", 7]);
});

test("a title of many runs is retrieved in parts, whole", async () => {
  const runs = Array.from({ length: 30 }, (_, i) => ({
    text: { content: `${i} ` },
    annotations: { bold: i % 2 === 0 },
  }));
  const row = await workspace.row(dataSource, { Name: { title: runs } });
  const query = { page_id: row.id, property_id: "title", page_size: 8 };
  const first = await notion.pages.properties.retrieve(query);
  assert.deepEqual([first.object, first.type, first.property_item.type], ["list", "property_item", "title"]);
  assert.deepEqual([first.results.length, first.has_more], [8, true]);
  const all = await collectPaginatedAPI(notion.pages.properties.retrieve, query);
  assert.ok(all.every((item) => item.object === "property_item" && item.type === "title"));
  assert.equal(plain(all.map((item) => item.title)), runs.map((run) => run.text.content).join(""));
});

test("a page shows 25 related pages, its property item has them all", async () => {
  const many = await Promise.all(Array.from({ length: 60 }, (_, i) => workspace.row(friends, { Name: { title: text(`${i}`) } })));
  const row = await workspace.row(dataSource, { Friends: { relation: many.map(({ id }) => ({ id })) } });
  const { Friends } = (await notion.pages.retrieve({ page_id: row.id })).properties;
  assert.deepEqual([Friends.relation.length, Friends.has_more], [25, true]);
  const all = await collectPaginatedAPI(notion.pages.properties.retrieve, {
    page_id: row.id,
    property_id: Friends.id,
    page_size: 25,
  });
  assert.deepEqual(all.map((item) => item.relation.id), many.map((m) => m.id));
});

test("101 related pages in one request are refused", () =>
  assertRefused(
    workspace.row(dataSource, { Friends: { relation: Array.from({ length: 101 }, () => ({ id: friend.id })) } }),
    400,
    "validation_error",
    /100/,
  ));

test("a property that is not there is refused", async () => {
  const row = await workspace.row(dataSource, {});
  await assertRefused(notion.pages.properties.retrieve({ page_id: row.id, property_id: "nope" }), 400, "validation_error", /nope/);
});
