// What the test files share: a workspace of their own, clients, and the comparison of what was sent with what comes back.
import assert from "node:assert/strict";
import { APIResponseError, Client, collectPaginatedAPI } from "@notionhq/client";
import { record } from "./answers.js";

export const version = Client.defaultNotionVersion;
export const baseUrl = required("NOTION_BASE_URL", "the address of a running stage, such as http://localhost:5480");

function required(name, what) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name} to ${what}. README.md says where it comes from.`);
  return value.replace(/\/$/, "");
}

/** The client as every Notion user has it; only the address is another. It does not retry, so that nothing is hidden. */
export function clientOf(auth, options = {}) {
  return new Client({ auth, baseUrl, retry: false, logger: () => {}, fetch: watchedFetch, ...options });
}

// No request may end in a server error, whatever the test makes of the answer.
async function watchedFetch(url, init) {
  const response = await fetch(url, init);
  if (response.status >= 500)
    throw new Error(`${init.method} ${url} ended with ${response.status}: ${await response.text()}`);
  if (response.ok) record(init.method, new URL(url).pathname, await response.clone().text());
  return response;
}

/** A request without the client, for what the client would never send. */
export async function raw(method, path, { token, headers = {}, body } = {}) {
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      "Notion-Version": version,
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** A fresh workspace for a test file, so that the files run at once; or that of NOTION_TOKEN when no administrator's token is given. */
export async function makeWorkspace(name) {
  const admin = process.env.NOTIONSTYLE_ADMIN_TOKEN;
  if (!admin) {
    const token = required("NOTION_TOKEN", "a member's token, or NOTIONSTYLE_ADMIN_TOKEN to the administrator's");
    return workspaceOf(token, (await clientOf(token).users.me({})).id);
  }
  const made = await raw("POST", "/v1/workspaces", { token: admin, body: { name, owner_name: "Ada" } });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  return workspaceOf(made.body.token, made.body.owner.id, made.body.id);
}

function workspaceOf(token, ownerId, id) {
  const notion = clientOf(token);
  return {
    id,
    token,
    ownerId,
    notion,
    /** A member with a role, and a client with this member's token. */
    async member(name, role, type = "person") {
      const made = await raw("POST", "/v1/members", { token, body: { name, type, role } });
      assert.equal(made.status, 200, JSON.stringify(made.body));
      return { id: made.body.id, token: made.body.token, notion: clientOf(made.body.token) };
    },
    /** A page at the top of the workspace. */
    page(title, children) {
      return notion.pages.create({
        parent: { workspace: true },
        properties: { title: { title: text(title) } },
        ...(children && { children }),
      });
    },
    /** A database with one data source on a page of its own; gives the data source. */
    async dataSource(title, properties) {
      const page = await this.page("Shelf");
      const database = await notion.databases.create({
        parent: { type: "page_id", page_id: page.id },
        title: text(title),
        initial_data_source: { properties },
      });
      return notion.dataSources.retrieve({ data_source_id: database.data_sources[0].id });
    },
    /** A row of a data source. */
    row(dataSource, properties) {
      return notion.pages.create({ parent: { data_source_id: dataSource.id }, properties });
    },
  };
}

/** Rich text of one plain run. */
export const text = (content) => [{ text: { content } }];

/** What a person reads in rich text. */
export const plain = (richText) => richText.map((item) => item.plain_text).join("");

export const paragraph = (content, children) => ({
  paragraph: { rich_text: text(content), ...(children && { children }) },
});

export const isUuid = (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

/** All children of a block, all pages of the list. */
export const childrenOf = (notion, id, pageSize) =>
  collectPaginatedAPI(notion.blocks.children.list, { block_id: id, ...(pageSize && { page_size: pageSize }) });

/** All rows of a query, all pages of the list. */
export const rowsOf = (notion, query) => collectPaginatedAPI(notion.dataSources.query, query);

/** The titles of rows, whatever their title property is called. */
export const titlesOf = (pages) =>
  pages.map((page) => plain(Object.values(page.properties).find((p) => p.type === "title").title));

/**
 * Asserts that everything that was sent is in what came back, to the last member. What the server adds (ids, stamps, defaults) is not looked at here; answers.js
 * holds all of it against the client's own types.
 */
export function assertKept(came, sent, place = "answer") {
  if (Array.isArray(sent)) {
    assert.ok(Array.isArray(came), `${place} should be an array, was ${JSON.stringify(came)}`);
    assert.equal(came.length, sent.length, `${place}.length`);
    sent.forEach((item, i) => assertKept(came[i], item, `${place}[${i}]`));
  } else if (sent !== null && typeof sent === "object") {
    assert.ok(came !== null && typeof came === "object", `${place} should be an object, was ${JSON.stringify(came)}`);
    for (const [name, value] of Object.entries(sent)) {
      if (value !== undefined) assertKept(came[name], value, `${place}.${name}`);
    }
  } else {
    assert.deepEqual(came, sent, `${place}: sent ${JSON.stringify(sent)}, came ${JSON.stringify(came)}`);
  }
}

/** Asserts that a request is refused as the documentation says, and gives the error. */
export async function assertRefused(request, status, code, message = /./) {
  const error = await request.then(
    (answer) => assert.fail(`should be refused with ${status} ${code}, was answered ${JSON.stringify(answer).slice(0, 300)}`),
    (e) => e,
  );
  assert.ok(APIResponseError.isAPIResponseError(error), `should be an APIResponseError with ${code}, was ${error.stack}`);
  assert.equal(`${error.status} ${error.code}`, `${status} ${code}`, error.message);
  assertErrorBody(JSON.parse(error.body), status, code);
  assert.match(error.message, message);
  return error;
}

export function assertErrorBody(body, status, code) {
  assert.equal(body.object, "error");
  assert.equal(body.status, status);
  assert.equal(body.code, code);
  assert.equal(typeof body.message, "string");
  assert.ok(isUuid(body.request_id), `request_id should be a UUID, was ${body.request_id}`);
}
