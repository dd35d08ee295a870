import { texts } from '../texts.ts'

export const formTexts = texts(
  {
    optional: '（选填）',
    origin: (from: string) => `已从“${from}”登记中带出，如有错误可以修改`,
    problems: (count: number) => `还有 ${count} 处需要填写或改正`,
    otherProblems: (count: number) => `其余 ${count} 处，表里都有标记`,
    nothingAsked: '根据您的回答，没有需要填写的内容。',
  },
  {
    optional: ' (optional)',
    origin: (from: string) => `Taken from ${from}; change it if it is wrong`,
    otherProblems: (count: number) => `${count} more, marked in the form`,
    problems: (count: number) => (count === 1 ? 'One thing to fill in or correct' : `${count} things to fill in or correct`),
    nothingAsked: 'By your answers there is nothing to fill in.',
  },
)
