// Grafana's own types judge the boards: node check.mjs BOARD.json...
// Each part of a board becomes a constant of its type in one TypeScript file: the compiler refuses misspelt and mistyped fields, once by
// @grafana/schema (of the Grafana that the README names) and once by grafana-foundation-sdk, which are generated apart from each other.
// What a board leaves out has a default in Grafana: nothing is required here but what says what a part is.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const raw = "@grafana/schema/dist/esm/raw", sdk = "@grafana/grafana-foundation-sdk";

// JSON as a type has it: enumerations are their values, and every field may be left out.
const prelude = `
import type * as schema from "${raw}/dashboard/x/dashboard_types.gen.d.ts";
import type * as sdk from "${sdk}/dashboard";
import type { Dataquery as PrometheusQuery } from "${sdk}/prometheus";
type Json<T> = unknown extends T ? T : T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T
  : T extends readonly (infer U)[] ? readonly Json<U>[] : T extends (...args: never[]) => unknown ? never : { [K in keyof T]?: Json<T[K]> };
// Grafana's SQL datasources (@grafana/sql, SQLQuery) are in neither package.
type SqlQuery = { refId: string; datasource?: { type: "postgres"; uid: string }; format: "table" | "time_series"; rawQuery: true; editorMode: "code"; rawSql: string };
type PromQuery = Omit<Json<PrometheusQuery>, "_implementsDataqueryVariant"> & { refId: string; expr: string };
type Parts = "panels" | "annotations" | "templating" | "links";
type Of<T> = T extends readonly (infer U)[] | undefined ? U : never;
`;

function panelTypes(type) {
  const folder = path.join(modules, raw, "composable", type.replaceAll("-", ""), "panelcfg", "x");
  if (!existsSync(folder)) return null;
  const file = readdirSync(folder).find((name) => name.endsWith(".d.ts"));
  return { schema: `${raw}/composable/${type.replaceAll("-", "")}/panelcfg/x/${file}`, sdk: `${sdk}/${type.replaceAll("-", "")}`, custom: /interface FieldConfig\b/.test(readFileSync(path.join(folder, file), "utf8")) };
}

function* partsOf(board) {
  const { panels, annotations, templating, links, ...rest } = board;
  yield ["the board", rest, ["Omit<Json<schema.Dashboard>, Parts>", "Omit<Json<sdk.Dashboard>, Parts>"]];
  for (const link of links) yield [`link ${link.title}`, link, ["Json<schema.DashboardLink>", "Json<sdk.DashboardLink>"]];
  for (const variable of templating.list) yield [`variable ${variable.name}`, variable, ["Json<schema.VariableModel>", "Json<sdk.VariableModel>"]];
  for (const { target, ...annotation } of annotations.list) {
    yield [`annotation ${annotation.name}`, annotation, ["Json<schema.AnnotationQuery>", "Json<sdk.AnnotationQuery>"]];
    yield [`annotation ${annotation.name}: target`, target, ["SqlQuery"]];
  }
  for (const { options, targets, fieldConfig, ...panel } of panels) {
    const name = `panel ${panel.id} ${panel.title}`, types = panelTypes(panel.type);
    if (types === null) throw new Error(`${name}: no type is known for a panel of type ${panel.type}`);
    yield [name, panel, ["Omit<Json<schema.Panel>, 'options' | 'targets' | 'fieldConfig'>", "Omit<Json<sdk.Panel>, 'options' | 'targets' | 'fieldConfig'>"]];
    yield [`${name}: options`, options, [types.schema, types.sdk].map((module) => `Json<import("${module}").Options>`)];
    for (const target of targets) yield [`${name}: target ${target.refId}`, target, [target.rawSql === undefined ? "PromQuery" : "SqlQuery"]];
    if (fieldConfig === undefined) continue;
    const { defaults: { custom, ...defaults }, overrides, ...further } = fieldConfig;
    yield [`${name}: field defaults`, { ...further, defaults, overrides }, ["Json<schema.FieldConfigSource>", "Json<sdk.FieldConfigSource>"]];
    if (custom !== undefined) yield [`${name}: custom fields`, custom, types.custom ? [types.schema, types.sdk].map((module) => `Json<import("${module}").FieldConfig>`) : ["never"]];
  }
}

function judge(files) {
  const lines = prelude.split("\n"), places = lines.map(() => "check.mjs");
  let count = 0;
  for (const file of files) {
    for (const [place, part, types] of partsOf(JSON.parse(readFileSync(file, "utf8")))) {
      for (const type of types) {
        for (const line of `export const c${count++}: ${type} = ${JSON.stringify(part, null, 1)};`.split("\n")) {
          lines.push(line);
          places.push(`${path.basename(file)}: ${place}`);
        }
      }
    }
  }
  const name = path.join(here, "boards.ts"), text = lines.join("\n");
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022, types: [] };
  const host = ts.createCompilerHost(options), { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (asked, ...rest) => asked === name ? ts.createSourceFile(asked, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, asked, ...rest);
  host.fileExists = (asked) => asked === name || fileExists.call(host, asked);
  host.readFile = (asked) => asked === name ? text : readFile.call(host, asked);
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([name], options, host)).map((found) => {
    const line = found.file?.fileName === name ? ts.getLineAndCharacterOfPosition(found.file, found.start).line : null;
    return `${line === null ? "compiler" : `${places[line]}: at ${lines[line].trim()}`}: ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`;
  });
  return { problems, looked: `${files.length} boards, ${count} comparisons` };
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node check.mjs BOARD.json...");
  process.exit(2);
}
const { problems, looked } = judge(files);
for (const problem of problems) console.log(problem);
if (problems.length === 0) console.log(looked);
process.exit(problems.length === 0 ? 0 : 1);
