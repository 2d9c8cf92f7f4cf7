import assert from "node:assert/strict";
import { test } from "node:test";
import { assertRefused, childrenOf, makeWorkspace, paragraph, plain, raw, text } from "./support.js";

const { notion, token, ...workspace } = await makeWorkspace("block children");

const append = (id, children, more = {}) => notion.blocks.children.append({ block_id: id, children, ...more });
const words = async (id) => (await childrenOf(notion, id)).map((b) => plain(b[b.type].rich_text));
const pageOf = async (...contents) => {
  const page = await workspace.page("Page");
  if (contents.length === 0) return { page, ids: [] };
  const { results } = await append(page.id, contents.map((c) => paragraph(c)));
  return { page, ids: results.map((b) => b.id) };
};

test("children come at the end unless a position is given", async () => {
  const { page } = await pageOf("a", "b");
  await append(page.id, [paragraph("c"), paragraph("d")]);
  assert.deepEqual(await words(page.id), ["a", "b", "c", "d"]);
});

test("children come at the start, at the end, and after a block, in their order", async () => {
  const { page, ids } = await pageOf("a", "b");
  const first = await append(page.id, [paragraph("1"), paragraph("2")], { position: { type: "start" } });
  assert.deepEqual(first.results.map((b) => plain(b.paragraph.rich_text)), ["1", "2"]);
  await append(page.id, [paragraph("9")], { position: { type: "end" } });
  await append(page.id, [paragraph("5"), paragraph("6")], {
    position: { type: "after_block", after_block: { id: ids[0] } },
  });
  assert.deepEqual(await words(page.id), ["1", "2", "a", "5", "6", "b", "9"]);
});

test("the older word for after a block is understood", async () => {
  const { page, ids } = await pageOf("a", "b");
  await append(page.id, [paragraph("between")], { after: ids[0] });
  assert.deepEqual(await words(page.id), ["a", "between", "b"]);
});

test("after a block that is not a child of this one is refused", async () => {
  const { page } = await pageOf("a");
  const other = await pageOf("b");
  await assertRefused(
    append(page.id, [paragraph("c")], { position: { type: "after_block", after_block: { id: other.ids[0] } } }),
    400,
    "validation_error",
  );
});

test("two levels of children come in one request, to the depth of each", async () => {
  const { page } = await pageOf();
  const { results } = await append(page.id, [
    { bulleted_list_item: { rich_text: text("1"), children: [paragraph("1.1", [paragraph("1.1.1")]), paragraph("1.2")] } },
  ]);
  assert.equal(results.length, 1);
  assert.equal(results[0].has_children, true);
  const second = await childrenOf(notion, results[0].id);
  assert.deepEqual(second.map((b) => b.has_children), [true, false]);
  assert.deepEqual(await words(second[0].id), ["1.1.1"]);
});

test("more levels than two below a child are refused", async () => {
  const { page } = await pageOf();
  const tooDeep = paragraph("1", [paragraph("2", [paragraph("3", [paragraph("4")])])]);
  await assertRefused(append(page.id, [tooDeep]), 400, "validation_error");
  assert.deepEqual(await words(page.id), [], "nothing of a refused request stays");
});

test("children can be appended to a block that has none, and has_children tells", async () => {
  const { page, ids } = await pageOf("a");
  assert.equal((await notion.blocks.retrieve({ block_id: ids[0] })).has_children, false);
  await append(ids[0], [paragraph("child")]);
  assert.equal((await notion.blocks.retrieve({ block_id: ids[0] })).has_children, true);
  const [child] = await childrenOf(notion, ids[0]);
  assert.deepEqual(child.parent, { type: "block_id", block_id: ids[0] });
  await notion.blocks.delete({ block_id: child.id });
  assert.equal((await notion.blocks.retrieve({ block_id: ids[0] })).has_children, false);
  assert.deepEqual(await words(page.id), ["a"]);
});

test("only a toggleable heading takes children", async () => {
  const { page } = await pageOf();
  const { results } = await append(page.id, [
    { heading_2: { rich_text: text("toggle"), is_toggleable: true, children: [paragraph("inside")] } },
    { heading_2: { rich_text: text("plain") } },
  ]);
  assert.deepEqual(await words(results[0].id), ["inside"]);
  await assertRefused(append(results[1].id, [paragraph("x")]), 400, "validation_error");
});

test("what cannot have children refuses them", async () => {
  const { page } = await pageOf();
  const { results } = await append(page.id, [{ divider: {} }]);
  await assertRefused(append(results[0].id, [paragraph("x")]), 400, "validation_error");
});

test("columns come two and more in a list, with their children", async () => {
  const { page } = await pageOf();
  const column = (content, width_ratio) => ({ column: { children: [paragraph(content)], ...(width_ratio && { width_ratio }) } });
  const { results } = await append(page.id, [{ column_list: { children: [column("left", 0.25), column("right", 0.75)] } }]);
  const columns = await childrenOf(notion, results[0].id);
  assert.deepEqual(columns.map((c) => [c.type, c.column.width_ratio, c.has_children]), [
    ["column", 0.25, true],
    ["column", 0.75, true],
  ]);
  assert.deepEqual(await words(columns[1].id), ["right"]);
});

test("100 children are taken at once, 101 are refused", async () => {
  const { page } = await pageOf();
  const many = (n) => Array.from({ length: n }, (_, i) => paragraph(`${i}`));
  const { results } = await append(page.id, many(100));
  assert.equal(results.length, 100);
  await assertRefused(append(page.id, many(101)), 400, "validation_error", /100/);
  await assertRefused(append(page.id, [paragraph("p", many(101))]), 400, "validation_error", /100/);
});

test("1,000 blocks are taken in one request, one more is refused", async () => {
  const { page } = await pageOf();
  const group = (n) => paragraph("g", Array.from({ length: n }, (_, i) => paragraph(`${i}`)));
  // 10 × (1 + 99) = 1,000
  await append(page.id, Array.from({ length: 10 }, () => group(99)));
  await assertRefused(append(page.id, [...Array.from({ length: 10 }, () => group(99)), paragraph("one more")]), 400, "validation_error", /1,?000/);
});

test("2,000 characters are taken in one text, 2,001 are refused", async () => {
  const { page } = await pageOf();
  await append(page.id, [paragraph("x".repeat(2_000))]);
  const error = await assertRefused(append(page.id, [paragraph("x".repeat(2_001))]), 400, "validation_error", /2,?000/);
  assert.match(error.message, /body\.children\[0\]\.paragraph\.rich_text\[0\]\.text\.content\.length/);
});

test("100 runs of rich text are taken, 101 are refused", async () => {
  const { page } = await pageOf();
  const runs = (n) => ({ paragraph: { rich_text: Array.from({ length: n }, (_, i) => ({ text: { content: `${i} ` } })) } });
  await append(page.id, [runs(100)]);
  await assertRefused(append(page.id, [runs(101)]), 400, "validation_error", /100/);
});

test("a body of more than 500 KB is refused", async () => {
  const { page } = await pageOf();
  const wide = { paragraph: { rich_text: Array.from({ length: 100 }, () => ({ text: { content: "x".repeat(2_000) } })) } };
  const answer = await raw("PATCH", `/v1/blocks/${page.id}/children`, { token, body: { children: [wide, wide, wide] } });
  assert.ok([400, 413].includes(answer.status), `was ${answer.status}`);
  assert.equal(answer.body.object, "error");
  assert.deepEqual(await words(page.id), []);
});

test("a page size of 1 to 100 is honoured, others are refused", async () => {
  const { page } = await pageOf("a", "b", "c");
  const list = await notion.blocks.children.list({ block_id: page.id, page_size: 2 });
  assert.deepEqual([list.object, list.type, list.results.length, list.has_more], ["list", "block", 2, true]);
  assert.deepEqual(list.block, {});
  await assertRefused(notion.blocks.children.list({ block_id: page.id, page_size: 101 }), 400, "validation_error");
  await assertRefused(notion.blocks.children.list({ block_id: page.id, start_cursor: "nonsense" }), 400, "validation_error");
});

test("the last part of a list has no cursor", async () => {
  const { page } = await pageOf("a", "b");
  const list = await notion.blocks.children.list({ block_id: page.id, page_size: 2 });
  assert.deepEqual([list.results.length, list.has_more, list.next_cursor], [2, false, null]);
});

test("an empty page has no children", async () => {
  const { page } = await pageOf();
  const list = await notion.blocks.children.list({ block_id: page.id });
  assert.deepEqual([list.results, list.has_more, list.next_cursor], [[], false, null]);
});
