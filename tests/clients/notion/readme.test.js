import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { baseUrl, makeWorkspace } from "./support.js";

test("the lines in the README of the repository print what stands below them", async () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const [, lines, printed] = /```js\n(.*?)```\n\n```\n(.*?)```/s.exec(readme);
  const { token } = await makeWorkspace("readme");
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", lines.replace("http://localhost:5480", baseUrl)], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { ...process.env, NOTION_TOKEN: token },
    encoding: "utf8",
  });
  const known = (s) => s.replace(/http:\S+\/[0-9a-f]{32}/, "ADDRESS");
  assert.equal(known(output), known(printed));
});
