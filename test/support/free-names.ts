/** What a module takes from outside of itself, read from its syntax tree. Only for tests. */
export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Found {
  readonly node: Node;
  /** From the innermost node that holds it outward. */
  readonly parents: readonly Node[];
}

type Scope = ReadonlySet<string>;

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string";
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function nodesIn(node: Node, key: string): Node[] {
  const value = node[key];
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

export function nameOf(node: Node): string {
  return String(node.name ?? "");
}

/** The names that a pattern binds. */
function bound(pattern: Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [nameOf(pattern)];
    case "ObjectPattern":
      return nodesIn(pattern, "properties").flatMap((property) =>
        bound(property.type === "RestElement" ? property : (nodesIn(property, "value")[0] ?? property)),
      );
    case "ArrayPattern":
      return nodesIn(pattern, "elements").flatMap(bound);
    case "RestElement":
      return nodesIn(pattern, "argument").flatMap(bound);
    case "AssignmentPattern":
      return nodesIn(pattern, "left").flatMap(bound);
    default:
      return [];
  }
}

/** The names that a statement adds to the block it stands in. */
function declaredBy(statement: Node): string[] {
  switch (statement.type) {
    case "VariableDeclaration":
      return nodesIn(statement, "declarations").flatMap((one) => nodesIn(one, "id").flatMap(bound));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return nodesIn(statement, "id").map(nameOf);
    case "ImportDeclaration":
      return nodesIn(statement, "specifiers").flatMap((one) => nodesIn(one, "local").map(nameOf));
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      return nodesIn(statement, "declaration").flatMap(declaredBy);
    default:
      return [];
  }
}

/** What `node` adds to the names known inside of it. */
function namesOf(node: Node): string[] {
  switch (node.type) {
    case "Program":
    case "BlockStatement":
    case "StaticBlock":
      return nodesIn(node, "body").flatMap(declaredBy);
    case "SwitchStatement":
      return nodesIn(node, "cases").flatMap((one) => nodesIn(one, "consequent").flatMap(declaredBy));
    case "ForStatement":
      return nodesIn(node, "init").flatMap(declaredBy);
    case "ForOfStatement":
    case "ForInStatement":
      return nodesIn(node, "left").flatMap(declaredBy);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [...nodesIn(node, "params").flatMap(bound), ...nodesIn(node, "id").map(nameOf)];
    case "ClassExpression":
    case "ClassDeclaration":
      return nodesIn(node, "id").map(nameOf);
    case "CatchClause":
      return nodesIn(node, "param").flatMap(bound);
    default:
      return [];
  }
}

/** Identifiers that only name a property, a label or a part of an import. */
function isOnlyAName(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return false;
  const keyed = ["Property", "MethodDefinition", "PropertyDefinition"].includes(parent.type);
  if (keyed && parent.key === node && parent.computed !== true) return parent.shorthand !== true;
  if (parent.type === "MemberExpression") return parent.property === node && parent.computed !== true;
  return /Specifier$|^MetaProperty$|^LabeledStatement$|^BreakStatement$|^ContinueStatement$/.test(
    parent.type,
  );
}

/** Every node, with what holds it; `free` says of an identifier that nothing in the module declares it. */
export function visit(program: Node, look: (found: Found, free: boolean) => void): void {
  const walk = (node: Node, parents: readonly Node[], scope: Scope): void => {
    const names = namesOf(node);
    const inner = names.length === 0 ? scope : new Set([...scope, ...names]);
    const parent = parents[0];
    const free = node.type === "Identifier" && !isOnlyAName(node, parent) && !inner.has(nameOf(node));
    look({ node, parents }, free);
    for (const child of childrenOf(node)) walk(child, [node, ...parents], inner);
  };
  walk(program, [], new Set());
}
