import assert from "node:assert/strict";
import { test } from "node:test";
import { collectAllDataSourceRows, isFullPage, isFullPageOrDataSource, iterateAllDataSourceRows } from "@notionhq/client";
import { assertRefused, makeWorkspace, rowsOf, text, titlesOf } from "./support.js";

const { notion, ...workspace } = await makeWorkspace("query sorts");

const dataSource = await workspace.dataSource("Rows", {
  Name: { title: {} },
  Group: { select: { options: [{ name: "second" }, { name: "first" }] } },
  Number: { number: {} },
  Text: { rich_text: {} },
  Date: { date: {} },
  Checkbox: { checkbox: {} },
  Double: { formula: { expression: 'prop("Number") * 2' } },
});

const rows = [];
for (const [name, group, number, words, date, checked] of [
  ["a", "first", 3, "pear", "2026-01-03", true],
  ["b", "second", 1, "Apple", "2026-01-01", false],
  ["c", "first", 2, "fig", "2026-01-02", true],
  ["d", null, null, null, null, false],
  ["e", "second", 10, "banana", "2025-12-31", false],
])
  rows.push(
    await workspace.row(dataSource, {
      Name: { title: text(name) },
      ...(group && { Group: { select: { name: group } } }),
      ...(number && { Number: { number } }),
      ...(words && { Text: { rich_text: text(words) } }),
      ...(date && { Date: { date: { start: date } } }),
      Checkbox: { checkbox: checked },
    }),
  );

const sorted = async (sorts, more = {}) =>
  titlesOf(await rowsOf(notion, { data_source_id: dataSource.id, sorts, ...more })).join("");
const by = (property, direction = "ascending") => ({ property, direction });

for (const [sorts, expected] of [
  [[by("Number")], "bcaed"],
  [[by("Number", "descending")], "eacbd"],
  [[by("Text")], "becad"],
  [[by("Text", "descending")], "acebd"],
  [[by("Date")], "ebcad"],
  [[by("Date", "descending")], "acbed"],
  [[by("Name", "descending")], "edcba"],
  // A number that is not there counts as zero in arithmetic.
  [[by("Double")], "dbcae"],
  [[by("Checkbox"), by("Name")], "bdeac"],
  [[by("Checkbox", "descending"), by("Number")], "cabed"],
  // Options sort in the order of the schema.
  [[by("Group"), by("Number")], "becad"],
  [[by("Group", "descending"), by("Number", "descending")], "acebd"],
  [[{ timestamp: "created_time", direction: "ascending" }], "abcde"],
  [[{ timestamp: "created_time", direction: "descending" }], "edcba"],
]) {
  test(`by ${JSON.stringify(sorts)} the rows are ${expected}`, async () => assert.equal(await sorted(sorts), expected));
}

test("a sort holds over the parts of a list", async () => {
  for (const page_size of [1, 2, 3]) assert.equal(await sorted([by("Number")], { page_size }), "bcaed");
  for (const page_size of [1, 2]) assert.equal(await sorted([by("Checkbox"), by("Name")], { page_size }), "bdeac");
});

test("a filter and a sort together, in parts", async () => {
  const filter = { property: "Number", number: { greater_than: 1 } };
  assert.equal(await sorted([by("Number", "descending")], { filter, page_size: 1 }), "eac");
});

test("by the time of the last edit the edited row comes last", async () => {
  await notion.pages.update({ page_id: rows[1].id, icon: { type: "emoji", emoji: "✏️" } });
  const order = await sorted([{ timestamp: "last_edited_time", direction: "ascending" }]);
  assert.equal(order.at(-1), "b");
});

test("an answer is a list of full pages, and says that it is complete", async () => {
  const list = await notion.dataSources.query({ data_source_id: dataSource.id, page_size: 2 });
  assert.deepEqual([list.object, list.type, list.results.length, list.has_more], ["list", "page_or_data_source", 2, true]);
  assert.ok(list.results.every((r) => isFullPage(r) && isFullPageOrDataSource(r)));
});

test("only the asked properties come", async () => {
  const list = await notion.dataSources.query({
    data_source_id: dataSource.id,
    filter_properties: ["title", dataSource.properties.Number.id],
  });
  for (const row of list.results) assert.deepEqual(Object.keys(row.properties).sort(), ["Name", "Number"]);
});

test("the client's own iteration over all rows gives each once", async () => {
  const seen = [];
  for await (const row of iterateAllDataSourceRows(notion, { data_source_id: dataSource.id, page_size: 2 })) seen.push(row.id);
  assert.deepEqual(seen, rows.map((r) => r.id));
  const filter = { property: "Number", number: { is_not_empty: true } };
  const collected = await collectAllDataSourceRows(notion, { data_source_id: dataSource.id, filter });
  assert.deepEqual(titlesOf(collected).join(""), "abce");
});

test("120 rows come in parts of 100 at most", async () => {
  const many = await workspace.dataSource("Many", { Name: { title: {} }, N: { number: {} } });
  await Promise.all(
    Array.from({ length: 120 }, (_, i) => workspace.row(many, { Name: { title: text(`${i}`) }, N: { number: i % 10 } })),
  );
  const list = await notion.dataSources.query({ data_source_id: many.id });
  assert.deepEqual([list.results.length, list.has_more], [100, true]);
  const all = await rowsOf(notion, { data_source_id: many.id, sorts: [by("N")], page_size: 9 });
  assert.equal(new Set(all.map((r) => r.id)).size, 120);
  const numbers = all.map((r) => r.properties.N.number);
  assert.deepEqual(numbers, [...numbers].sort((x, y) => x - y));
});

test("a sort by what is not there, and in a direction that is none, are refused", async () => {
  const query = (sorts) => notion.dataSources.query({ data_source_id: dataSource.id, sorts });
  await assertRefused(query([by("Nope")]), 400, "validation_error", /Nope/);
  await assertRefused(query([by("Number", "sideways")]), 400, "validation_error");
});

test("a cursor of another query is refused", async () => {
  const first = await notion.dataSources.query({ data_source_id: dataSource.id, sorts: [by("Number")], page_size: 1 });
  await assertRefused(
    notion.dataSources.query({ data_source_id: dataSource.id, sorts: [by("Text")], start_cursor: first.next_cursor }),
    400,
    "validation_error",
  );
});
