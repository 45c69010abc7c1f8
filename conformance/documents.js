// Documents made at random from a schema: valid ones, and the same with a few nodes of their syntax tree changed.
import { getNamedType, isAbstractType, isCompositeType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType, isRequiredArgument, isRequiredInputField, Kind, parse, print, visit } from 'graphql';

// random returns a generator of numbers from 0 to 1, the same ones for the same seed (mulberry32).
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const scalars = {
  Int: ['0', '7', '-3'], Float: ['1.5', '2', '-1e3'], String: ['"text"', '""', '"""block"""'], Boolean: ['true', 'false'], ID: ['"id"', '7'],
};

// Writer writes valid documents.
export class Writer {
  constructor(schema, next) {
    Object.assign(this, { schema, next });
  }

  chance(p) {
    return this.next() < p;
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  // document returns a document whose operation named Asked does next to nothing, so that the others need not be run.
  document() {
    Object.assign(this, { aliases: 0, fragments: [], size: 0 });
    const kind = this.pick(['query', 'query', 'query', 'mutation', 'subscription']);
    const root = { query: this.schema.getQueryType(), mutation: this.schema.getMutationType(), subscription: this.schema.getSubscriptionType() }[kind];
    this.variables = new Map();
    const field = this.field(this.pick(Object.values(root.getFields())), 3, true);
    const roots = kind === 'subscription' || this.chance(0.6) ? field : `${field} ${this.field(this.pick(Object.values(root.getFields())), 2, true)}`;
    const variables = [...this.variables].map(([name, type]) => `$${name}: ${type}`).join(', ');
    return `query Asked { viewer { role } } ${kind} Other${variables && `(${variables})`} { ${roots} } ${this.fragments.join(' ')}`;
  }

  field(definition, depth, aliased = this.chance(0.5)) {
    this.size++;
    const args = definition.args.filter((arg) => isRequiredArgument(arg) || this.chance(0.3)).map((arg) => `${arg.name}: ${this.value(arg.type, 3)}`);
    const alias = aliased || definition.args.length ? `a${this.aliases++}: ` : '';
    const directive = !aliased && this.chance(0.1) ? ` @${this.pick(['skip', 'include'])}(if: ${this.value({ name: 'Boolean!' }, 0)})` : '';
    const type = getNamedType(definition.type);
    return `${alias}${definition.name}${args.length ? `(${args.join(', ')})` : ''}${directive}${isLeafType(type) ? '' : this.selection(type, depth - 1)}`;
  }

  selection(type, depth) {
    const parts = ['__typename'];
    const fields = Object.values(type.getFields?.() ?? {}).filter((field) => isLeafType(getNamedType(field.type)) || (depth > 0 && this.size < 40));
    for (let n = Math.floor(this.next() * 4); n > 0 && fields.length; n--) {
      parts.push(this.field(this.pick(fields), depth));
    }
    if (this.chance(0.25)) {
      const on = isAbstractType(type) ? this.pick(this.schema.getPossibleTypes(type)) : type;
      if (this.chance(0.5)) {
        parts.push(`... ${this.chance(0.3) && on === type ? '' : `on ${on.name}`}${this.selection(on, depth - 1)}`);
      } else {
        const name = `F${this.fragments.length}`;
        this.fragments.push('');
        this.fragments[Number(name.slice(1))] = `fragment ${name} on ${on.name}${this.selection(on, depth - 1)}`;
        parts.push(`...${name}`);
      }
    }
    return ` { ${parts.join(' ')} }`;
  }

  // value writes a literal or a variable of the type.
  value(type, depth) {
    if (type.name === 'Boolean!' || (this.chance(0.2) && depth === 3)) {
      const name = `v${this.variables.size}`;
      this.variables.set(name, type.name === 'Boolean!' ? 'Boolean!' : String(type));
      return `$${name}`;
    }
    if (isNonNullType(type)) {
      return this.value(type.ofType, depth > 0 ? depth - 0.5 : 0);
    }
    if (isListType(type)) {
      return this.chance(0.2) ? this.value(type.ofType, depth - 0.5) : `[${this.value(type.ofType, depth - 0.5)}]`;
    }
    if (isEnumType(type)) {
      return this.pick(type.getValues()).name;
    }
    if (!isInputObjectType(type)) {
      return this.pick(scalars[type.name] ?? ['"text"']);
    }
    const fields = Object.values(type.getFields());
    const chosen = type.isOneOf ? [this.pick(fields)] : fields.filter((field) => isRequiredInputField(field) || (depth > 1 && this.chance(0.2)));
    return `{${chosen.map((field) => `${field.name}: ${this.value(field.type, Math.min(depth, 2.5) - 1)}`).join(', ')}}`;
  }

  // broken returns the document with some nodes changed, which may be valid all the same.
  broken(text) {
    let tree = parse(text, { noLocation: true });
    for (let n = 1 + Math.floor(this.next() * 2); n > 0; n--) {
      tree = this.changed(tree);
    }
    return print(tree);
  }

  changed(tree) {
    const nodes = [];
    visit(tree, { enter: (node, key, parent, path) => void (parent && nodes.push({ node, path: [...path] })) });
    const chosen = this.pick(nodes.filter(({ path: [, first] }) => first !== 0)); // Asked stays as it is
    if (!chosen) {
      return tree;
    }
    const { node, path } = chosen;
    const copy = structuredClone(tree);
    let parent = copy;
    path.slice(0, -1).forEach((step) => (parent = parent[step]));
    const key = path.at(-1);
    const others = nodes.filter((other) => other.node.kind === node.kind).map((other) => other.node);
    if (Array.isArray(parent) && this.chance(0.3)) {
      parent.splice(key, 1);
      return empties(copy) ? tree : copy;
    }
    if (Array.isArray(parent) && this.chance(0.4)) {
      parent.splice(key, 0, structuredClone(this.chance(0.5) ? node : this.pick(others)));
      return copy;
    }
    if (node.kind === Kind.NAME) {
      parent[key] = { kind: Kind.NAME, value: this.chance(0.3) ? 'unknown' : this.pick(others).value };
    } else if (node.kind.endsWith('Value') || node.kind === Kind.VARIABLE) {
      parent[key] = structuredClone(this.pick([...literals, ...others]));
    } else if (node.kind.endsWith('Type')) {
      parent[key] = structuredClone(this.pick(types));
    } else {
      parent[key] = structuredClone(this.pick(others));
    }
    return copy;
  }
}

const valueOf = (text) => parse(`{ f(a: ${text}) }`, { noLocation: true }).definitions[0].selectionSet.selections[0].arguments[0].value;
const literals = ['null', '1', '2147483648', '1.5', '"x"', '""', 'true', 'UNKNOWN', '[]', '[1]', '[null]', '{}', '{unknown: 1}', '$unknown'].map(valueOf);
const types = ['Int', 'String!', 'ID', '[ID!]!', 'Boolean', 'Contact', 'Unknown', 'ContactFilter', '[[Int]]'].map(
  (type) => parse(`query ($v: ${type}) { f }`, { noLocation: true }).definitions[0].variableDefinitions[0].type,
);

// empties reports whether a selection set or the document has nothing left, which no text can say.
function empties(tree) {
  let found = false;
  visit(tree, { SelectionSet: (node) => void (found ||= node.selections.length === 0) });
  return found;
}
