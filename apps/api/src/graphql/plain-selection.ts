import {
  type GraphQLResolveInfo,
  getNamedType,
  isCompositeType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { ScopeMissingError } from '../errors.ts';

/**
 * Lets of the things that a field answers with only their plain values be selected, so that an answer leads nowhere else.
 *
 * @throws ScopeMissingError `READ` when a field of a node leads to another object
 */
export function assertPlainSelection({
  fieldNodes,
  fragments,
  parentType,
  schema,
}: GraphQLResolveInfo): void {
  const seen = new Set<string>();
  const walk = (node: Parameters<typeof visit>[0], typeInfo: TypeInfo) => {
    visit(
      node,
      visitWithTypeInfo(typeInfo, {
        Field({ name }) {
          const parent = typeInfo.getParentType();
          const type = typeInfo.getType();
          if (!isObjectType(parent) || !type || !isCompositeType(getNamedType(type))) return;
          if (!parent.getInterfaces().some((each) => each.name === 'Node')) return;
          const message = `${parent.name}.${name.value} can be read by keys with the scope READ only.`;
          throw new ScopeMissingError('READ', message);
        },
        FragmentSpread({ name }) {
          const fragment = fragments[name.value];
          if (!fragment || seen.has(name.value)) return;
          seen.add(name.value);
          walk(fragment, new TypeInfo(schema));
        },
      }),
    );
  };
  for (const node of fieldNodes) walk(node, new TypeInfo(schema, parentType));
}
