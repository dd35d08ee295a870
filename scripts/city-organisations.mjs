/**
 * The organisations of the demonstration city: what each does, in the names that functions have in Guangdong. Which of them stands under
 * which, and the names below the city's level, were not checked against the city's own list; credit codes are made (see city/SOURCES.md).
 */
import { pinyin } from 'pinyin-pro'

/** key, name after the city's or county's, short name. Order is the order of the list. */
const cityBureaux = [
  ['development-reform', '发展和改革局', '发改局'],
  ['education', '教育局', '教育局'],
  ['science-technology', '科学技术局', '科技局'],
  ['industry-information', '工业和信息化局', '工信局'],
  ['ethnic-religious-affairs', '民族宗教事务局', '民宗局'],
  ['public-security', '公安局', '公安局'],
  ['civil-affairs', '民政局', '民政局'],
  ['justice', '司法局', '司法局'],
  ['finance', '财政局', '财政局'],
  ['human-resources', '人力资源和社会保障局', '人社局'],
  ['natural-resources', '自然资源局', '自然资源局'],
  ['environment', '生态环境局', '生态环境局'],
  ['housing-construction', '住房和城乡建设局', '住建局'],
  ['transport', '交通运输局', '交通局'],
  ['water', '水利局', '水利局'],
  ['agriculture', '农业农村局', '农业农村局'],
  ['commerce', '商务局', '商务局'],
  ['culture-tourism', '文化广电旅游体育局', '文广旅体局'],
  ['health', '卫生健康局', '卫健局'],
  ['veterans', '退役军人事务局', '退役军人局'],
  ['emergency', '应急管理局', '应急局'],
  ['audit', '审计局', '审计局'],
  ['state-assets', '人民政府国有资产监督管理委员会', '国资委'],
  ['market-regulation', '市场监督管理局', '市场监管局'],
  ['statistics', '统计局', '统计局'],
  ['medical-insurance', '医疗保障局', '医保局'],
  ['urban-management', '城市管理和综合执法局', '城管执法局'],
  ['forestry', '林业局', '林业局'],
  ['government-services', '政务服务和数据管理局', '政数局'],
  ['petitions', '信访局', '信访局'],
  ['finance-supervision', '金融工作局', '金融局'],
  ['archives', '档案馆', '档案馆'],
  ['housing-fund', '住房公积金管理中心', '公积金中心'],
  ['public-resources', '公共资源交易中心', '公共资源交易中心'],
  ['hotline', '12345政务服务便民热线中心', '12345热线'],
  ['taxation', '税务局', '税务局'],
  ['fire-rescue', '消防救援支队', '消防支队'],
  ['meteorology', '气象局', '气象局'],
  ['tobacco', '烟草专卖局', '烟草局'],
  ['discipline-supervision', '纪律检查委员会监察委员会', '纪委监委'],
]

/** What every county has; a name that begins with * is that of a branch of the city's bureau. */
const countyBureaux = [
  ['government-services', '政务服务数据管理局', '政数局'],
  ['market-regulation', '市场监督管理局', '市场监管局'],
  ['fire-rescue', '消防救援大队', '消防大队'],
  ['urban-management', '城市管理和综合执法局', '城管执法局'],
  ['public-security', '公安局', '公安局'],
  ['civil-affairs', '民政局', '民政局'],
  ['human-resources', '人力资源和社会保障局', '人社局'],
  ['natural-resources', '自然资源局', '自然资源局'],
  ['environment', '*生态环境局', '生态环境分局'],
  ['housing-construction', '住房和城乡建设局', '住建局'],
  ['agriculture', '农业农村局', '农业农村局'],
  ['health', '卫生健康局', '卫健局'],
  ['emergency', '应急管理局', '应急局'],
]

/** In the two districts these are branches of the city's bureau. */
const districtBranches = new Set(['public-security', 'natural-resources', 'environment'])

/** Functions whose county body stands under the city's and not under the county's government. */
const vertical = new Set(['fire-rescue', 'environment'])

/** Names of counties in keys; a name is read syllable by syllable, so the few that matter are written out. */
const countyKeys = {
  441802: 'qingcheng',
  441803: 'qingxin',
  441821: 'fogang',
  441823: 'yangshan',
  441825: 'lianshan',
  441826: 'liannan',
  441881: 'yingde',
  441882: 'lianzhou',
}

// GB 11714-1997 annex A and GB 32100-2015: the same sums as src/chinese/credit-code.ts, which the test of this data applies to the result.
const organisationCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const creditCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A credit code of an organ (11) or public institution (12): an area code that was never assigned, a body from the zone for private use. */
function creditCode(kind, number) {
  const body = `PDY${String(number).padStart(5, '0')}`
  const sum = [3, 7, 9, 10, 5, 8, 4, 2].reduce((total, weight, index) => total + weight * organisationCharacters.indexOf(body[index]), 0)
  const check = ['0', 'X', ...'987654321'][sum % 11]
  const first17 = `${kind}441890${body}${check}`
  const total = [...first17].reduce((value, character, index) => value + creditCharacters.indexOf(character) * (3 ** index % 31), 0)
  return first17 + creditCharacters[(31 - (total % 31)) % 31]
}

/** All organisations, from the rows of the city's divisions. */
export function organisations(rows) {
  const list = []
  const add = (entry, kind = '11') => {
    list.push({ ...entry, creditCode: creditCode(kind, list.length + 1), generated: true })
    return entry.key
  }

  const cityCode = '441800000000'
  const government = { function: 'government', level: 'city', regionCode: cityCode, parent: null }
  add({ key: 'qingyuan.government', name: '清远市人民政府', shortName: '市政府', ...government })
  for (const [task, name, shortName] of cityBureaux) {
    const kind = /中心$|馆$/.test(name) ? '12' : '11'
    const full =
      task === 'taxation'
        ? '国家税务总局清远市税务局'
        : task === 'discipline-supervision'
          ? '中共清远市纪律检查委员会清远市监察委员会'
          : `清远市${name}`
    const place = { function: task, level: 'city', regionCode: cityCode, parent: 'qingyuan.government' }
    add({ key: `qingyuan.${task}`, name: full, shortName: `市${shortName}`, ...place }, kind)
  }

  for (const county of rows.filter((row) => row.level === 'county')) {
    const short = county.name.replace(/(壮族|瑶族)+自治县$/, '').replace(/[区县市]$/, '')
    const suffix = county.name.endsWith('区') ? '区' : county.name.endsWith('市') ? '市' : '县'
    const prefix = countyKeys[county.code.slice(0, 6)]
    const owner = suffix === '区' ? `清远市${county.name}` : county.name
    const place = { level: 'county', regionCode: county.code }
    const top = add({
      key: `${prefix}.government`,
      name: `${owner}人民政府`,
      shortName: `${short}${suffix}政府`,
      function: 'government',
      ...place,
      parent: 'qingyuan.government',
    })
    for (const [task, name, shortName] of countyBureaux) {
      const branch = name.startsWith('*') || (suffix === '区' && districtBranches.has(task))
      const plain = name.replace('*', '')
      add({
        key: `${prefix}.${task}`,
        name: branch ? `清远市${plain}${short}分局` : `${owner}${plain}`,
        shortName: `${short}${branch && !shortName.includes('分局') ? shortName.replace(/局$/, '分局') : shortName}`,
        function: task,
        ...place,
        parent: branch || vertical.has(task) ? `qingyuan.${task}` : top,
      })
    }
    for (const town of rows.filter((row) => row.level === 'town' && row.parent === county.code && Number(row.code.slice(6, 9)) < 400)) {
      const key = pinyin(town.name.replace(/(街道|瑶族乡|镇)$/, ''), { toneType: 'none', type: 'array' }).join('')
      const at = { level: 'town', regionCode: town.code }
      const seat = town.name.endsWith('街道') ? `${owner}${town.name}办事处` : `${owner}${town.name}人民政府`
      const parent = add({
        key: `${prefix}.${key}.government`,
        name: seat,
        shortName: town.name,
        function: 'government',
        ...at,
        parent: top,
      })
      add(
        {
          key: `${prefix}.${key}.public-service`,
          name: `${owner}${town.name}公共服务中心`,
          shortName: `${town.name}公共服务中心`,
          function: 'public-service',
          ...at,
          parent,
        },
        '12',
      )
    }
  }
  const keys = new Set(list.map(({ key }) => key))
  if (keys.size !== list.length) throw new Error('two organisations share a key')
  return list
}
