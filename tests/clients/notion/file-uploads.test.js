import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI } from "@notionhq/client";
import { assertRefused, childrenOf, makeWorkspace, text } from "./support.js";

const { notion, ownerId, ...workspace } = await makeWorkspace("file uploads");

// A PNG of one pixel, and bytes of every value.
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);
const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 256));

async function upload(filename, content_type, data) {
  const created = await notion.fileUploads.create({ mode: "single_part", filename, content_type });
  return notion.fileUploads.send({
    file_upload_id: created.id,
    file: { filename, data: new Blob([data], { type: content_type }) },
  });
}

async function fetched(url) {
  const response = await fetch(url);
  assert.equal(response.status, 200, await (response.ok ? "" : response.text()));
  return { bytes: Buffer.from(await response.arrayBuffer()), type: response.headers.get("content-type") };
}

test("an upload is made, sent and retrieved", async () => {
  const created = await notion.fileUploads.create({ mode: "single_part", filename: "dot.png", content_type: "image/png" });
  assert.equal(created.object, "file_upload");
  assert.deepEqual([created.status, created.filename, created.content_type], ["pending", "dot.png", "image/png"]);
  assert.equal(created.created_by.id, ownerId);
  assert.ok(created.upload_url.endsWith(`/v1/file_uploads/${created.id}/send`));
  const sent = await notion.fileUploads.send({
    file_upload_id: created.id,
    file: { filename: "dot.png", data: new Blob([png], { type: "image/png" }) },
  });
  assert.deepEqual([sent.id, sent.status, sent.content_length], [created.id, "uploaded", png.length]);
  assert.deepEqual(await notion.fileUploads.retrieve({ file_upload_id: created.id }), sent);
});

for (const type of ["image", "file", "pdf", "video", "audio"]) {
  test(`an uploaded file becomes a ${type} block, and its bytes come back from the block's address`, async () => {
    const [name, contentType] = {
      image: ["dot.png", "image/png"],
      file: ["all.zip", "application/zip"],
      pdf: ["all.pdf", "application/pdf"],
      video: ["all.mp4", "video/mp4"],
      audio: ["all.mp3", "audio/mpeg"],
    }[type];
    const data = type === "image" ? png : bytes;
    const { id } = await upload(name, contentType, data);
    const page = await workspace.page("Files", [
      { [type]: { type: "file_upload", file_upload: { id }, caption: text("uploaded") } },
    ]);
    const [block] = await childrenOf(notion, page.id);
    assert.deepEqual([block.type, block[type].type], [type, "file"]);
    assert.ok(new Date(block[type].file.expiry_time) > new Date());
    const came = await fetched(block[type].file.url);
    assert.ok(came.bytes.equals(data));
    assert.equal(came.type, contentType);
    if (type === "file") assert.equal(block.file.name, name);
  });
}

test("an uploaded file becomes an icon and a cover", async () => {
  const { id } = await upload("dot.png", "image/png", png);
  const page = await workspace.page("Icon");
  const file_upload = { type: "file_upload", file_upload: { id } };
  const updated = await notion.pages.update({ page_id: page.id, icon: file_upload, cover: file_upload });
  assert.deepEqual([updated.icon.type, updated.cover.type], ["file", "file"]);
  assert.ok((await fetched(updated.icon.file.url)).bytes.equals(png));
});

test("an uploaded file becomes a value of a files property", async () => {
  const { id } = await upload("dot.png", "image/png", png);
  const dataSource = await workspace.dataSource("Files", { Name: { title: {} }, Files: { files: {} } });
  const row = await workspace.row(dataSource, {
    Files: { files: [{ type: "file_upload", file_upload: { id }, name: "a dot" }] },
  });
  const [file] = row.properties.Files.files;
  assert.deepEqual([file.type, file.name], ["file", "a dot"]);
  assert.ok((await fetched(file.file.url)).bytes.equals(png));
});

test("an uploaded file is attached to a comment", async () => {
  const { id } = await upload("dot.png", "image/png", png);
  const page = await workspace.page("Attached");
  const comment = await notion.comments.create({
    parent: { page_id: page.id },
    rich_text: text("see"),
    attachments: [{ type: "file_upload", file_upload_id: id }],
  });
  assert.equal(comment.attachments[0].category, "image");
  assert.ok((await fetched(comment.attachments[0].file.url)).bytes.equals(png));
});

test("uploads are listed, by status when asked, to the end of the pages", async () => {
  const pending = await notion.fileUploads.create({ mode: "single_part", filename: "later.txt" });
  const first = await notion.fileUploads.list({ page_size: 2 });
  assert.deepEqual([first.object, first.type, first.results.length], ["list", "file_upload", 2]);
  const all = await collectPaginatedAPI(notion.fileUploads.list, { page_size: 2 });
  assert.equal(new Set(all.map((u) => u.id)).size, all.length);
  const waiting = await collectPaginatedAPI(notion.fileUploads.list, { status: "pending" });
  assert.ok(waiting.every((u) => u.status === "pending"));
  assert.ok(waiting.some((u) => u.id === pending.id));
});

test("an address with another signature gives nothing away", async () => {
  const { id } = await upload("dot.png", "image/png", png);
  const page = await workspace.page("Signed", [{ image: { type: "file_upload", file_upload: { id } } }]);
  const [block] = await childrenOf(notion, page.id);
  const url = new URL(block.image.file.url);
  url.search = url.search.slice(0, -4);
  const response = await fetch(url);
  assert.ok([400, 401, 403, 404].includes(response.status), `was ${response.status}`);
});

test("an upload cannot be sent twice, and one that was not sent cannot be used", async () => {
  const { id } = await upload("dot.png", "image/png", png);
  const file = { filename: "dot.png", data: new Blob([png], { type: "image/png" }) };
  await assertRefused(notion.fileUploads.send({ file_upload_id: id, file }), 400, "validation_error");
  const pending = await notion.fileUploads.create({ mode: "single_part", filename: "a.png" });
  const page = await workspace.page("Pending");
  await assertRefused(
    notion.blocks.children.append({
      block_id: page.id,
      children: [{ image: { type: "file_upload", file_upload: { id: pending.id } } }],
    }),
    400,
    "validation_error",
  );
});

test("an upload of another workspace is not there", async () => {
  const other = await makeWorkspace("file uploads, another");
  const theirs = await other.notion.fileUploads.create({ mode: "single_part", filename: "a.png" });
  if (other.id === workspace.id) return;
  await assertRefused(notion.fileUploads.retrieve({ file_upload_id: theirs.id }), 404, "object_not_found");
});
