import assert from "node:assert/strict";
import { test } from "node:test";
import { assertKept, assertRefused, makeWorkspace, plain, text } from "./support.js";

const { notion, ...workspace } = await makeWorkspace("data sources");
const related = await workspace.dataSource("Related", { Name: { title: {} }, Amount: { number: {} } });

const options = [{ name: "High", color: "red" }, { name: "Low", color: "gray", description: "can wait" }];

// Every type of property that the client can make, as it is sent and as its configuration reads.
const types = {
  Name: { title: {} },
  Text: { rich_text: {} },
  Number: { number: { format: "dollar" } },
  Select: { select: { options } },
  Tags: { multi_select: { options } },
  Status: { status: {} },
  Date: { date: {} },
  People: { people: {} },
  Files: { files: {} },
  Checkbox: { checkbox: {} },
  Url: { url: {} },
  Email: { email: {} },
  Phone: { phone_number: {} },
  Formula: { formula: { expression: "1 + 1" } },
  Relation: { relation: { data_source_id: related.id, single_property: {} } },
  Rollup: { rollup: { relation_property_name: "Relation", rollup_property_name: "Amount", function: "sum" } },
  "Created time": { created_time: {} },
  "Created by": { created_by: {} },
  "Edited time": { last_edited_time: {} },
  "Edited by": { last_edited_by: {} },
  Id: { unique_id: { prefix: "TASK" } },
};

const dataSource = await workspace.dataSource("Everything", types);
const config = (name, from = dataSource) => from.properties[name];
const update = (id, properties) => notion.dataSources.update({ data_source_id: id, properties });
const fresh = (properties) => workspace.dataSource("Fresh", { Name: { title: {} }, ...properties });

for (const [name, sent] of Object.entries(types)) {
  test(`a property of type ${Object.keys(sent)[0]} is made and read`, () => {
    const [type] = Object.keys(sent);
    assert.deepEqual([config(name).type, config(name).name], [type, name]);
    assert.equal(typeof config(name).id, "string");
    assertKept(config(name)[type], sent[type]);
  });
}

test("the title's id is title, the others' are short and their own", () => {
  assert.equal(config("Name").id, "title");
  const ids = Object.values(dataSource.properties).map((p) => p.id);
  assert.equal(new Set(ids).size, ids.length);
});

test("options have ids, colours and descriptions", () => {
  const [high, low] = config("Select").select.options;
  assert.deepEqual([high.name, high.color, high.description], ["High", "red", null]);
  assert.deepEqual([low.name, low.color, low.description], ["Low", "gray", "can wait"]);
  assert.notEqual(high.id, low.id);
});

test("a status has its three groups and their options from the start", () => {
  const { options: all, groups } = config("Status").status;
  assert.deepEqual(all.map((o) => o.name), ["Not started", "In progress", "Done"]);
  assert.deepEqual(groups.map((g) => g.name), ["To-do", "In progress", "Complete"]);
  assert.deepEqual(groups.flatMap((g) => g.option_ids).sort(), all.map((o) => o.id).sort());
});

test("a rollup names what it rolls up by id and by name", () => {
  const { rollup } = config("Rollup");
  assert.deepEqual(rollup, {
    function: "sum",
    relation_property_name: "Relation",
    relation_property_id: config("Relation").id,
    rollup_property_name: "Amount",
    rollup_property_id: related.properties.Amount.id,
  });
});

test("a relation names the database of the related data source", () => {
  const { relation } = config("Relation");
  assert.deepEqual([relation.type, relation.database_id], ["single_property", related.parent.database_id]);
});

test("a property is added, renamed and deleted; the rows keep what stays", async () => {
  const made = await fresh({ A: { number: {} } });
  const row = await workspace.row(made, { Name: { title: text("r") }, A: { number: 1 } });
  const added = await update(made.id, { B: { checkbox: {} } });
  assert.deepEqual(Object.keys(added.properties).sort(), ["A", "B", "Name"]);
  const renamed = await update(made.id, { A: { name: "Anew" } });
  assert.equal(config("Anew", renamed).id, config("A", made).id);
  assert.equal((await notion.pages.retrieve({ page_id: row.id })).properties.Anew.number, 1);
  const less = await update(made.id, { [config("A", made).id]: null });
  assert.deepEqual(Object.keys(less.properties).sort(), ["B", "Name"]);
  assert.ok(!("Anew" in (await notion.pages.retrieve({ page_id: row.id })).properties));
});

test("the title is renamed and cannot be deleted or become another type", async () => {
  const made = await fresh({});
  const renamed = await update(made.id, { Name: { name: "Task" } });
  assert.equal(config("Task", renamed).type, "title");
  await assertRefused(update(made.id, { Task: null }), 400, "validation_error");
  await assertRefused(update(made.id, { Task: { number: {} } }), 400, "validation_error");
});

test("a property becomes another type and keeps its id", async () => {
  const made = await fresh({ A: { rich_text: {} } });
  const row = await workspace.row(made, { A: { rich_text: text("text") } });
  const retyped = await update(made.id, { A: { select: { options: [{ name: "x" }] } } });
  assert.deepEqual([config("A", retyped).type, config("A", retyped).id], ["select", config("A", made).id]);
  assert.equal((await notion.pages.retrieve({ page_id: row.id })).properties.A.type, "select");
  const back = await update(made.id, { A: { rich_text: {} } });
  assert.equal(config("A", back).type, "rich_text");
});

test("options are added and removed, and keep their ids", async () => {
  const made = await fresh({ S: { select: { options } } });
  const [high, low] = config("S", made).select.options;
  const row = await workspace.row(made, { S: { select: { name: "High" } } });
  const changed = await update(made.id, {
    S: { select: { options: [{ id: high.id }, { name: "Low" }, { name: "New", color: "blue" }] } },
  });
  assert.deepEqual(config("S", changed).select.options.map((o) => o.name), ["High", "Low", "New"]);
  assert.deepEqual(config("S", changed).select.options.slice(0, 2).map((o) => o.id), [high.id, low.id]);
  assert.equal((await notion.pages.retrieve({ page_id: row.id })).properties.S.select.name, "High");
  const fewer = await update(made.id, { S: { select: { options: [{ id: low.id }] } } });
  assert.deepEqual(config("S", fewer).select.options.map((o) => o.name), ["Low"]);
});

test("a number's format and a property's description are changed", async () => {
  const made = await fresh({ N: { number: { format: "number" } } });
  const changed = await update(made.id, { N: { number: { format: "percent" }, description: "a share" } });
  assert.deepEqual([config("N", changed).number.format, config("N", changed).description], ["percent", "a share"]);
});

test("title and icon of a data source are changed", async () => {
  const made = await fresh({});
  const changed = await notion.dataSources.update({
    data_source_id: made.id,
    title: text("New title"),
    icon: { type: "emoji", emoji: "🧮" },
  });
  assert.equal(plain(changed.title), "New title");
  assert.deepEqual(changed.icon, { type: "emoji", emoji: "🧮" });
});

test("a data source is trashed and restored", async () => {
  const made = await fresh({});
  const second = await notion.dataSources.create({
    parent: { type: "database_id", database_id: made.parent.database_id },
    properties: { T: { title: {} } },
  });
  assert.equal((await notion.dataSources.update({ data_source_id: second.id, in_trash: true })).in_trash, true);
  const { data_sources } = await notion.databases.retrieve({ database_id: made.parent.database_id });
  assert.deepEqual(data_sources.map((d) => d.id), [made.id]);
  assert.equal((await notion.dataSources.update({ data_source_id: second.id, in_trash: false })).in_trash, false);
});

for (const [what, properties] of [
  ["a type that is not known", { A: { wish: {} } }],
  ["a format that is not known", { A: { number: { format: "bananas" } } }],
  ["two options of one name", { A: { select: { options: [{ name: "x" }, { name: "x" }] } } }],
  ["a colour that is not known", { A: { select: { options: [{ name: "x", color: "mauve" }] } } }],
  ["a formula that cannot be read", { A: { formula: { expression: "1 +" } } }],
  ["a formula over a property that is not there", { A: { formula: { expression: 'prop("Nope")' } } }],
  ["a rollup over a relation that is not there", { A: { rollup: { relation_property_name: "X", rollup_property_name: "Y", function: "sum" } } }],
  ["a second title", { A: { title: {} } }],
]) {
  test(`${what} is refused`, async () => {
    const made = await fresh({});
    await assertRefused(update(made.id, properties), 400, "validation_error");
  });
}

test("a relation to what is not there is refused as not found", async () => {
  const made = await fresh({});
  const nowhere = { data_source_id: "0c4f0d33-1111-4222-8333-444455556666", single_property: {} };
  await assertRefused(update(made.id, { A: { relation: nowhere } }), 404, "object_not_found");
});

test("two properties cannot have one name", async () => {
  const made = await fresh({ A: { number: {} }, B: { number: {} } });
  await assertRefused(update(made.id, { A: { name: "B" } }), 400, "validation_error");
});
