// Types rendered manifests against the Kubernetes API, and lints Dockerfiles. Run where its packages are installed:
//   node check.mjs types FILE...      each FILE is what `kubectl kustomize` printed
//   node check.mjs json FILE...       prints the documents of each file as JSON: [{ "file", "documents" }]
//   node check.mjs policies FILE...   the pod security standard (restricted) and good practice, by Monokle's rules that need no network
//   node check.mjs dockerfiles FILE...
// Prints a line for each problem and ends with 1, or prints what it looked at and ends with 0.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import ts from "typescript";
import { parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);
const here = path.dirname(new URL(import.meta.url).pathname);

// Groups that are not Kubernetes' own, and the package that knows them. No package knows another group: add it here.
const packages = {
  "cert-manager.io": "@kubernetes-models/cert-manager",
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

// YAML 1.1, as Kubernetes reads it: there `yes` is true, and 0440 octal.
function read(file) {
  return parseAllDocuments(readFileSync(file, "utf8"), { version: "1.1" }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS();
  }).filter((document) => document !== null);
}

// The module that declares a document's type: null where there is none.
function moduleOf({ apiVersion, kind }) {
  const [group] = apiVersion.split("/");
  const name = `${packages[group] ?? "kubernetes-models"}/${apiVersion}/${kind}`;
  return existsSync(path.join(here, "node_modules", `${name}.d.ts`)) ? name : null;
}

// Each document becomes a constant of its type in one TypeScript file: the compiler refuses missing, misspelt and mistyped fields.
function types(files) {
  const problems = [], lines = [], places = [];
  let count = 0;
  for (const file of files) {
    for (const document of read(file)) {
      const place = `${path.basename(file)}: ${document.kind}/${document.metadata?.name}`;
      const declared = document.apiVersion && document.kind ? moduleOf(document) : null;
      if (declared === null) {
        problems.push(`${place}: no type is known for ${document.apiVersion} ${document.kind}`);
        continue;
      }
      const source = `import type { I${document.kind} as T${count} } from "${declared}";\nexport const d${count}: T${count} = ${JSON.stringify(document, null, 1)};`;
      for (const line of source.split("\n")) {
        lines.push(line);
        places.push(place);
      }
      count++;
    }
  }
  const name = path.join(here, "rendered.ts"), text = lines.join("\n");
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [] };
  const host = ts.createCompilerHost(options), { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (asked, ...rest) => asked === name ? ts.createSourceFile(asked, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, asked, ...rest);
  host.fileExists = (asked) => asked === name || fileExists.call(host, asked);
  host.readFile = (asked) => asked === name ? text : readFile.call(host, asked);
  for (const diagnostic of ts.getPreEmitDiagnostics(ts.createProgram([name], options, host))) {
    const line = diagnostic.file?.fileName === name ? ts.getLineAndCharacterOfPosition(diagnostic.file, diagnostic.start).line : null;
    problems.push(`${line === null ? "compiler" : `${places[line]}: at ${lines[line].trim()}`}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`);
  }
  return { problems, looked: `${count} documents` };
}

// The plugins that ask nobody; others fetch schemas and policies when they run. References are the tests' own matter: they know Secrets and certificates.
const plugins = { "pod-security-standards": true, practices: true, "yaml-syntax": true, "resource-links": false, metadata: false, "kubernetes-schema": false, "open-policy-agent": false };

// Those that are off by themselves: the restricted standard, and what the manifests mean to hold to. Not: limits of CPU, which would cost a leader its
// lease, and running-as-non-root, which asks each container for what the standard lets a pod say once (the tests ask the pod).
const rules = Object.fromEntries([
  ...["volume-types", "privilege-escalation", "running-as-non-root-user", "seccomp-strict", "capabilities-strict"].map((rule) => `pod-security-standards/${rule}`),
  ...["cpu-request", "memory-request", "memory-limit", "no-automount-service-account-token", "no-ssh-exposed", "privileged-ports", "no-exposed-service", "mount-propagation", "image-tagged"].map((rule) => `practices/${rule}`),
].map((rule) => [rule, true]));

// Its image's own user and group, below 10000; in a namespace of its own on the node no other process has them.
const accepted = new Set(["KBP104 StatefulSet/ledger", "KBP105 StatefulSet/ledger"]);

async function policies(files) {
  globalThis.fetch = (address) => { throw new Error(`the policies ask the network: ${address}`); };
  const { createDefaultMonokleValidator } = await import("@monokle/validation");
  const validator = createDefaultMonokleValidator();
  await validator.preload({ plugins, rules });
  const problems = [];
  let count = 0;
  for (const file of files) {
    const resources = read(file).map((content, i) => ({
      id: `${i}`, fileId: file, filePath: file, fileOffset: 0, text: JSON.stringify(content), content,
      name: content.metadata.name, namespace: content.metadata.namespace, apiVersion: content.apiVersion, kind: content.kind,
    }));
    count += resources.length;
    const { runs } = await validator.validate({ resources });
    for (const { ruleId, message, locations } of runs.flatMap((run) => run.results)) {
      const name = locations.flatMap((location) => location.logicalLocations ?? []).map((location) => location.fullyQualifiedName)[0] ?? "";
      const one = resources.find((resource) => name.toLowerCase().startsWith(`${resource.name}.${resource.namespace ? `${resource.namespace}.` : ""}${resource.kind}`.toLowerCase()));
      const place = one ? `${one.kind}/${one.name}` : name;
      if (!accepted.has(`${ruleId} ${place}`)) problems.push(`${path.basename(file)}: ${place}: ${ruleId} ${message.text}`);
    }
  }
  return { problems, looked: `${count} documents` };
}

// A base that an argument names is judged by the argument's default: the linter knows no ARG.
function withDefaults(text) {
  const defaults = new Map([...text.matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]));
  return text.replace(/^FROM \$\{(\w+)\}/gm, (line, name) => `FROM ${defaults.get(name) ?? ""}`);
}

function dockerfiles(files) {
  const { run } = require("dockerfilelint");
  const problems = files.flatMap((file) =>
    run(path.dirname(file), withDefaults(readFileSync(file, "utf8"))).map((found) => `${path.basename(file)}:${found.line}: ${found.title}: ${found.description}`));
  return { problems, looked: `${files.length} Dockerfiles` };
}

const [verb, ...files] = process.argv.slice(2);
if (files.length === 0 || !["types", "json", "policies", "dockerfiles"].includes(verb)) {
  console.error("usage: node check.mjs types|json|policies|dockerfiles FILE...");
  process.exit(2);
}
if (verb === "json") {
  console.log(JSON.stringify(files.map((file) => ({ file: path.basename(file), documents: read(file) }))));
} else {
  const { problems, looked } = verb === "types" ? types(files) : verb === "policies" ? await policies(files) : dockerfiles(files);
  for (const problem of problems) console.log(problem);
  if (problems.length === 0) console.log(looked);
  process.exit(problems.length === 0 ? 0 : 1);
}
