import assert from "node:assert/strict";
import { test } from "node:test";
import { makeWorkspace, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("formulas");

// One row of known values; each formula is a property of a data source of its own, so that a refusal fails one test only.
const base = {
  Name: { title: {} },
  Price: { number: {} },
  Count: { number: {} },
  Nothing: { number: {} },
  Done: { checkbox: {} },
  Note: { rich_text: {} },
  Tags: { multi_select: {} },
  Kind: { select: {} },
  Due: { date: {} },
};
const values = {
  Name: { title: text("Emma") },
  Price: { number: 12.5 },
  Count: { number: 4 },
  Done: { checkbox: true },
  Note: { rich_text: text("Hello World") },
  Tags: { multi_select: [{ name: "red" }, { name: "blue" }] },
  Kind: { select: { name: "Novel" } },
  Due: { date: { start: "2026-11-22" } },
};

const cases = [
  ['prop("Price") * prop("Count")', { number: 50 }],
  ['(prop("Price") + 0.5) / 2 - 1', { number: 5.5 }],
  ["7 % 3 + 2 ^ 3", { number: 9 }],
  ["-abs(-3) + round(2.5) + floor(2.9) + ceil(2.1)", { number: 5 }],
  ["round(2.346, 2)", { number: 2.35 }],
  ["min(3, 1, 2) + max(3, 1, 2) + sum(1, 2, 3)", { number: 10 }],
  ["sqrt(16) + cbrt(27) + pow(2, 5)", { number: 39 }],
  ['toNumber("42") + 1', { number: 43 }],
  ['prop("Name") + "!"', { string: "Emma!" }],
  ['upper(prop("Note")) + lower("ABC")', { string: "HELLO WORLDabc" }],
  ['length(prop("Note"))', { number: 11 }],
  ['substring(prop("Note"), 0, 5)', { string: "Hello" }],
  ['replaceAll(prop("Note"), "o", "0")', { string: "Hell0 W0rld" }],
  ['contains(prop("Note"), "World")', { boolean: true }],
  ['format(prop("Price"))', { string: "12.5" }],
  ['if(prop("Done"), "yes", "no")', { string: "yes" }],
  ['ifs(prop("Count") > 10, "many", prop("Count") > 3, "some", "few")', { string: "some" }],
  ['prop("Price") > 12 and not (prop("Count") == 5)', { boolean: true }],
  ['prop("Done") ? 1 : 2', { number: 1 }],
  ['empty(prop("Nothing"))', { boolean: true }],
  ['prop("Kind") == "Novel"', { boolean: true }],
  ['prop("Tags").length()', { number: 2 }],
  ['prop("Tags").join(", ")', { string: "red, blue" }],
  ['join(split("a-b-c", "-"), "+")', { string: "a+b+c" }],
  ['[3, 1, 2].sort().at(0)', { number: 1 }],
  ["[1, 2, 3, 4].filter(current % 2 == 0).map(current * 10).sum()", { number: 60 }],
  ['year(prop("Due")) * 10000 + month(prop("Due")) * 100 + date(prop("Due"))', { number: 20261122 }],
  ['dateAdd(prop("Due"), 10, "days")', { date: { start: "2026-12-02" } }],
  ['dateBetween(dateAdd(prop("Due"), 3, "weeks"), prop("Due"), "days")', { number: 21 }],
  ['formatDate(prop("Due"), "YYYY-MM-DD")', { string: "2026-11-22" }],
  ["let(x, 3, x * x)", { number: 9 }],
  ['test("abc123", "[0-9]+")', { boolean: true }],
];

for (const [expression, expected] of cases) {
  test(`${expression} is ${JSON.stringify(expected)}`, async () => {
    const dataSource = await workspace.dataSource("F", { ...base, F: { formula: { expression } } });
    const row = await workspace.row(dataSource, values);
    const [type] = Object.keys(expected);
    const { formula } = row.properties.F;
    assert.equal(formula.type, type, JSON.stringify(formula));
    if (type === "date") assert.ok(formula.date.start.startsWith(expected.date.start), JSON.stringify(formula));
    else assert.deepEqual(formula, { type, ...expected });
  });
}

test("a formula follows the values that it is made of", async () => {
  const dataSource = await workspace.dataSource("F", { ...base, F: { formula: { expression: 'prop("Price") * 2' } } });
  const row = await workspace.row(dataSource, values);
  const updated = await notion.pages.update({ page_id: row.id, properties: { Price: { number: 3 } } });
  assert.equal(updated.properties.F.formula.number, 6);
});

test("a formula over a formula", async () => {
  const dataSource = await workspace.dataSource("F", {
    ...base,
    A: { formula: { expression: 'prop("Count") + 1' } },
    B: { formula: { expression: 'prop("A") * 2' } },
  });
  assert.equal((await workspace.row(dataSource, values)).properties.B.formula.number, 10);
});

test("a formula goes on when its property is renamed", async () => {
  const dataSource = await workspace.dataSource("F", { ...base, F: { formula: { expression: 'prop("Price") * 2' } } });
  await notion.dataSources.update({ data_source_id: dataSource.id, properties: { Price: { name: "Cost" } } });
  const row = await workspace.row(dataSource, { Cost: { number: 2 } });
  assert.equal(row.properties.F.formula.number, 4);
});
