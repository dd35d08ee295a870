import { route, Sending, type Route } from '#kernel/http'
import { asJsonLd, asTurtle, type Triple } from './dcat.ts'
import type { Catalogue } from './index.ts'

const tags = ['catalogue']
/** Harvesters come by the hour; what they get may be some minutes old. */
const cached = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' }

/** The public catalogue for other programs, in both notations. */
export function dcatRoutes(catalogue: Catalogue): Route[] {
  const door = (url: string, summary: string, type: string, write: (triples: readonly Triple[]) => string) =>
    route({
      method: 'GET',
      url,
      who: 'public',
      summary,
      tags,
      reads: true,
      handler: async (ctx) => new Sending(Buffer.from(write(await catalogue.described(ctx))), type, cached),
    })
  return [
    door('/catalog.jsonld', '目录（DCAT，JSON-LD）', 'application/ld+json', (triples) => JSON.stringify(asJsonLd(triples))),
    door('/catalog.ttl', '目录（DCAT，Turtle）', 'text/turtle; charset=utf-8', asTurtle),
  ]
}
