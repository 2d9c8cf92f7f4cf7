// Elasticsearch's own client against a started engine: ELASTICSEARCH_URL names it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Client, errors } from "@elastic/elasticsearch";

const client = new Client({
  node: process.env.ELASTICSEARCH_URL,
  auth: { username: "elastic", password: process.env.ELASTICSEARCH_PASSWORD },
  maxRetries: 0,
});
const index = `docs-${process.pid}`;

before(async () => {
  await client.indices.create({
    index,
    settings: { number_of_replicas: 0, refresh_interval: "-1" },
    mappings: { properties: { title: { type: "text" }, n: { type: "integer" } } },
    aliases: { [`${index}-alias`]: {} },
  });
});
after(() => client.close());

test("the server says what it is", async () => {
  const info = await client.info();
  assert.match(info.version.number, /^8\./);
  assert.equal(await client.ping(), true);
  assert.equal((await client.cluster.health({ wait_for_status: "green", index })).status, "green");
});

test("a document is written, read, changed and deleted", async () => {
  const written = await client.index({ index, id: "1", document: { title: "one", n: 1 }, routing: "r" });
  assert.equal(written.result, "created");
  const found = await client.get({ index, id: "1", routing: "r" });
  assert.deepEqual(found._source, { title: "one", n: 1 });
  assert.equal((await client.update({ index, id: "1", doc: { n: 2 } })).result, "updated");
  assert.equal((await client.update({ index, id: "1", doc: { n: 2 } })).result, "noop");
  assert.equal(await client.exists({ index, id: "1" }), true);
  assert.deepEqual(await client.getSource({ index, id: "1" }), { title: "one", n: 2 });
  assert.equal((await client.delete({ index, id: "1" })).result, "deleted");
  await assert.rejects(client.get({ index, id: "1" }), (error) => error instanceof errors.ResponseError && error.statusCode === 404);
});

test("versions of the caller keep late writes out", async () => {
  await client.index({ index, id: "v", version: 7, version_type: "external", document: { n: 7 } });
  await assert.rejects(
    client.index({ index, id: "v", version: 6, version_type: "external", document: { n: 6 } }),
    (error) => error.statusCode === 409 && error.body.error.type === "version_conflict_engine_exception",
  );
});

test("the bulk helper writes thousands and tells of each failure", async () => {
  const dropped = [];
  const result = await client.helpers.bulk({
    datasource: Array.from({ length: 3000 }, (_, n) => ({ n: n === 1234 ? "no number" : n })),
    onDocument: (document) => ({ index: { _index: index, _id: `bulk-${document.n}` } }),
    onDrop: (document) => dropped.push(document),
    refreshOnCompletion: index,
  });
  assert.equal(result.successful, 2999);
  assert.equal(dropped.length, 1);
  assert.equal(dropped[0].status, 400);
  assert.ok((await client.count({ index })).count >= 2999);
  const many = await client.mget({ index, ids: ["bulk-1", "bulk-2", "nothing"] });
  assert.deepEqual(many.docs.map((d) => d.found), [true, true, false]);
});

test("aliases are swapped, and settings and mappings are shown", async () => {
  const other = `${index}-2`;
  await client.indices.create({ index: other });
  await client.indices.updateAliases({
    actions: [{ remove: { index, alias: `${index}-alias` } }, { add: { index: other, alias: `${index}-alias` } }],
  });
  assert.deepEqual(Object.keys(await client.indices.getAlias({ name: `${index}-alias` })), [other]);
  await client.indices.putMapping({ index: other, properties: { tag: { type: "keyword" } } });
  assert.equal((await client.indices.getMapping({ index: other }))[other].mappings.properties.tag.type, "keyword");
  await client.indices.putSettings({ index: other, settings: { refresh_interval: "5s" } });
  assert.equal((await client.indices.getSettings({ index: other }))[other].settings.index.refresh_interval, "5s");
  const rows = await client.cat.indices({ index: other, format: "json" });
  assert.equal(rows[0].index, other);
  await client.indices.delete({ index: other });
  assert.equal(await client.indices.exists({ index: other }), false);
});

test("a reindex runs as a task", async () => {
  const target = `${index}-copy`;
  const { task } = await client.reindex({ source: { index }, dest: { index: target, version_type: "external" }, wait_for_completion: false });
  const done = await client.tasks.get({ task_id: task, wait_for_completion: true });
  assert.equal(done.completed, true);
  assert.ok(done.response.created >= 2999);
});

test("what is not supported is refused with a reason", async () => {
  await assert.rejects(client.scroll({ scroll_id: "x" }), (error) => /scroll is not supported/.test(error.body.error.reason));
  await assert.rejects(client.indices.get({ index: "nowhere" }), (error) => error.body.error.type === "index_not_found_exception");
});
