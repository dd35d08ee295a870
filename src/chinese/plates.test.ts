import { expect, it } from 'vitest'
import { checkPlate, normalisePlate, plateKind } from './plates.ts'

it('plateKind tells the kinds apart', () => {
  const plates = ['粤R·12345', '粤R1A2B3', '粤RD12345', '粤RDA1234', '粤R12345F', '粤R1234挂', '粤R1234学', '粤R1234警', '粤Z1234港']
  expect(plates.map(plateKind)).toEqual([
    'ordinary',
    'ordinary',
    'new-energy-small',
    'new-energy-small',
    'new-energy-large',
    'trailer',
    'learner',
    'police',
    'cross-border',
  ])
})

it('checkPlate says what is wrong', () => {
  expect(checkPlate('粤r 12345')).toBeUndefined()
  expect(checkPlate('R12345')).toContain('简称')
  expect(checkPlate('粤R1O345')).toContain('I 和 O')
  expect(checkPlate('粤R1234')).toContain('不是有效')
  expect(checkPlate('粤RL12345')).toContain('不是有效')
})

it('normalisePlate makes one of many ways to type', () => {
  expect(['粤r·12345', '粤Ｒ-１２３４５', ' 粤R 12345 '].map(normalisePlate)).toEqual(Array(3).fill('粤R12345'))
})
