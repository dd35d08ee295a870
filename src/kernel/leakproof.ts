/**
 * The functions marked LEAKPROOF in a database of ours, by signature. PostgreSQL uses no index through an operator whose function
 * lacks the mark behind a row-level security policy; docs/decisions/0002-leakproof-functions.md argues for each one here.
 */
export const leakproofFunctions = [
  { signature: 'textlike(text,text)', operator: 'LIKE' },
  { signature: 'texticlike(text,text)', operator: 'ILIKE' },
  { signature: 'similarity_op(text,text)', operator: '%' },
  { signature: 'ts_match_vq(tsvector,tsquery)', operator: '@@' },
  { signature: 'geometry_overlaps(geometry,geometry)', operator: '&&' },
  { signature: 'arraycontains(anyarray,anyarray)', operator: '@>' },
] as const
