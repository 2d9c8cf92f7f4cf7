import assert from "node:assert/strict";
import { test } from "node:test";
import { APIErrorCode, isNotionClientError } from "@notionhq/client";
import { assertErrorBody, assertRefused, baseUrl, clientOf, makeWorkspace, paragraph, raw, text } from "./support.js";

const workspace = await makeWorkspace("errors");
const { notion, token } = workspace;
const page = await workspace.page("Page");
const nowhere = "0c4f0d33-1111-4222-8333-444455556666";

test("a token that is not in force is unauthorized", async () => {
  const error = await assertRefused(clientOf("nst_nobody").users.me({}), 401, APIErrorCode.Unauthorized);
  assert.ok(isNotionClientError(error));
});

test("no token at all is unauthorized", async () => {
  const answer = await raw("GET", "/v1/users/me");
  assert.equal(answer.status, 401);
  assertErrorBody(answer.body, 401, "unauthorized");
});

test("a reader may read and is restricted from writing", async () => {
  const reader = await workspace.member("Reader", "reader");
  assert.equal((await reader.notion.pages.retrieve({ page_id: page.id })).id, page.id);
  const refused = (request) => assertRefused(request, 403, APIErrorCode.RestrictedResource);
  await refused(reader.notion.pages.update({ page_id: page.id, properties: { title: { title: text("x") } } }));
  await refused(reader.notion.blocks.children.append({ block_id: page.id, children: [paragraph("x")] }));
  await refused(reader.notion.pages.create({ parent: { page_id: page.id }, properties: { title: { title: text("x") } } }));
});

test("a member without a role sees nothing: not there in the same words as what does not exist", async () => {
  const nobody = await workspace.member("Nobody", "none");
  const hidden = await assertRefused(nobody.notion.pages.retrieve({ page_id: page.id }), 404, APIErrorCode.ObjectNotFound);
  const missing = await assertRefused(nobody.notion.pages.retrieve({ page_id: nowhere }), 404, APIErrorCode.ObjectNotFound);
  assert.equal(hidden.message.replace(page.id, "ID"), missing.message.replace(nowhere, "ID"));
});

for (const [what, request] of [
  ["page", (n, id) => n.pages.retrieve({ page_id: id })],
  ["block", (n, id) => n.blocks.retrieve({ block_id: id })],
  ["block's children", (n, id) => n.blocks.children.list({ block_id: id })],
  ["database", (n, id) => n.databases.retrieve({ database_id: id })],
  ["data source", (n, id) => n.dataSources.retrieve({ data_source_id: id })],
  ["query", (n, id) => n.dataSources.query({ data_source_id: id })],
  ["user", (n, id) => n.users.retrieve({ user_id: id })],
  ["comment", (n, id) => n.comments.retrieve({ comment_id: id })],
  ["file upload", (n, id) => n.fileUploads.retrieve({ file_upload_id: id })],
]) {
  test(`a ${what} that is not there is object_not_found, an id that is none is a validation_error`, async () => {
    await assertRefused(request(notion, nowhere), 404, APIErrorCode.ObjectNotFound, new RegExp(nowhere));
    await assertRefused(request(notion, "not-an-id"), 400, APIErrorCode.ValidationError);
  });
}

test("a page of another workspace is not there, by any route", async () => {
  const other = await makeWorkspace("errors, another");
  const theirs = await other.page("Theirs", [paragraph("secret")]);
  if (other.id === workspace.id) return;
  const requests = [
    notion.pages.retrieve({ page_id: theirs.id }),
    notion.blocks.retrieve({ block_id: theirs.id }),
    notion.blocks.children.list({ block_id: theirs.id }),
    notion.blocks.children.append({ block_id: theirs.id, children: [paragraph("x")] }),
    notion.pages.update({ page_id: theirs.id, in_trash: true }),
    notion.pages.create({ parent: { page_id: theirs.id }, properties: { title: { title: text("x") } } }),
    notion.comments.list({ block_id: theirs.id }),
    notion.comments.create({ parent: { page_id: theirs.id }, rich_text: text("x") }),
  ];
  // At once: a request that fails before anybody waits for it would end the run.
  await Promise.all(
    requests.map((request) => assertRefused(request, 404, APIErrorCode.ObjectNotFound)),
  );
});

test("a page is no database, and a data source no page", async () => {
  const dataSource = await workspace.dataSource("D", { Name: { title: {} } });
  // Some are not there as what was asked for, of some Notion says what they are instead.
  const requests = [
    notion.databases.retrieve({ database_id: page.id }),
    notion.dataSources.retrieve({ data_source_id: page.id }),
    notion.pages.retrieve({ page_id: dataSource.id }),
    notion.comments.retrieve({ comment_id: page.id }),
    notion.fileUploads.retrieve({ file_upload_id: page.id }),
    notion.users.retrieve({ user_id: page.id }),
  ];
  // At once: a request that fails before anybody waits for it would end the run.
  await Promise.all(
    requests.map((request) => assert.rejects(request, (error) =>
      [APIErrorCode.ObjectNotFound, APIErrorCode.ValidationError].includes(error.code),
    )),
  );
});

test("a body that is no JSON is invalid_json", async () => {
  const answer = await raw("POST", "/v1/search", { token, body: '{"query": ' });
  assert.equal(answer.status, 400);
  assertErrorBody(answer.body, 400, APIErrorCode.InvalidJSON);
});

test("a member that is not known is refused by its name", () =>
  assertRefused(
    notion.request({ path: "search", method: "post", body: { query: "x", colour: "red" } }),
    400,
    APIErrorCode.ValidationError,
    /body\.colour/,
  ));

test("a validation error says the place, what is expected and what came", () =>
  assertRefused(
    notion.blocks.children.append({ block_id: page.id, children: [paragraph("ok"), { paragraph: { rich_text: "text" } }] }),
    400,
    APIErrorCode.ValidationError,
    /body failed validation: body\.children\[1\]\.paragraph\.rich_text should be an array, instead was/,
  ));

test("a request without Notion-Version is refused with missing_version", async () => {
  const bare = await fetch(`${baseUrl}/v1/users/me`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(bare.status, 400);
  assertErrorBody(await bare.json(), 400, "missing_version");
});

test("a version that is not spoken here is refused", async () => {
  for (const version of ["1999-01-01", "2022-06-28", "latest"])
    await assertRefused(clientOf(token, { notionVersion: version }).users.me({}), 400, APIErrorCode.ValidationError, /Notion-Version/);
});

test("an address that is none is refused as Notion refuses it", async () => {
  await assertRefused(notion.request({ path: "wishes", method: "get" }), 400, APIErrorCode.InvalidRequestURL);
});

test("a workspace id that is taken is a conflict", async (t) => {
  const admin = process.env.NOTIONSTYLE_ADMIN_TOKEN;
  if (!admin) return t.skip("needs NOTIONSTYLE_ADMIN_TOKEN");
  const body = { name: "again", owner_name: "Ada", id: workspace.id };
  const answer = await raw("POST", "/v1/workspaces", { token: admin, body });
  assert.equal(answer.status, 409);
  assertErrorBody(answer.body, 409, APIErrorCode.ConflictError);
});

test("edits of one page at once all succeed or are conflicts, and none is lost silently", async () => {
  const own = await workspace.page("Contended");
  const requests = Array.from({ length: 30 }, (_, i) =>
    notion.blocks.children.append({ block_id: own.id, children: [paragraph(`${i}`)] }).then(
      () => true,
      (error) => {
        assert.equal(error.code, APIErrorCode.ConflictError);
        return false;
      },
    ),
  );
  const done = (await Promise.all(requests)).filter(Boolean).length;
  const { results } = await notion.blocks.children.list({ block_id: own.id });
  assert.equal(results.length, done);
});

test("every answer of refusal names its request", async () => {
  const answer = await raw("GET", `/v1/pages/${nowhere}`, { token });
  assert.equal(answer.status, 404);
  assertErrorBody(answer.body, 404, APIErrorCode.ObjectNotFound);
});
