export { calendarDays, nationalDays, openCalendars, stampSql, type Calendars, type ShippedDay } from './calendar.ts'
