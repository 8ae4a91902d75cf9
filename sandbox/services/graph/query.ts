import { GraphError } from './errors.ts';

type Entity = Record<string, unknown>;

export function select(entity: Entity, url: URL): Entity {
  const names = url.searchParams
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  if (!names) return entity;
  const unknown = names.find((name) => !(name in entity));
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, entity[name]]));
}

/** The sandbox would rather refuse an option than ignore it. */
export function allowOptions(url: URL, known: readonly string[]): void {
  const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new GraphError(400, 'BadRequest', `The query parameter '${unknown}' is not supported.`);
}
