// Writes and reads Markdown with the tools of other people, within the limits of the Notion API.
import { NotionToMarkdown } from "notion-to-md";
import martian from "@tryfabric/martian";

const childrenMaximum = 100;
const levelsMaximum = 2;

/**
 * The blocks that martian makes of a document. Links become absolute, for the API takes no others; a line that was broken in the source is whole again, for that is
 * what Markdown means by it, and the reader's lists would end there; and neighbouring runs of one form are one.
 */
export function blocksOf(markdown) {
  const blocks = martian.markdownToBlocks(markdown, { strictImageUrls: false, notionLimits: { truncate: false } });
  return JSON.parse(JSON.stringify(blocks), function (key, value) {
    if (key === "url") return new URL(value, "https://book.example/").href;
    if (key === "rich_text" && !("language" in this)) value.forEach(unbreak);
    if (key === "cells") return value.map(joined);
    return key === "rich_text" ? joined(value) : value;
  });
}

/** Neighbours that differ in nothing but their text are one; a run of no text is none. */
function joined(runs) {
  const form = ({ text: { content, ...more }, ...rest }) => JSON.stringify([rest, more]);
  return runs.reduce((all, run) => {
    if (run.text?.content === "") return all;
    const last = all.at(-1);
    if (last?.text && run.text && form(last) === form(run)) last.text.content += run.text.content;
    else all.push(run);
    return all;
  }, []);
}

const unbreak = (run) => {
  if (run.text) run.text.content = run.text.content.replaceAll("\n", " ");
};

/** Appends blocks, however many and however deep: at most 100 and two levels below in each request. */
export async function appendAll(notion, id, blocks) {
  for (let from = 0; from < blocks.length; from += childrenMaximum) {
    const part = blocks.slice(from, from + childrenMaximum);
    const whole = part.map((block) => fits(block, levelsMaximum));
    const { results } = await notion.blocks.children.append({
      block_id: id,
      children: part.map((block, i) => (whole[i] ? block : bare(block))),
    });
    for (const [i, block] of part.entries()) if (!whole[i]) await appendAll(notion, results[i].id, childrenIn(block));
  }
}

const childrenIn = (block) => block[block.type].children ?? [];

const fits = (block, levels) => {
  const children = childrenIn(block);
  return children.length === 0 || (levels > 0 && children.length <= 10 && children.every((c) => fits(c, levels - 1)))
    || block.type === "table" && children.length <= childrenMaximum;
};

const bare = (block) => ({ ...block, [block.type]: { ...block[block.type], children: undefined } });

/** What notion-to-md makes of a page, through any client that lists children. */
export async function markdownOf(notionClient, id) {
  const reader = new NotionToMarkdown({ notionClient, config: { parseChildPages: false } });
  return reader.toMarkdownString(await reader.pageToMarkdown(id)).parent ?? "";
}

/** A client that answers with blocks from memory: what the reader says without an API between. */
export function memoryClient(blocks) {
  const byId = new Map([["page", blocks]]);
  const answer = (block) => {
    const id = `block-${byId.size}`;
    byId.set(id, childrenIn(block));
    return { object: "block", id, has_children: childrenIn(block).length > 0, type: block.type, [block.type]: filled(block[block.type]) };
  };
  const list = async ({ block_id }) => ({ results: byId.get(block_id).map(answer), next_cursor: null });
  return { blocks: { children: { list } } };
}

// What the API adds to rich text and to media.
function filled({ children, ...value }) {
  return JSON.parse(JSON.stringify({ ...(value.external && { caption: [] }), ...value }), (key, item) => {
    if (item?.type === "text" && item.text) return { ...item, plain_text: item.text.content, href: item.text.link?.url ?? null };
    if (item?.type === "equation" && item.annotations) return { ...item, plain_text: item.equation.expression, href: null };
    return item;
  });
}
