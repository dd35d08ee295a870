/** What each icon draws, on a field of 20 by 20 with a line of 1.6. */
const drawings = {
  home: 'M3 9.2 10 3l7 6.2M5 8v9h10V8M8.3 17v-5h3.4v5',
  matters: 'M5 2.8h10v14.4H5zM7.8 6.6h4.4M7.8 10h4.4M7.8 13.4h2.4',
  person: 'M10 9.6a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6zM3.5 17c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5',
  people:
    'M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2 16.5c.5-2.9 2.7-4.4 5.5-4.4s5 1.5 5.5 4.4M13 4.2a2.7 2.7 0 0 1 0 5.2M15 12.5c1.6.6 2.7 2 3 4',
  building: 'M4 17V4.5L11 3v14M11 7.5l5 1.2V17M2.5 17h15M6.6 7.5h1.8M6.6 10.5h1.8M6.6 13.5h1.8M13.5 11.5v0M13.5 14v0',
  messages: 'M3 4.5h14v9.5H9.5L6 17v-3H3zM6.5 8h7M6.5 10.8h4.5',
  bell: 'M4 14V9a6 6 0 1 1 12 0v5l1.5 1.5h-15zM8 17.5a2.2 2.2 0 0 0 4 0',
  verify: 'M10 2.5 16.5 5v4.7c0 3.7-2.7 6.5-6.5 7.8-3.8-1.3-6.5-4.1-6.5-7.8V5zM7 9.8l2.2 2.2L13.2 8',
  certificate: 'M3 3.5h14v9.5H3zM6 6.5h8M6 9.5h4M12 13v4.5l1.8-1.2 1.7 1.2V13',
  inbox: 'M3 11.5 5.2 4h9.6L17 11.5V16H3zM3 11.5h4l1.2 2h3.6l1.2-2h4',
  registers:
    'M4 5c0-1.2 2.7-2.2 6-2.2S16 3.8 16 5s-2.7 2.2-6 2.2S4 6.2 4 5zM4 5v10c0 1.2 2.7 2.2 6 2.2s6-1 6-2.2V5M4 10c0 1.2 2.7 2.2 6 2.2s6-1 6-2.2',
  correct: 'M4 16.5h12M5 13.5 13 4l2.3 2L7.3 15.5 4.7 16z',
  cockpit: 'M3 14a7 7 0 1 1 14 0M10 14l3.3-4.3M5.5 16.5h9',
  map: 'M3 5.2 7.7 3.5l4.6 1.7L17 3.5v11.3l-4.7 1.7-4.6-1.7L3 16.5zM7.7 3.5v11.3M12.3 5.2v11.3',
  place: 'M10 17.5c-3.5-3.8-5.3-6.5-5.3-9a5.3 5.3 0 1 1 10.6 0c0 2.5-1.8 5.2-5.3 9zM10 10.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  search: 'M8.7 14a5.3 5.3 0 1 0 0-10.6 5.3 5.3 0 0 0 0 10.6zM12.6 12.6 17 17',
  filter: 'M3 4.5h14l-5.5 6.5v5.5l-3-1.5v-4z',
  sort: 'M6 3.5v13M6 16.5l-3-3M6 16.5l3-3M14 16.5v-13M14 3.5l-3 3M14 3.5l3 3',
  add: 'M10 4v12M4 10h12',
  remove: 'M4 10h12',
  close: 'M5 5l10 10M15 5 5 15',
  check: 'M4 10.5 8.2 15 16 5.5',
  more: 'M4.5 10h0M10 10h0M15.5 10h0',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  down: 'M5 7.5 10 12.5l5-5',
  up: 'M5 12.5 10 7.5l5 5',
  next: 'M7.5 5l5 5-5 5',
  back: 'M12.5 5l-5 5 5 5',
  go: 'M4 10h12M11 5l5 5-5 5',
  outside: 'M8 4.5H4.5v11h11V12M11 4h5v5M16 4 9.5 10.5',
  download: 'M10 3v10M6 9.5l4 4 4-4M4 16.5h12',
  upload: 'M10 13.5v-10M6 7l4-4 4 4M4 16.5h12',
  print: 'M6 8V3h8v5M6 14H3.5V8h13v6H14M6 11.5h8v5.5H6z',
  copy: 'M7 7V3.5h9.5V13H13M3.5 7H13v9.5H3.5z',
  paper: 'M5 2.8h6.5L15 6.3v10.9H5zM11.5 2.8v3.5H15',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.3l2.8 1.7',
  calendar: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5',
  phone: 'M6.5 3.5 8.5 7 7 8.5c.8 2 2.3 3.5 4.5 4.5L13 11.5l3.5 2v2.2c0 .7-.6 1.3-1.3 1.2C8.8 16.4 3.6 11.2 3.1 4.8 3 4.1 3.6 3.5 4.3 3.5z',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.9 8a2.1 2.1 0 1 1 3 1.9c-.7.4-.9.8-.9 1.5M10 13.7v0',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.3v4.4M10 6.5v0',
  warn: 'M10 3 17.5 16.5h-15zM10 8v4M10 14.3v0',
  done: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM6.8 10.2l2.3 2.3 4.2-4.7',
  stop: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.5 7.5l5 5M12.5 7.5l-5 5',
  eye: 'M2.5 10C4.2 6.8 6.8 5 10 5s5.8 1.8 7.5 5c-1.7 3.2-4.3 5-7.5 5s-5.8-1.8-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  lock: 'M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9',
  leave: 'M8.5 3.5h-5v13h5M8 10h9M13.5 6.5 17 10l-3.5 3.5',
  swap: 'M4 7h12M12.5 3.5 16 7l-3.5 3.5M16 13.5H4M7.5 10 4 13.5 7.5 17',
  letters: 'M2.5 16 6.8 5h.4l4.3 11M3.9 12.5h6.2M12.5 16l2.4-6.5h.2l2.4 6.5M13.3 14h3.4',
  look: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 3v14M10 6.5h5.5M10 10h7M10 13.5h5.5',
  language: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c-4.5 4.3-4.5 9.7 0 14M10 3c4.5 4.3 4.5 9.7 0 14',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  star: 'M10 3l2.1 4.6 5 .6-3.7 3.4 1 4.9L10 14l-4.4 2.5 1-4.9L2.9 8.2l5-.6z',
  chart: 'M3.5 3.5v13h13M6.5 13l3-4 2.5 2 4-5.5',
  history: 'M4 5v3.5h3.5M4.3 8.3A6.3 6.3 0 1 1 3.9 12M10 7v3.5l2.5 1.5',
} as const

export type IconName = keyof typeof drawings
export const iconNames = Object.keys(drawings) as IconName[]

/** A small drawing beside words; says nothing by itself, so words (or a label) must stand with it. `size` in parts of the type's size. */
export const Icon = ({ name, size = 1.2 }: { name: IconName; size?: number }) => (
  <svg
    className="icon"
    width={`${size}em`}
    height={`${size}em`}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={drawings[name]} />
  </svg>
)
