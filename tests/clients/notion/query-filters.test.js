import assert from "node:assert/strict";
import { test } from "node:test";
import { assertRefused, makeWorkspace, rowsOf, text, titlesOf } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("query filters");
const grace = await workspace.member("Grace", "editor");
const friends = await workspace.dataSource("Friends", { Name: { title: {} } });
const [friend, stranger] = [await workspace.row(friends, {}), await workspace.row(friends, {})];

const dataSource = await workspace.dataSource("Rows", {
  Name: { title: {} },
  Text: { rich_text: {} },
  Number: { number: {} },
  Checkbox: { checkbox: {} },
  Select: { select: {} },
  Tags: { multi_select: {} },
  Status: { status: {} },
  Date: { date: {} },
  People: { people: {} },
  Files: { files: {} },
  Url: { url: {} },
  Email: { email: {} },
  Phone: { phone_number: {} },
  Relation: { relation: { data_source_id: friends.id, single_property: {} } },
  Double: { formula: { expression: 'prop("Number") * 2' } },
  Shout: { formula: { expression: 'upper(prop("Text"))' } },
  Big: { formula: { expression: 'prop("Number") > 5' } },
  Next: { formula: { expression: 'dateAdd(prop("Date"), 1, "days")' } },
  Id: { unique_id: {} },
  Created: { created_time: {} },
  Edited: { last_edited_time: {} },
  "Created by": { created_by: {} },
  "Edited by": { last_edited_by: {} },
});

// Three rows: a and b with values everywhere, c with none.
const file = (name) => ({ name, type: "external", external: { url: `https://example.com/${name}` } });
const a = await workspace.row(dataSource, {
  Name: { title: text("a") },
  Text: { rich_text: text("Apple pie") },
  Number: { number: 1 },
  Checkbox: { checkbox: true },
  Select: { select: { name: "Red" } },
  Tags: { multi_select: [{ name: "x" }, { name: "y" }] },
  Status: { status: { name: "In progress" } },
  Date: { date: { start: "2026-03-10" } },
  People: { people: [{ id: ownerId }] },
  Files: { files: [file("a.pdf")] },
  Url: { url: "https://apple.example/one" },
  Email: { email: "ada@example.com" },
  Phone: { phone_number: "+49 1" },
  Relation: { relation: [{ id: friend.id }] },
});
const b = await grace.notion.pages.create({
  parent: { data_source_id: dataSource.id },
  properties: {
    Name: { title: text("b") },
    Text: { rich_text: text("banana") },
    Number: { number: 10 },
    Select: { select: { name: "Blue" } },
    Tags: { multi_select: [{ name: "y" }] },
    Status: { status: { name: "Done" } },
    Date: { date: { start: "2026-03-20", end: "2026-03-25" } },
    People: { people: [{ id: ownerId }, { id: grace.id }] },
    Url: { url: "https://banana.example/" },
    Email: { email: "grace@example.org" },
    Phone: { phone_number: "+44 2" },
    Relation: { relation: [{ id: friend.id }, { id: stranger.id }] },
  },
});
await workspace.row(dataSource, { Name: { title: text("c") } });

const find = async (filter) =>
  titlesOf(await rowsOf(notion, { data_source_id: dataSource.id, filter })).sort().join("");

const textual = (property, type, cases) => cases.map(([operator, value, expected]) => [{ property, [type]: { [operator]: value } }, expected]);
const empties = [["is_empty", true, "c"], ["is_not_empty", true, "ab"]];
const of = textual;

const filters = [
  ...of("Name", "title", [
    ["equals", "a", "a"],
    ["does_not_equal", "a", "bc"],
    ["contains", "b", "b"],
    ["does_not_contain", "b", "ac"],
    ["starts_with", "c", "c"],
    ["ends_with", "a", "a"],
    ["is_empty", true, ""],
    ["is_not_empty", true, "abc"],
  ]),
  ...of("Text", "rich_text", [
    ["equals", "banana", "b"],
    ["does_not_equal", "banana", "ac"],
    ["contains", "apple", "a"],
    ["contains", "an", "b"],
    ["does_not_contain", "an", "ac"],
    ["starts_with", "Apple", "a"],
    ["ends_with", "pie", "a"],
    ...empties,
  ]),
  ...of("Number", "number", [
    ["equals", 10, "b"],
    ["does_not_equal", 10, "ac"],
    ["greater_than", 1, "b"],
    ["less_than", 10, "a"],
    ["greater_than_or_equal_to", 1, "ab"],
    ["less_than_or_equal_to", 1, "a"],
    ...empties,
  ]),
  ...of("Checkbox", "checkbox", [
    ["equals", true, "a"],
    ["equals", false, "bc"],
    ["does_not_equal", true, "bc"],
  ]),
  ...of("Select", "select", [
    ["equals", "Red", "a"],
    ["does_not_equal", "Red", "bc"],
    ["equals", ["Red", "Blue"], "ab"],
    ["does_not_equal", ["Red", "Blue"], "c"],
    ...empties,
  ]),
  ...of("Tags", "multi_select", [
    ["contains", "x", "a"],
    ["contains", "y", "ab"],
    ["does_not_contain", "x", "bc"],
    ...empties,
  ]),
  ...of("Status", "status", [
    ["equals", "Done", "b"],
    ["does_not_equal", "Done", "ac"],
    ["equals", ["Done", "In progress"], "ab"],
  ]),
  ...of("Date", "date", [
    ["equals", "2026-03-10", "a"],
    ["before", "2026-03-20", "a"],
    ["after", "2026-03-10", "b"],
    ["on_or_before", "2026-03-20", "ab"],
    ["on_or_before", "2026-03-19", "a"],
    ["on_or_after", "2026-03-11", "b"],
    ["on_or_after", "2026-03-10", "ab"],
    ["before", "2026-03-10T00:00:00.000Z", ""],
    ["after", "today", ""],
    ...empties,
  ]),
  ...of("People", "people", [
    ["contains", ownerId, "ab"],
    ["contains", grace.id, "b"],
    ["contains", "me", "ab"],
    ["does_not_contain", grace.id, "ac"],
    ...empties,
  ]),
  ...of("Files", "files", [
    ["is_empty", true, "bc"],
    ["is_not_empty", true, "a"],
  ]),
  ...of("Url", "url", [["contains", "apple", "a"], ["starts_with", "https://b", "b"], ...empties]),
  ...of("Email", "email", [["ends_with", ".org", "b"], ["equals", "ada@example.com", "a"], ...empties]),
  ...of("Phone", "phone_number", [["contains", "44", "b"], ["does_not_equal", "+44 2", "ac"], ...empties]),
  ...of("Relation", "relation", [
    ["contains", stranger.id, "b"],
    ["contains", friend.id.replaceAll("-", ""), "ab"],
    ["does_not_contain", stranger.id, "ac"],
    ...empties,
  ]),
  // A number that is not there counts as zero in arithmetic.
  ...of("Double", "formula", [
    ["number", { equals: 20 }, "b"],
    ["number", { less_than: 20 }, "ac"],
  ]),
  ...of("Shout", "formula", [["string", { contains: "PIE" }, "a"]]),
  ...of("Big", "formula", [["checkbox", { equals: true }, "b"]]),
  ...of("Next", "formula", [["date", { equals: "2026-03-11" }, "a"]]),
  ...of("Id", "unique_id", [
    ["equals", a.properties.Id.unique_id.number, "a"],
    ["greater_than", b.properties.Id.unique_id.number, "c"],
  ]),
  ...of("Created", "created_time", [
    ["on_or_after", a.created_time, "abc"],
    ["before", "2020-01-01", ""],
    ["past_week", {}, "abc"],
  ]),
  ...of("Edited", "last_edited_time", [["after", "2020-01-01", "abc"], ["this_week", {}, "abc"]]),
  ...of("Created by", "created_by", [["contains", grace.id, "b"], ["does_not_contain", grace.id, "ac"], ["contains", "me", "ac"]]),
  ...of("Edited by", "last_edited_by", [["contains", ownerId, "ac"]]),
];

for (const [filter, expected] of filters) {
  test(`${filter.property} by ${JSON.stringify(filter).slice(0, 120)} finds ${expected || "nothing"}`, async () => {
    assert.equal(await find(filter), expected);
  });
}

const number = (condition) => ({ property: "Number", number: condition });
const checked = { property: "Checkbox", checkbox: { equals: true } };

for (const [name, filter, expected] of [
  ["and", { and: [number({ is_not_empty: true }), checked] }, "a"],
  ["or", { or: [number({ equals: 10 }), checked] }, "ab"],
  ["and in or", { or: [{ and: [number({ equals: 10 }), checked] }, { property: "Number", number: { is_empty: true } }] }, "c"],
  ["or in and", { and: [{ or: [number({ equals: 1 }), number({ equals: 10 })] }, { property: "Tags", multi_select: { contains: "x" } }] }, "a"],
  ["a timestamp in and", { and: [{ timestamp: "created_time", created_time: { past_week: {} } }, checked] }, "a"],
]) {
  test(`the compound filter ${name} finds ${expected}`, async () => assert.equal(await find(filter), expected));
}

for (const [filter, expected] of [
  [{ timestamp: "created_time", created_time: { on_or_after: "2020-01-01" } }, "abc"],
  [{ timestamp: "created_time", created_time: { before: "2020-01-01" } }, ""],
  [{ timestamp: "last_edited_time", last_edited_time: { past_month: {} } }, "abc"],
  [{ timestamp: "last_edited_time", last_edited_time: { after: "tomorrow" } }, ""],
]) {
  test(`the timestamp filter ${JSON.stringify(filter)} finds ${expected || "nothing"}`, async () =>
    assert.equal(await find(filter), expected));
}

test("relative dates look back and ahead from today", async () => {
  const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const made = await workspace.dataSource("Days", { Name: { title: {} }, Date: { date: {} } });
  const days = { today: 0, yesterday: -1, tomorrow: 1, "3 days ago": -3, "in 3 days": 3, "20 days ago": -20, "in 200 days": 200, "300 days ago": -300 };
  for (const [name, offset] of Object.entries(days))
    await workspace.row(made, { Name: { title: text(name) }, Date: { date: { start: day(offset) } } });
  const found = async (date) =>
    new Set(titlesOf(await rowsOf(notion, { data_source_id: made.id, filter: { property: "Date", date } })));
  const has = async (date, ...names) => {
    const set = await found(date);
    for (const name of names) assert.ok(set.has(name), `${JSON.stringify(date)} should find ${name}, found ${[...set]}`);
    return set;
  };
  assert.deepEqual(await found({ equals: "today" }), new Set(["today"]));
  assert.deepEqual(await found({ equals: "tomorrow" }), new Set(["tomorrow"]));
  assert.deepEqual(await found({ equals: "yesterday" }), new Set(["yesterday"]));
  assert.ok(!(await has({ past_week: {} }, "yesterday", "3 days ago")).has("20 days ago"));
  assert.ok(!(await has({ past_month: {} }, "3 days ago", "20 days ago")).has("300 days ago"));
  await has({ past_year: {} }, "20 days ago", "300 days ago");
  assert.ok(!(await has({ next_week: {} }, "tomorrow", "in 3 days")).has("in 200 days"));
  await has({ next_month: {} }, "tomorrow", "in 3 days");
  await has({ next_year: {} }, "in 3 days", "in 200 days");
  await has({ this_week: {} }, "today");
  await has({ on_or_before: "one_week_ago" }, "20 days ago", "300 days ago");
  await has({ after: "one_month_from_now" }, "in 200 days");
});

test("a filter may name a property by its id", async () => {
  const filter = { property: dataSource.properties.Number.id, number: { equals: 10 } };
  assert.equal(await find(filter), "b");
});

test("rows in the trash are found only when asked for", async () => {
  const made = await workspace.dataSource("Trash", { Name: { title: {} } });
  const [kept, gone] = [await workspace.row(made, { Name: { title: text("kept") } }), await workspace.row(made, {})];
  await notion.pages.update({ page_id: gone.id, in_trash: true });
  const query = (more) => notion.dataSources.query({ data_source_id: made.id, ...more });
  assert.deepEqual((await query({})).results.map((r) => r.id), [kept.id]);
  assert.deepEqual((await query({ in_trash: true })).results.map((r) => r.id), [gone.id]);
});

for (const [what, filter] of [
  ["a property that is not there", { property: "Nope", number: { equals: 1 } }],
  ["a type that is not the property's", { property: "Number", checkbox: { equals: true } }],
  ["an operator that is not there", { property: "Number", number: { resembles: 1 } }],
  ["a value of the wrong kind", { property: "Number", number: { equals: "1" } }],
  ["three levels of and and or", { and: [{ or: [{ and: [checked] }] }] }],
]) {
  test(`a filter with ${what} is refused`, () =>
    assertRefused(notion.dataSources.query({ data_source_id: dataSource.id, filter }), 400, "validation_error"));
}
