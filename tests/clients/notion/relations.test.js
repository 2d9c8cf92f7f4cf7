import assert from "node:assert/strict";
import { test } from "node:test";
import { assertKept, makeWorkspace, rowsOf, text } from "./support.js";

const { notion, ...workspace } = await makeWorkspace("relations");
const ids = (relation) => relation.relation.map((r) => r.id);
const get = (row) => notion.pages.retrieve({ page_id: row.id });
const named = (name, more = {}) => ({ Name: { title: text(name) }, ...more });

/** Projects and tasks; each task has its projects, mirrored as the projects' tasks. */
async function projectsAndTasks() {
  const projects = await workspace.dataSource("Projects", { Name: { title: {} } });
  const tasks = await workspace.dataSource("Tasks", {
    Name: { title: {} },
    Hours: { number: {} },
    Done: { checkbox: {} },
    Due: { date: {} },
    Tag: { select: {} },
    Project: { relation: { data_source_id: projects.id, dual_property: { synced_property_name: "Tasks" } } },
  });
  return { projects: await notion.dataSources.retrieve({ data_source_id: projects.id }), tasks };
}

test("a dual relation makes its mirror in the other data source", async () => {
  const { projects, tasks } = await projectsAndTasks();
  const [there, here] = [projects.properties.Tasks, tasks.properties.Project];
  assert.equal(there.type, "relation");
  assertKept(there.relation, {
    data_source_id: tasks.id,
    database_id: tasks.parent.database_id,
    type: "dual_property",
    dual_property: { synced_property_id: here.id, synced_property_name: "Project" },
  });
  assertKept(here.relation.dual_property, { synced_property_id: there.id, synced_property_name: "Tasks" });
});

test("a value on one side is a value on the other, on creation and on update", async () => {
  const { projects, tasks } = await projectsAndTasks();
  const project = await workspace.row(projects, named("P"));
  const task = await workspace.row(tasks, named("T", { Project: { relation: [{ id: project.id }] } }));
  assert.deepEqual(ids((await get(project)).properties.Tasks), [task.id]);
  const second = await workspace.row(tasks, named("U"));
  await notion.pages.update({
    page_id: project.id,
    properties: { Tasks: { relation: [{ id: task.id }, { id: second.id }] } },
  });
  assert.deepEqual(ids((await get(second)).properties.Project), [project.id]);
  await notion.pages.update({ page_id: task.id, properties: { Project: { relation: [] } } });
  assert.deepEqual(ids((await get(project)).properties.Tasks), [second.id]);
});

test("a row that was in the trash is related as before", async () => {
  const { projects, tasks } = await projectsAndTasks();
  const project = await workspace.row(projects, named("P"));
  const task = await workspace.row(tasks, named("T", { Project: { relation: [{ id: project.id }] } }));
  await notion.pages.update({ page_id: task.id, in_trash: true });
  await notion.pages.update({ page_id: task.id, in_trash: false });
  assert.deepEqual(ids((await get(project)).properties.Tasks), [task.id]);
});

test("a relation of a data source to itself", async () => {
  const parts = await workspace.dataSource("Parts", { Name: { title: {} } });
  await notion.dataSources.update({
    data_source_id: parts.id,
    properties: { Parent: { relation: { data_source_id: parts.id, dual_property: { synced_property_name: "Children" } } } },
  });
  const [a, b] = [await workspace.row(parts, named("a")), await workspace.row(parts, named("b"))];
  await notion.pages.update({ page_id: b.id, properties: { Parent: { relation: [{ id: a.id }] } } });
  assert.deepEqual(ids((await get(a)).properties.Children), [b.id]);
  assert.deepEqual(ids((await get(a)).properties.Parent), []);
});

const rollups = [
  ["count", "Hours", { type: "number", number: 3 }],
  ["count_values", "Hours", { type: "number", number: 2 }],
  ["empty", "Hours", { type: "number", number: 1 }],
  ["not_empty", "Hours", { type: "number", number: 2 }],
  ["percent_not_empty", "Hours", { type: "number", number: 2 / 3 }],
  ["sum", "Hours", { type: "number", number: 7 }],
  ["average", "Hours", { type: "number", number: 3.5 }],
  ["median", "Hours", { type: "number", number: 3.5 }],
  ["min", "Hours", { type: "number", number: 2 }],
  ["max", "Hours", { type: "number", number: 5 }],
  ["range", "Hours", { type: "number", number: 3 }],
  ["unique", "Tag", { type: "number", number: 1 }],
  ["checked", "Done", { type: "number", number: 1 }],
  ["unchecked", "Done", { type: "number", number: 2 }],
  ["percent_checked", "Done", { type: "number", number: 1 / 3 }],
  ["earliest_date", "Due", { type: "date", date: { start: "2026-11-01" } }],
  ["latest_date", "Due", { type: "date", date: { start: "2026-11-30" } }],
  ["date_range", "Due", { type: "date", date: { start: "2026-11-01", end: "2026-11-30" } }],
];

async function rolled(fn, property) {
  const { projects, tasks } = await projectsAndTasks();
  await notion.dataSources.update({
    data_source_id: projects.id,
    properties: { R: { rollup: { relation_property_name: "Tasks", rollup_property_name: property, function: fn } } },
  });
  const made = [];
  for (const task of [
    named("a", { Hours: { number: 2 }, Done: { checkbox: true }, Due: { date: { start: "2026-11-30" } }, Tag: { select: { name: "x" } } }),
    named("b", { Hours: { number: 5 }, Due: { date: { start: "2026-11-01" } }, Tag: { select: { name: "x" } } }),
    named("c"),
  ])
    made.push({ id: (await workspace.row(tasks, task)).id });
  const project = await workspace.row(projects, named("P", { Tasks: { relation: made } }));
  return { project: await get(project), projects };
}

for (const [fn, property, expected] of rollups) {
  test(`the rollup ${fn} of ${property} is ${JSON.stringify(expected)}`, async () => {
    const { project } = await rolled(fn, property);
    const { rollup } = project.properties.R;
    assert.equal(rollup.function, fn);
    if (expected.type === "number") {
      assert.equal(rollup.type, "number");
      assert.ok(Math.abs(rollup.number - expected.number) < 1e-9, `was ${rollup.number}`);
    } else assertKept(rollup, expected);
  });
}

test("a rollup that shows the originals has the related rows' values", async () => {
  const { project } = await rolled("show_original", "Hours");
  const { rollup } = project.properties.R;
  assert.equal(rollup.type, "array");
  assert.deepEqual(rollup.array, [{ type: "number", number: 2 }, { type: "number", number: 5 }, { type: "number", number: null }]);
});

test("rows are found by what their rollup says", async () => {
  const { projects } = await rolled("sum", "Hours");
  const find = (number) =>
    rowsOf(notion, { data_source_id: projects.id, filter: { property: "R", rollup: { number } } });
  assert.equal((await find({ greater_than: 6 })).length, 1);
  assert.equal((await find({ greater_than: 7 })).length, 0);
});

test("rows are found by any, every and none of the related values", async () => {
  const { projects } = await rolled("show_original", "Hours");
  const find = (rollup) => rowsOf(notion, { data_source_id: projects.id, filter: { property: "R", rollup } });
  assert.equal((await find({ any: { number: { equals: 5 } } })).length, 1);
  assert.equal((await find({ any: { number: { equals: 6 } } })).length, 0);
  assert.equal((await find({ none: { number: { equals: 6 } } })).length, 1);
  assert.equal((await find({ every: { number: { greater_than: 1 } } })).length, 0);
});
