// Lays out and colours a statement. The text goes into text nodes only: it is hostile input.
let formatter;

/** Loads a script of this site once. */
const load = (address) =>
  new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });

const keywords =
  /\b(?:select|from|where|and|or|not|in|is|null|as|on|join|left|right|inner|outer|full|cross|lateral|group|order|by|having|limit|offset|union|all|any|distinct|with|recursive|insert|into|values|update|set|delete|returning|conflict|do|nothing|case|when|then|else|end|exists|between|like|ilike|asc|desc|nulls|first|last|for|share|begin|commit|rollback|create|table|index|unnest|over|partition|using|true|false|cast|filter|materialized|array)\b/iy;
const kinds = [
  ["comment", /--[^\n]*|\/\*[\s\S]*?\*\//y],
  ["string", /'(?:[^']|'')*'?/y],
  ["name", /"(?:[^"]|"")*"?/y],
  ["number", /\$\d+|\b\d+(?:\.\d+)?\b/y],
  ["keyword", keywords],
  ["name", /[A-Za-z_][\w$]*/y],
];

/** Puts a statement into an element. */
export const show = async (element, text) => {
  let formatted = text;
  // Very long statements are shown as they are: laying one out takes longer than reading on.
  if (text.length <= 50_000) {
    try {
      formatter ??= load("lib/sql-formatter.js");
      await formatter;
      formatted = globalThis.sqlFormatter.format(text, { language: "postgresql", keywordCase: "upper" });
    } catch {
      formatted = text;
    }
  }
  const code = document.createElement("code");
  let plain = "";
  const flush = () => {
    if (plain) code.append(plain);
    plain = "";
  };
  for (let at = 0; at < formatted.length; ) {
    let found;
    for (const [kind, pattern] of kinds) {
      pattern.lastIndex = at;
      const match = pattern.exec(formatted);
      if (match) {
        found = [kind, match[0]];
        break;
      }
    }
    if (!found) {
      plain += formatted[at++];
      continue;
    }
    at += found[1].length;
    if (found[0] === "name") {
      plain += found[1];
      continue;
    }
    flush();
    const part = document.createElement("span");
    part.className = found[0];
    part.textContent = found[1];
    code.append(part);
  }
  flush();
  element.replaceChildren(code);
};
