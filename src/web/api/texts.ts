import { texts } from '../texts.ts'

export const apiTexts = texts(
  {
    unreachable: '连不上服务器，请检查网络后重试',
    answered: (status: number) => `服务器答复 ${status}`,
  },
  {
    unreachable: 'The server can’t be reached: please check the network and try again',
    answered: (status) => `The server answered ${status}`,
  },
)
