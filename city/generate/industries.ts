/**
 * Which industries the generated economy has, and the words their names carry. Shares of sections follow city/SOURCES.md; the classes and
 * their weights within a section are a guess at a city of northern Guangdong, with its cement, ceramics, metals and scenic areas.
 */
export type EntityKind = 'individual' | 'company' | 'sole-proprietorship' | 'cooperative'

export type Section = {
  section: string
  /** Share of all entities. */
  share: number
  /** Of those, the share of individual businesses; what is left are companies, and proprietorships and cooperatives where they occur. */
  individual: number
  cooperative?: number
  /** `code weight company-word shop-word`: words as they end a trade name. */
  classes: string
}

export const sections: readonly Section[] = [
  {
    section: 'A',
    share: 0.05,
    individual: 0.45,
    cooperative: 0.3,
    classes: `0111 3 粮食种植 种植场; 0141 6 蔬菜种植 菜场; 0153 4 水果种植 果园; 0164 5 茶叶种植 茶园; 0313 4 生猪养殖 猪场; 0321 8 清远鸡养殖 鸡场;
      0412 5 水产养殖 鱼塘; 0212 2 林业 苗圃; 0512 2 农机服务 农机站`,
  },
  {
    section: 'B',
    share: 0.003,
    individual: 0.2,
    classes: '1011 4 石灰石矿业 石场; 1012 3 建筑石料矿业 石场; 1019 3 矿业 砂场',
  },
  {
    section: 'C',
    share: 0.18,
    individual: 0.72,
    classes: `3011 6 水泥 水泥制品厂; 3021 6 水泥制品 水泥砖厂; 3071 10 陶瓷 陶瓷厂; 3074 3 日用陶瓷 瓷器厂; 3251 4 铜业 铜材加工厂; 3216 1 铝业 铝锭厂;
      3252 4 铝型材 铝材加工厂; 3311 8 金属结构 五金加工厂; 1392 5 豆制品 豆腐坊; 1353 4 肉类食品 腊味坊; 1469 3 调味食品 酱料坊; 1530 5 茶业 制茶坊;
      1411 5 食品 饼店; 1819 6 服装 制衣厂; 1952 4 鞋业 鞋厂; 2110 8 家具 家具厂; 2319 4 印刷 印刷店; 2926 5 塑料 塑料制品厂; 2641 3 涂料 涂料厂;
      3989 3 电子 电子厂; 3360 3 表面处理 电镀加工厂`,
  },
  { section: 'D', share: 0.004, individual: 0.1, classes: '4413 6 水电 水电站; 4416 4 光伏发电 光伏站; 4610 2 供水 供水站' },
  {
    section: 'E',
    share: 0.08,
    individual: 0.55,
    classes:
      '5011 6 装饰工程 装修部; 5012 8 家居装饰 装修部; 4790 5 建筑工程 工程队; 4819 4 市政工程 工程队; 4920 3 管道工程 管道安装部; 4910 4 电气安装 水电安装部; 4999 2 安装工程 安装部',
  },
  {
    section: 'F',
    share: 0.3,
    individual: 0.9,
    classes: `5211 10 百货 百货店; 5212 8 超市 超市; 5213 10 便利店 便利店; 5221 4 粮油 粮油店; 5222 4 烘焙 面包店; 5223 8 果蔬 水果店; 5224 8 食品 肉档; 5225 2 保健品 保健品店;
      5226 6 酒业 烟酒店; 5227 5 烟草 烟酒商行; 5232 9 服饰 服装店; 5233 4 鞋业 鞋店; 5234 5 化妆品 化妆品店; 5239 3 日用品 日用品店; 5241 3 文具 文具店; 5251 5 医药 药店;
      5263 3 汽车配件 汽配店; 5272 4 电器 电器店; 5274 5 通讯 手机店; 5281 6 五金 五金店; 5283 4 家具 家具店; 5287 4 建材 瓷砖店; 5292 9 电子商务 网店;
      5123 4 果蔬贸易 果蔬批发部; 5127 3 酒业贸易 酒水批发部; 5165 5 建材贸易 建材商行; 5162 1 石化贸易 油品商行; 5174 3 五金贸易 五金商行; 5191 3 再生资源 废品收购站`,
  },
  {
    section: 'G',
    share: 0.04,
    individual: 0.72,
    classes:
      '5431 10 物流 货运部; 5434 3 运输 货运部; 5436 5 速递 快递站; 5438 2 搬家服务 搬家部; 5421 1 客运 客运站; 5990 2 仓储 仓库; 6020 4 快递 快递驿站',
  },
  {
    section: 'H',
    share: 0.08,
    individual: 0.95,
    classes:
      '6210 10 餐饮管理 饭店; 6220 10 餐饮管理 快餐店; 6291 10 餐饮管理 小吃店; 6231 3 茶艺 茶楼; 6232 2 咖啡餐饮 咖啡馆; 6239 6 饮品 奶茶店; 6242 2 餐饮配送 外卖店; 6110 1 酒店管理 酒店; 6121 2 酒店 旅馆; 6130 5 民宿 民宿',
  },
  {
    section: 'I',
    share: 0.02,
    individual: 0.4,
    classes: '6513 6 软件 电脑部; 6531 3 信息技术 网络服务部; 6429 3 网络科技 网络服务部; 6560 1 信息咨询 咨询部; 6450 2 数据 数据服务部',
  },
  { section: 'J', share: 0.002, individual: 0.02, classes: '6635 2 小额贷款 服务部; 6731 3 创业投资 服务部; 6852 4 保险代理 服务部' },
  {
    section: 'K',
    share: 0.013,
    individual: 0.3,
    classes: '7010 3 房地产开发 服务部; 7020 5 物业管理 物业服务部; 7030 8 房地产中介 房产中介店; 7040 3 商业管理 租赁部',
  },
  {
    section: 'L',
    share: 0.12,
    individual: 0.74,
    classes: `7111 4 汽车租赁 租车行; 7113 3 设备租赁 租赁部; 7219 2 企业管理 服务部; 7221 1 园区管理 服务部; 7241 4 财税服务 财税服务部; 7249 6 咨询 咨询部; 7251 4 网络广告 广告部; 7259 8 广告 广告店;
      7263 4 劳务派遣 劳务服务部; 7269 4 人力资源 劳务服务部; 7271 2 安防服务 服务部; 7291 4 旅行社 旅游服务部; 7297 8 商务服务 商务服务部; 7299 6 商务服务 服务部; 7292 2 包装服务 包装部`,
  },
  {
    section: 'M',
    share: 0.06,
    individual: 0.64,
    classes:
      '7519 8 科技推广 技术服务部; 7590 5 科技服务 技术服务部; 7481 3 工程管理 服务部; 7484 3 工程设计 设计室; 7491 2 工业设计 设计室; 7452 1 检测技术 检测站; 7511 5 农业技术 农技服务部; 7492 3 设计 设计室',
  },
  {
    section: 'N',
    share: 0.006,
    individual: 0.3,
    classes:
      '7861 6 旅游景区管理 景区服务部; 7869 3 生态旅游 游览服务部; 7840 3 园林绿化 园艺场; 7721 1 环保 服务部; 7820 2 环境卫生 保洁部',
  },
  {
    section: 'O',
    share: 0.03,
    individual: 0.93,
    classes:
      '8040 10 美容美发 理发店; 8051 1 温泉 浴室; 8052 3 养生 足浴店; 8053 4 养生 养生馆; 8010 3 家政服务 家政服务部; 8060 2 摄影 照相馆; 8111 8 汽车维修 汽修店; 8113 3 摩托车维修 摩托车修理店; 8114 3 电动车维修 电动车修理店; 8131 2 家电维修 家电维修部; 8211 2 清洁服务 保洁部',
  },
  {
    section: 'P',
    share: 0.003,
    individual: 0.4,
    classes: '8391 4 职业培训 培训部; 8393 3 艺术培训 艺术工作室; 8392 2 体育培训 体育工作室',
  },
  { section: 'Q', share: 0.002, individual: 0.5, classes: '8425 5 门诊 诊所; 8514 2 养老服务 养老服务部' },
  {
    section: 'R',
    share: 0.007,
    individual: 0.75,
    classes: '9011 3 歌舞娱乐 歌舞厅; 9013 4 网络娱乐 网吧; 8930 4 健身服务 健身室; 9030 2 休闲观光 农庄; 8810 2 文化传播 工作室',
  },
]

/** A class of GB/T 4754 with the words that end a company's and a shop's name. */
export type IndustryClass = { code: string; weight: number; companyWord: string; shopWord: string }

/** The classes of a section, read from its text. */
export function classesOf(section: Section): IndustryClass[] {
  return section.classes.split(';').map((text) => {
    const [code, weight, companyWord, shopWord] = text.trim().split(/\s+/)
    if (!code || !weight || !companyWord || !shopWord) throw new Error(`not a class: ${text}`)
    return { code, weight: Number(weight), companyWord, shopWord }
  })
}
