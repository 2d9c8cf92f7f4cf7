// Runs all files at once, each against a workspace of its own, and then holds every shape of answer that came against the client's own types.
//   node run.js [--report FILE] [file.test.js …]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkAnswers, endpoints } from "./check-answers.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values, positionals } = parseArgs({ options: { report: { type: "string" } }, allowPositionals: true });
const files = positionals.length ? positionals : readdirSync(here).filter((name) => name.endsWith(".test.js")).sort();
const answers = mkdtempSync(join(tmpdir(), "notion-answers-"));
try {
  const reporters = ["--test-reporter=spec", "--test-reporter-destination=stdout"];
  if (values.report) reporters.push("--test-reporter=./report.js", `--test-reporter-destination=${values.report}`);
  const tests = spawnSync(process.execPath, ["--test", ...reporters, ...files], {
    cwd: here,
    stdio: "inherit",
    env: { ...process.env, NOTION_ANSWERS: answers },
  });
  const wrong = checkAnswers(answers, { report: values.report, asked: positionals.length ? [] : endpoints });
  process.exitCode = tests.status === 0 && wrong === 0 ? 0 : 1;
} finally {
  rmSync(answers, { recursive: true });
}
