export { calendarDays, openCalendars, stampSql, type Calendars, type ShippedDay } from './calendar.ts'
