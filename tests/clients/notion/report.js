// A reporter of node's test runner: one line of JSON for each test, for programs.
import { relative } from "node:path";

const here = new URL(".", import.meta.url).pathname;

const nameOf = (file) => (file ? relative(here, file) : undefined);

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const error = data.details?.error;
    const cause = error?.cause ?? error;
    yield `${JSON.stringify({
      file: nameOf(data.file),
      name: data.name,
      nesting: data.nesting,
      outcome: type === "test:fail" ? "failed" : data.skip !== undefined ? "skipped" : "passed",
      reason: typeof data.skip === "string" ? data.skip : undefined,
      milliseconds: data.details?.duration_ms,
      message: type === "test:fail" ? String(cause?.stack ?? cause?.message ?? cause) : undefined,
    })}\n`;
  }
}
