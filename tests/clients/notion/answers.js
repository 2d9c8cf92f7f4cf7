// Keeps one answer of every shape, so that run.js can hold them against the types that the client itself publishes.
import { appendFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.NOTION_ANSWERS;
const file = folder && join(folder, `answers-${process.pid}.jsonl`);
const seen = new Set();

const uuid = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

// Words on which the types decide; other strings are as good as each other.
const words = new Set(["type", "object", "color", "language", "function", "status", "state", "category", "list_format"]);

/** Called for every answer of success; does nothing unless NOTION_ANSWERS names a folder. */
export function record(method, path, body) {
  if (!file) return;
  const parts = path.split("/");
  const endpoint = parts
    .map((part, i) => (uuid.test(part) || parts[i - 1] === "properties" ? "{id}" : part))
    .join("/");
  const name = `${method.toUpperCase()} ${endpoint}`;
  const answer = thin(JSON.parse(body));
  const key = name + shape(answer);
  if (seen.has(key)) return;
  seen.add(key);
  appendFileSync(file, `${JSON.stringify({ name, answer })}\n`);
}

// Of an array's items, one of each shape.
function thin(value) {
  if (Array.isArray(value)) {
    const items = new Map();
    for (const item of value.map(thin)) items.set(shape(item), item);
    return [...items.values()];
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, thin(member)]));
}

function shape(value, name) {
  if (value === null) return "null";
  if (Array.isArray(value)) return `[${value.map((item) => shape(item)).sort()}]`;
  if (typeof value === "object")
    return `{${Object.keys(value)
      .sort()
      .map((member) => `${member}:${shape(value[member], member)}`)}}`;
  return words.has(name) ? String(value) : typeof value;
}
