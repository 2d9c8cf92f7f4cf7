// Holds recorded answers against answers.d.ts with the TypeScript compiler: a missing member, one too many, a null or a word that the client does not know is an error.
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const types = fileURLToPath(new URL("answers.d.ts", import.meta.url)).replace(/\.d\.ts$/, "");

// What the client's types lack: the documented has_more of a relation with more than 25 pages, and the configuration of a place, which the requests have.
const documented = (answer) =>
  JSON.parse(JSON.stringify(answer), (_, value) => {
    if (value?.type === "relation" && Array.isArray(value.relation)) delete value.has_more;
    if (value?.object === "data_source")
      value.properties = Object.fromEntries(Object.entries(value.properties).filter(([, { type }]) => type !== "place"));
    return value;
  });

/** The endpoints of answers.d.ts. */
export const endpoints = [...readFileSync(`${types}.d.ts`, "utf8").matchAll(/^ {2}"(.+)":/gm)].map(([, name]) => name);

/**
 * Checks all answers in a folder, prints what is wrong and gives how many are. Appends to the report as the reporter of the tests does. An endpoint that must have
 * been asked and has no answer is wrong too.
 */
export function checkAnswers(folder, { report, asked = [] } = {}) {
  const answers = readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const head = `import type { Answers } from ${JSON.stringify(types)};\n`;
  const lines = answers.map(({ name, answer }, i) => `export const a${i}: Answers[${JSON.stringify(name)}] = ${JSON.stringify(documented(answer))};`);
  const source = join(folder, "answers.ts");
  writeFileSync(source, head + lines.join("\n"));
  const program = ts.createProgram([source], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
  });
  const file = program.getSourceFile(source);
  const wrong = new Map();
  for (const diagnostic of ts.getPreEmitDiagnostics(program, file)) {
    const line = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line;
    const at = diagnostic.file ? ` at ${diagnostic.file.text.slice(diagnostic.start, diagnostic.start + 200).split("\n")[0]}` : "";
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n  ") + at;
    const index = line - 1;
    wrong.set(index, [...(wrong.get(index) ?? []), message]);
  }

  const byEndpoint = groupBy([...answers.keys()], (i) => answers[i].name);
  for (const name of asked) if (!byEndpoint.has(name)) byEndpoint.set(name, []);
  for (const [name, indexes] of [...byEndpoint].sort()) {
    const messages = [...new Set(indexes.flatMap((i) => wrong.get(i) ?? []))];
    if (indexes.length === 0) messages.push("no test has had an answer of it");
    if (messages.length) console.log(`✖ ${name}: ${messages.length} kinds of answers are not of the client's types\n  ${messages.join("\n  ")}`);
    const result = {
      file: "answers",
      name: `${name} answers in ${indexes.length} shapes, each of the client's types`,
      nesting: 0,
      outcome: messages.length ? "failed" : "passed",
      message: messages.join("\n") || undefined,
    };
    if (report) appendFileSync(report, `${JSON.stringify(result)}\n`);
  }
  const silent = [...byEndpoint.values()].filter((indexes) => indexes.length === 0).length;
  console.log(`${answers.length} shapes of answers of ${byEndpoint.size - silent} endpoints held against the types of @notionhq/client, ${wrong.size} of them wrong; ${silent} endpoints without an answer`);
  return wrong.size + silent;
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
