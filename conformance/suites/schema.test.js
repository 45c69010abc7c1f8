// What Relay's GraphQL server specification asks of a schema: Node, PageInfo, connections and their arguments.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { getNamedType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType, isScalarType, validateSchema } from 'graphql';
import { fetchSchema } from '../schema.js';

const schema = await fetchSchema();
const objects = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
const connections = objects.filter(({ name }) => name.endsWith('Connection'));
const field = (type, name) => type.getFields()[name];
const typeOf = (type, name) => String(field(type, name)?.type);
const isScalar = (type) => isScalarType(getNamedType(type)) && !isListType(isNonNullType(type) ? type.ofType : type);

test('the schema is valid', () => assert.deepEqual(validateSchema(schema), []));

test('every type, field, argument and value that is not GraphQL’s own has a description', () => {
  const bare = [];
  const look = (path, { description, args = [] }) => {
    if (!description?.trim()) {
      bare.push(path);
    }
    args.forEach((arg) => look(`${path}(${arg.name})`, arg));
  };
  for (const type of Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))) {
    look(type.name, type);
    Object.values(type.getFields?.() ?? {}).forEach((field) => look(`${type.name}.${field.name}`, field));
    type.getValues?.().forEach((value) => look(`${type.name}.${value.name}`, value));
  }
  assert.deepEqual(bare, []);
});

test('Node is an interface of an id, and Query.node finds one', () => {
  const node = schema.getType('Node');
  assert.ok(isInterfaceType(node));
  assert.deepEqual(Object.keys(node.getFields()), ['id']);
  assert.equal(typeOf(node, 'id'), 'ID!');
  const query = field(schema.getQueryType(), 'node');
  assert.equal(String(query.type), 'Node');
  assert.deepEqual(query.args.map(({ name, type }) => `${name}: ${type}`), ['id: ID!']);
});

test('Query.nodes finds several, with null for those it does not find', () => {
  const query = field(schema.getQueryType(), 'nodes');
  assert.equal(String(query.type), '[Node]!');
  assert.deepEqual(query.args.map(({ name, type }) => `${name}: ${type}`), ['ids: [ID!]!']);
});

// Relay keeps one record per id, whatever the type: an id on something that is no Node would overwrite the Node's record. The
// contract gives MergedSource the id of a contact that has ended, for which there is no record as long as the merge stands. A ContactPoint
// is a part of its contact and is asked for there; its ids are given to nothing else, as are those of sessions and of entries of the audit
// log, which only lists show. A LegacyId is an id of another system.
test('every type with an id is a Node', () => {
  const loose = objects.filter((type) => field(type, 'id') && !type.getInterfaces().some(({ name }) => name === 'Node'));
  assert.deepEqual(loose.map(({ name }) => name), ['AuditEvent', 'ContactPoint', 'LegacyId', 'MergedSource', 'UserSession']);
});

test('PageInfo is as specified', () => {
  const pageInfo = schema.getType('PageInfo');
  assert.deepEqual(['hasNextPage', 'hasPreviousPage'].map((name) => typeOf(pageInfo, name)), ['Boolean!', 'Boolean!']);
  assert.ok(['startCursor', 'endCursor'].every((name) => isScalar(field(pageInfo, name).type)));
});

test('there are connections', () => assert.ok(connections.length >= 5, String(connections)));

for (const connection of connections) {
  suite(connection.name, () => {
    test('has edges and pageInfo', () => {
      assert.equal(typeOf(connection, 'pageInfo'), 'PageInfo!');
      const edges = field(connection, 'edges').type;
      assert.ok(isListType(isNonNullType(edges) ? edges.ofType : edges));
    });

    test('has edges of a node and a cursor', () => {
      const edge = getNamedType(field(connection, 'edges').type);
      assert.ok(isObjectType(edge) && edge.name.endsWith('Edge'));
      assert.ok(isScalar(field(edge, 'cursor').type));
      const node = field(edge, 'node').type;
      assert.ok(!isListType(isNonNullType(node) ? node.ofType : node) && !isLeafType(getNamedType(node)));
    });
  });
}

test('every field of a connection takes first and after, and last together with before', () => {
  const wrong = [];
  for (const type of objects) {
    for (const { name, args, type: result } of Object.values(type.getFields())) {
      const given = (arg) => args.some((one) => `${one.name}: ${one.type}` === arg);
      const forward = given('first: Int') && given('after: Cursor');
      if (connections.includes(getNamedType(result)) && (!forward || given('last: Int') !== given('before: Cursor'))) {
        wrong.push(`${type}.${name}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});
