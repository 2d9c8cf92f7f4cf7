// Searching through Elasticsearch's own client: what each query finds is written beside it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Client } from "@elastic/elasticsearch";

const client = new Client({
  node: process.env.ELASTICSEARCH_URL,
  auth: { username: "elastic", password: process.env.ELASTICSEARCH_PASSWORD },
  maxRetries: 0,
});
const index = `birds-${process.pid}`;

const birds = [
  { id: "heron", name: "Grey heron", text: "A heron stands in shallow water and waits for fish.", kind: "wader", weight: 1500, seen: "2026-01-03T08:00:00Z" },
  { id: "egret", name: "Little egret", text: "The egret hunts in shallow water, quickly and on foot.", kind: "wader", weight: 450, seen: "2026-01-20T10:30:00Z" },
  { id: "swift", name: "Common swift", text: "A swift sleeps, drinks and hunts on the wing.", kind: "flyer", weight: 40, seen: "2026-02-11T19:00:00Z" },
  { id: "wren", name: "Wren", text: "The wren sings loudly for its size.", kind: "singer", weight: 9, seen: "2026-02-12T06:15:00Z" },
  { id: "robin", name: "European robin", text: "The robin sings in winter, too, and defends its ground.", kind: "singer", weight: 18 },
  { id: "dipper", name: "Dipper", text: "The dipper walks under water.", kind: "wader", weight: 60, seen: "2026-03-01T12:00:00Z" },
];

before(async () => {
  await client.indices.create({
    index,
    settings: { number_of_replicas: 0 },
    mappings: {
      properties: {
        name: { type: "text", fields: { raw: { type: "keyword" } } },
        text: { type: "text", analyzer: "english" },
        kind: { type: "keyword" },
        weight: { type: "integer" },
        seen: { type: "date" },
      },
    },
  });
  const { errors } = await client.bulk({
    refresh: true,
    operations: birds.flatMap(({ id, ...bird }) => [{ index: { _index: index, _id: id } }, bird]),
  });
  assert.equal(errors, false);
});
after(() => client.close());

const ids = (result) => result.hits.hits.map((hit) => hit._id);
const found = async (query) => ids(await client.search({ index, query, size: 50 })).sort();

const finds = [
  [{ match_all: {} }, birds.map((b) => b.id).sort()],
  [{ match: { text: "hunting water" } }, ["dipper", "egret", "heron", "swift"]],
  [{ match: { text: { query: "hunting water", operator: "and" } } }, ["egret"]],
  [{ match: { text: { query: "shallow water fish wing", minimum_should_match: 3 } } }, ["heron"]],
  [{ match: { name: { query: "Heorn", fuzziness: "AUTO" } } }, ["heron"]],
  [{ match_phrase: { text: "shallow water" } }, ["egret", "heron"]],
  [{ match_phrase: { text: { query: "heron water", slop: 1 } } }, []],
  [{ match_phrase: { text: { query: "heron water", slop: 4 } } }, ["heron"]],
  [{ match_phrase_prefix: { name: "grey he" } }, ["heron"]],
  [{ multi_match: { query: "heron", fields: ["name^3", "text"] } }, ["heron"]],
  [{ multi_match: { query: "little hero", type: "phrase_prefix", fields: ["name", "text"] } }, []],
  [{ term: { kind: "singer" } }, ["robin", "wren"]],
  [{ terms: { kind: ["singer", "flyer"] } }, ["robin", "swift", "wren"]],
  [{ prefix: { "name.raw": "Eur" } }, ["robin"]],
  [{ fuzzy: { name: { value: "wern", fuzziness: 1 } } }, ["wren"]],
  [{ wildcard: { "name.raw": { value: "*E?r?T", case_insensitive: true } } }, ["egret"]],
  [{ range: { weight: { gte: 40, lt: 450 } } }, ["dipper", "swift"]],
  [{ range: { seen: { gte: "2026-02-01", lt: "2026-03-01" } } }, ["swift", "wren"]],
  [{ exists: { field: "seen" } }, ["dipper", "egret", "heron", "swift", "wren"]],
  [{ ids: { values: ["wren", "nobody"] } }, ["wren"]],
  [{ bool: { must: [{ match: { text: "sings" } }], must_not: [{ term: { kind: "flyer" } }], filter: [{ range: { weight: { lt: 10 } } }] } }, ["wren"]],
  [{ bool: { should: [{ term: { kind: "flyer" } }, { match: { text: "winter" } }], minimum_should_match: 1 } }, ["robin", "swift"]],
  [{ constant_score: { filter: { term: { kind: "flyer" } } } }, ["swift"]],
  [{ dis_max: { queries: [{ match: { name: "wren" } }, { match: { text: "winter" } }] } }, ["robin", "wren"]],
  [{ function_score: { query: { term: { kind: "wader" } }, field_value_factor: { field: "weight" } } }, ["dipper", "egret", "heron"]],
];

for (const [query, expected] of finds)
  test(`finds ${expected.join(", ") || "nothing"} by ${JSON.stringify(query)}`, async () => {
    assert.deepEqual(await found(query), expected);
    assert.equal((await client.count({ index, query })).count, expected.length);
  });

test("what fits better stands first, and a boost of a field counts", async () => {
  const plain = await client.search({ index, query: { multi_match: { query: "robin winter", fields: ["name", "text"] } } });
  assert.equal(ids(plain)[0], "robin");
  assert.ok(plain.hits.max_score > 0);
  assert.equal(plain.hits.max_score, plain.hits.hits[0]._score);
  const once = await client.search({ index, query: { match: { name: "heron" } } });
  const twice = await client.search({ index, query: { match: { name: { query: "heron", boost: 2 } } } });
  assert.ok(Math.abs(twice.hits.max_score - 2 * once.hits.max_score) < 1e-4);
});

test("search_after goes through everything once, in the order of the sort", async () => {
  const sort = [{ weight: "desc" }, { "name.raw": "asc" }];
  const seen = [];
  for (let after; ; ) {
    const page = await client.search({ index, size: 2, sort, search_after: after });
    seen.push(...page.hits.hits);
    if (page.hits.hits.length < 2) break;
    after = page.hits.hits.at(-1).sort;
  }
  assert.deepEqual(seen.map((hit) => hit._id), ["heron", "egret", "dipper", "swift", "robin", "wren"]);
  assert.ok(seen.every((hit) => hit.sort.length === 2));
});

test("documents without the field that is sorted by come last, or first if that is asked for", async () => {
  const last = await client.search({ index, sort: [{ seen: { order: "asc" } }] });
  assert.equal(ids(last).at(-1), "robin");
  const first = await client.search({ index, sort: [{ seen: { order: "asc", missing: "_first" } }] });
  assert.equal(ids(first)[0], "robin");
});

test("highlights mark the words as they stand in the text", async () => {
  const result = await client.search({
    index,
    query: { match: { text: "hunt wing" } },
    highlight: { pre_tags: ["["], post_tags: ["]"], fields: { text: { number_of_fragments: 0 } } },
  });
  const swift = result.hits.hits.find((hit) => hit._id === "swift");
  assert.deepEqual(swift.highlight.text, ["A swift sleeps, drinks and [hunts] on the [wing]."]);
});

test("aggregations count by term and by month, also without hits", async () => {
  const result = await client.search({
    index,
    size: 0,
    aggs: {
      kinds: { terms: { field: "kind" }, aggs: { heaviest: { max: { field: "weight" } } } },
      months: { date_histogram: { field: "seen", calendar_interval: "month", format: "yyyy-MM" } },
    },
  });
  assert.deepEqual(
    result.aggregations.kinds.buckets.map((b) => [b.key, b.doc_count, b.heaviest.value]),
    [["wader", 3, 1500], ["singer", 2, 18], ["flyer", 1, 40]],
  );
  assert.deepEqual(result.aggregations.months.buckets.map((b) => [b.key_as_string, b.doc_count]), [["2026-01", 2], ["2026-02", 2], ["2026-03", 1]]);
  assert.deepEqual(result.hits.hits, []);
});

test("an answer has what of the source was asked for, and counts as far as it was told to", async () => {
  const some = await client.search({ index, query: { ids: { values: ["wren"] } }, _source: ["name", "w*"] });
  assert.deepEqual(some.hits.hits[0]._source, { name: "Wren", weight: 9 });
  const none = await client.search({ index, query: { ids: { values: ["wren"] } }, _source: false });
  assert.equal(none.hits.hits[0]._source, undefined);
  assert.deepEqual((await client.search({ index, size: 1 })).hits.total, { value: 6, relation: "eq" });
  assert.equal((await client.search({ index, size: 1, track_total_hits: false })).hits.total, undefined);
  const two = await client.search({ index, size: 1, track_total_hits: 2 });
  assert.deepEqual(two.hits.total, { value: 2, relation: "gte" });
});

test("several searches go in one request, and one that fails does not harm the others", async () => {
  const { responses } = await client.msearch({
    searches: [{ index }, { query: { term: { kind: "flyer" } } }, { index }, { query: { no_such_query: {} } }, { index: "nowhere" }, {}],
  });
  assert.deepEqual(responses.map((r) => r.status), [200, 400, 404]);
  assert.deepEqual(ids(responses[0]), ["swift"]);
  assert.match(responses[1].error.reason, /no_such_query/);
});

test("what matches is changed and deleted", async () => {
  const copy = `${index}-copy`;
  await client.reindex({ source: { index, query: { term: { kind: "wader" } } }, dest: { index: copy }, refresh: true });
  assert.equal((await client.count({ index: copy })).count, 3);
  const deleted = await client.deleteByQuery({ index: copy, query: { range: { weight: { lt: 100 } } }, refresh: true });
  assert.equal(deleted.deleted, 1);
  assert.equal((await client.count({ index: copy })).count, 2);
});

test("a query that cannot be read says where and why", async () => {
  for (const [query, reason] of [
    [{ match: { text: { query: "x", operatr: "and" } } }, /operatr/],
    [{ range: { weight: { gte: "heavy" } } }, /heavy/],
    [{ bool: { must: 7 } }, /bool|must/],
  ])
    await assert.rejects(client.search({ index, query }), (error) => {
      assert.equal(error.statusCode, 400);
      assert.match(JSON.stringify(error.body.error), reason);
      return true;
    });
});

test("the pages of the client's own search helper end", async () => {
  const documents = await client.helpers.search({ index, query: { term: { kind: "singer" } } });
  assert.deepEqual(documents.map((d) => d.name).sort(), ["European robin", "Wren"]);
});
