// PostGraphile over one schema, as its manual says to run it in production; its address goes to standard output once it answers.
import { createServer } from 'node:http'
import pg from 'pg'
import { postgraphile } from 'postgraphile'

const [connectionString, schema] = process.argv.slice(2)
const server = createServer(
  postgraphile(new pg.Pool({ connectionString, max: 20 }), schema, {
    watchPg: false,
    graphiql: false,
    disableQueryLog: true,
    ignoreIndexes: false,
    legacyRelations: 'omit',
    queryCacheMaxSize: 50_000_000,
  }),
)
server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${server.address().port}`))
