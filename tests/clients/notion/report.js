// A reporter of node's test runner: one line of JSON for each test, for programs.
import { relative } from "node:path";

const here = new URL(".", import.meta.url).pathname;

// A file that cannot even be loaded is reported as a test with the file's own name.
const fileOf = ({ file, name }) => relative(here, file ?? name);

export default async function* report(source) {
  const words = new Map();
  for await (const { type, data } of source) {
    // What a file says before it dies is all that is known of why.
    if (type === "test:stderr") words.set(fileOf(data), `${words.get(fileOf(data)) ?? ""}${data.message}`);
    if (type !== "test:pass" && type !== "test:fail") continue;
    const error = data.details?.error;
    const cause = error?.cause ?? error;
    const lastWords = fileOf(data) === fileOf({ name: data.name }) ? words.get(fileOf(data)) : undefined;
    yield `${JSON.stringify({
      file: fileOf(data),
      name: data.name,
      nesting: data.nesting,
      outcome: type === "test:fail" ? "failed" : data.skip !== undefined ? "skipped" : "passed",
      reason: typeof data.skip === "string" ? data.skip : undefined,
      milliseconds: data.details?.duration_ms,
      message: type === "test:fail" ? `${cause?.stack ?? cause?.message ?? cause}${lastWords ? `\n${lastWords}` : ""}` : undefined,
    })}\n`;
  }
}
