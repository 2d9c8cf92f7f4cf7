import assert from "node:assert/strict";
import { test } from "node:test";
import { isFullBlock, isFullPage } from "@notionhq/client";
import { childrenOf, makeWorkspace, paragraph, text } from "./support.js";

const { notion, ...workspace } = await makeWorkspace("ids");
const dataSource = await workspace.dataSource("D", { Name: { title: {} } });
const page = await workspace.page("P", [paragraph("a")]);
const [block] = await childrenOf(notion, page.id);

const forms = {
  "with dashes": (id) => id,
  "without dashes": (id) => id.replaceAll("-", ""),
  "in capitals": (id) => id.toUpperCase(),
};

for (const [form, of] of Object.entries(forms)) {
  test(`ids ${form} are understood in paths, queries and bodies, and answered with dashes`, async () => {
    const retrieved = await notion.pages.retrieve({ page_id: of(page.id) });
    assert.ok(isFullPage(retrieved));
    assert.equal(retrieved.id, page.id);
    const asBlock = await notion.blocks.retrieve({ block_id: of(block.id) });
    assert.ok(isFullBlock(asBlock));
    assert.equal(asBlock.id, block.id);
    assert.equal((await childrenOf(notion, of(page.id)))[0].id, block.id);
    assert.equal((await notion.dataSources.retrieve({ data_source_id: of(dataSource.id) })).id, dataSource.id);
    const below = await notion.pages.create({
      parent: { page_id: of(page.id) },
      properties: { title: { title: [{ mention: { page: { id: of(page.id) } } }] } },
    });
    assert.equal(below.parent.page_id, page.id);
    assert.equal(below.properties.title.title[0].mention.page.id, page.id);
    await notion.comments.create({ parent: { page_id: of(page.id) }, rich_text: text(form) });
    assert.ok((await notion.comments.list({ block_id: of(page.id) })).results.every((c) => c.parent.page_id === page.id));
  });
}
