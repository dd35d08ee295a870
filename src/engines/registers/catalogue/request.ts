/** The kind of asks for another department's data. */
export const DATA_REQUEST = 'registers.data-request'
