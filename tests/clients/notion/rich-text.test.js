import assert from "node:assert/strict";
import { test } from "node:test";
import { assertKept, assertRefused, makeWorkspace, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("rich text");
const page = await workspace.page("Texts");
const target = await workspace.page("Target");

async function keep(rich_text) {
  const sent = await notion.blocks.children.append({ block_id: page.id, children: [{ paragraph: { rich_text } }] });
  const block = await notion.blocks.retrieve({ block_id: sent.results[0].id });
  return block.paragraph.rich_text;
}

const none = { bold: false, italic: false, strikethrough: false, underline: false, code: false, color: "default" };
const marks = ["bold", "italic", "strikethrough", "underline", "code"];
const hues = ["gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"];

test("plain text comes back with all its members", async () => {
  assert.deepEqual(await keep(text("hello")), [
    { type: "text", text: { content: "hello", link: null }, annotations: none, plain_text: "hello", href: null },
  ]);
});

for (const mark of marks) {
  test(`${mark} is kept, and only where it was set`, async () => {
    const came = await keep([{ text: { content: "plain " } }, { text: { content: "marked" }, annotations: { [mark]: true } }]);
    assert.deepEqual(came.map((r) => r.annotations), [none, { ...none, [mark]: true }]);
  });
}

test("all 32 combinations of annotations are kept", async () => {
  const runs = Array.from({ length: 32 }, (_, bits) => ({
    text: { content: `${bits} ` },
    annotations: Object.fromEntries(marks.map((mark, i) => [mark, (bits & (1 << i)) !== 0])),
  }));
  assertKept(await keep(runs), runs);
});

test("all colours and backgrounds are kept", async () => {
  const runs = ["default", ...hues, ...hues.map((hue) => `${hue}_background`)].map((color) => ({
    text: { content: `${color} ` },
    annotations: { color },
  }));
  assertKept(await keep(runs), runs);
});

test("a link is kept in the text and as href", async () => {
  const [came] = await keep([{ text: { content: "site", link: { url: "https://example.com/a?b=c#d" } } }]);
  assert.deepEqual(came.text, { content: "site", link: { url: "https://example.com/a?b=c#d" } });
  assert.equal(came.href, "https://example.com/a?b=c#d");
});

test("an equation is kept", async () => {
  const [came] = await keep([{ equation: { expression: "a^2 + b^2" } }]);
  assert.equal(came.type, "equation");
  assert.deepEqual(came.equation, { expression: "a^2 + b^2" });
  assert.equal(came.plain_text, "a^2 + b^2");
});

test("a mentioned user comes with the name", async () => {
  const [came] = await keep([{ mention: { user: { id: ownerId } } }]);
  assert.equal(came.type, "mention");
  assert.deepEqual([came.mention.type, came.mention.user.object, came.mention.user.id], ["user", "user", ownerId]);
  assert.equal(came.plain_text, "@Ada");
});

test("a mentioned page comes with its title and a link", async () => {
  const [came] = await keep([{ mention: { page: { id: target.id } } }]);
  assert.deepEqual(came.mention, { type: "page", page: { id: target.id } });
  assert.equal(came.plain_text, "Target");
  assert.ok(came.href.includes(target.id.replaceAll("-", "")));
});

test("a mentioned database comes with its title", async () => {
  const database = await notion.databases.create({
    parent: { type: "page_id", page_id: target.id },
    title: text("Books"),
    initial_data_source: { properties: { Name: { title: {} } } },
  });
  const [came] = await keep([{ mention: { database: { id: database.id } } }]);
  assert.deepEqual(came.mention, { type: "database", database: { id: database.id } });
  assert.equal(came.plain_text, "Books");
});

test("the title of a mentioned page follows the page", async () => {
  const renamed = await workspace.page("Before");
  const sent = await notion.blocks.children.append({
    block_id: page.id,
    children: [{ paragraph: { rich_text: [{ mention: { page: { id: renamed.id } } }] } }],
  });
  await notion.pages.update({ page_id: renamed.id, properties: { title: { title: text("After") } } });
  const block = await notion.blocks.retrieve({ block_id: sent.results[0].id });
  assert.equal(block.paragraph.rich_text[0].plain_text, "After");
});

for (const date of [
  { start: "2026-11-22" },
  { start: "2026-11-22", end: "2026-11-30" },
  { start: "2026-11-22T10:30:00.000+01:00" },
  { start: "2026-11-22T10:30:00", time_zone: "Europe/Berlin" },
]) {
  test(`the mentioned date ${JSON.stringify(date)} is kept`, async () => {
    const [came] = await keep([{ mention: { date } }]);
    assert.equal(came.mention.type, "date");
    assert.equal(Date.parse(came.mention.date.start.slice(0, 16)), Date.parse(date.start.slice(0, 16)));
    assert.equal(came.mention.date.end, date.end ?? null);
    assert.equal(came.mention.date.time_zone, date.time_zone ?? null);
    assert.ok(came.plain_text.startsWith("2026-11-22"));
  });
}

test("mentions and equations carry annotations too", async () => {
  const runs = [
    { mention: { page: { id: target.id } }, annotations: { bold: true } },
    { equation: { expression: "x" }, annotations: { color: "red" } },
  ];
  assertKept(await keep(runs), runs);
});

test("text beyond ASCII is kept to the last character", async () => {
  const content = "Zürich 東京 🏔️ e\u0301 \u200b \t\n “quoted”";
  const [came] = await keep(text(content));
  assert.equal(came.plain_text, content);
});

test("neighbouring runs with the same annotations read as one text", async () => {
  const came = await keep([...text("a"), ...text("b")]);
  assert.equal(came.map((r) => r.plain_text).join(""), "ab");
});

test("an unknown colour, an unknown type and a member too many are refused with their place", async () => {
  const refused = (run, place) =>
    assertRefused(
      notion.blocks.children.append({ block_id: page.id, children: [{ paragraph: { rich_text: [run] } }] }),
      400,
      "validation_error",
      place,
    );
  const at = "body.children[0].paragraph.rich_text[0]".replaceAll(/[.[\]]/g, "\\$&");
  await refused({ text: { content: "a" }, annotations: { color: "ultraviolet" } }, new RegExp(`${at}\\.annotations\\.color`));
  await refused({ type: "shout", text: { content: "a" } }, new RegExp(at));
  await refused({ text: { content: "a", loud: true } }, new RegExp(`${at}\\.text\\.loud`));
  await refused({ mention: { page: { id: "not-an-id" } } }, new RegExp(`${at}\\.mention\\.page\\.id`));
});
