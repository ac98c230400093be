// Bundles every island and every style sheet that is an entry (islands/*.ts, styles/*.css not beginning with "_").
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "../src/madoguchi/web/frame/static/build");

const entries = (folder, suffix) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith(suffix) && !name.startsWith("_") && !name.endsWith(".d.ts"))
    .map((name) => join(here, folder, name));

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: [...entries("islands", ".ts"), ...entries("styles", ".css")],
  outdir,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome111", "edge111", "firefox115", "safari16.4"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
});
