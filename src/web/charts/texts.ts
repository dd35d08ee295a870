import { texts } from '../texts.ts'

export const chartTexts = texts(
  {
    table: '看数字',
    period: '日期',
    value: '数值',
    target: '目标',
    none: '无数据',
    provisional: '未满期',
    forecast: '预测',
    noted: (value: string, note: string) => `${value}（${note}）`,
    between: (from: string, to: string) => `${from} 至 ${to}`,
    noPoints: '没有可以画的数字。',
    trend: (name: string, from: string, to: string, least: string, most: string, last: string) =>
      `${name}，${from}至${to}：最低 ${least}，最高 ${most}，最近 ${last}`,
    bars: (name: string, first: string) => `${name}，从多到少；最多的是${first}`,
    days: (name: string, from: string, to: string) => `${name}，${from}至${to}每天的数`,
    darkest: (day: string, most: string) => `颜色越浓数越大，最大的是${day}：${most}。`,
    week: (day: number) => ['日', '一', '二', '三', '四', '五', '六'][day] ?? '',
    month: (month: number) => `${month} 月`,
  },
  {
    table: 'Show the numbers',
    period: 'Date',
    value: 'Value',
    target: 'Target',
    none: 'No data',
    provisional: 'Not over yet',
    forecast: 'Forecast',
    noted: (value: string, note: string) => `${value} (${note})`,
    between: (from: string, to: string) => `${from} to ${to}`,
    noPoints: 'There is nothing to draw.',
    trend: (name: string, from: string, to: string, least: string, most: string, last: string) =>
      `${name}, ${from} to ${to}: lowest ${least}, highest ${most}, latest ${last}`,
    bars: (name: string, first: string) => `${name}, most first; the most is ${first}`,
    days: (name: string, from: string, to: string) => `${name}, each day from ${from} to ${to}`,
    darkest: (day: string, most: string) => `The stronger the shade, the larger the number; largest on ${day}: ${most}.`,
    week: (day: number) => ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'][day] ?? '',
    month: (month: number) => ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month - 1] ?? '',
  },
)
