import { branch, clock, procedure, text, type Act, type Clock, type TaskStage } from '#declare'
import {
  decisionAsks,
  deliveryAsks,
  extensionAsks,
  gapsAsks,
  opinionAsks,
  refusalAsks,
  resubmitAsks,
  registrationAsks,
  specialAsks,
  visitAsks,
} from './asks.ts'
import { needs } from './guide.ts'

const window = { role: 'hall.reception', function: 'government-services' } as const
const marketExaminer = { role: 'hall.market-examiner', function: 'market-regulation' } as const
const marketApprover = { role: 'hall.market-approver', function: 'market-regulation' } as const
const fireOfficer = { role: 'hall.fire-officer', function: 'fire-rescue' } as const
const fireApprover = { role: 'hall.fire-approver', function: 'fire-rescue' } as const
const signboardOfficer = { role: 'hall.signboard-officer', function: 'urban-management' } as const

/** An application may be taken back until it is decided, whoever has the task. */
const withdraw = { label: '撤回申请', to: 'end', as: 'withdraw', by: { applicant: true }, grave: true } as const satisfies Act<never>

const suspend = {
  label: '启动特别程序（中止计时）',
  as: 'suspend',
  asks: specialAsks,
  instrument: 'hall.special-procedure',
} as const satisfies Act<never>
const resume = { label: '特别程序结束（恢复计时）', as: 'resume', asks: opinionAsks } as const satisfies Act<never>
/** Without a licence there is nobody whom the permits that come after it could be given to. */
const stop = {
  label: '终止办理（营业执照不予登记）',
  to: 'end',
  when: { field: 'branches.licence', is: 'rejected' },
  asks: opinionAsks,
  grave: true,
} as const satisfies Act<never>

const deliver = {
  label: '送达',
  to: 'end',
  as: 'deliver',
  asks: deliveryAsks,
  instrument: 'hall.restaurant-delivery',
} as const satisfies Act<never>
/** One window serves for all bodies; each decision as soon as it is made, for each has its own ten days (行政许可法 art. 44). */
const delivery: TaskStage<never> = {
  label: '送达',
  by: window,
  help: '将决定文书和证照送达申请人，并填写送达回证。',
  acts: { deliver },
}

const deliveryClocks: Record<string, Clock> = {
  delivery: clock('送达期限', { limit: 'delivery', from: 'decision' }),
  promisedDelivery: clock('承诺送达期限', { limit: 'promised-delivery', from: 'decision' }),
}

const licence = branch('营业执照', {
  matter: 'hall.business-licence',
  function: 'market-regulation',
  when: needs['hall.business-licence'],
  // Registration has no acceptance: its limit runs from receipt (市场主体登记管理条例 art. 19).
  clocks: {
    statutory: clock('登记期限', { limit: 'statutory', from: 'receipt' }),
    promised: clock('承诺期限', { limit: 'promised', from: 'receipt' }),
    ...deliveryClocks,
  },
  start: 'examine',
  stages: {
    examine: {
      label: '形式审查',
      by: marketExaminer,
      help: '审查设立登记材料是否齐全、是否符合法定形式。',
      sections: ['person', 'resident', 'agent', 'business', 'registration', 'company', 'premises', 'lease'],
      acts: { propose: { label: '提出登记意见', to: 'decide', asks: opinionAsks }, withdraw },
    },
    decide: {
      label: '登记决定',
      by: marketApprover,
      unlike: ['examine'],
      help: '决定是否准予登记；准予登记即签发营业执照。',
      acts: {
        grant: {
          label: '准予登记',
          to: 'deliver',
          as: 'grant',
          asks: registrationAsks,
          runs: 'registerBusiness',
          instrument: 'hall.registration-notice',
        },
        reject: {
          label: '不予登记',
          to: 'deliver',
          as: 'reject',
          asks: refusalAsks,
          instrument: 'hall.registration-refusal',
          grave: true,
        },
        extend: { label: '延长登记期限', as: 'extend', asks: extensionAsks, instrument: 'hall.registration-extension' },
        back: { label: '退回重审', to: 'examine', asks: opinionAsks },
        withdraw,
      },
    },
    deliver: delivery,
  },
})

const food = branch('食品经营许可', {
  matter: 'hall.food-permit',
  function: 'market-regulation',
  when: needs['hall.food-permit'],
  clocks: {
    statutory: clock('法定期限', { limit: 'statutory', from: 'acceptance' }),
    promised: clock('承诺期限', { limit: 'promised', from: 'acceptance' }),
    inspection: clock('承诺核查期限', { limit: 'promised-inspection', from: 'acceptance', ends: 'inspection' }),
    ...deliveryClocks,
  },
  start: 'examine',
  stages: {
    examine: {
      label: '材料审查',
      by: marketExaminer,
      help: '审查食品安全法第三十五条所列资料；必要时安排现场核查。',
      sections: ['person', 'business', 'premises', 'food'],
      acts: {
        visit: { label: '安排现场核查', to: 'visit', asks: opinionAsks },
        propose: { label: '无需核查，提出意见', to: 'decide', asks: opinionAsks },
        suspend,
        resume,
        withdraw,
      },
    },
    visit: {
      label: '现场核查',
      by: marketExaminer,
      help: '两名以上人员到场核查；核查时间计入办理期限（行政许可法第三十四条、第四十五条）。',
      sections: ['premises', 'food'],
      acts: {
        visited: { label: '核查完毕，提出意见', to: 'decide', as: 'inspect', asks: { ...visitAsks, ...opinionAsks } },
        suspend,
        resume,
        withdraw,
      },
    },
    decide: {
      label: '许可决定',
      by: marketApprover,
      unlike: ['examine', 'visit'],
      help: '决定是否准予许可；同时办理营业执照的，须在登记之后。',
      acts: {
        grant: {
          label: '准予许可',
          to: 'deliver',
          as: 'grant',
          asks: decisionAsks,
          runs: 'issueFoodPermit',
          instrument: 'hall.food-grant',
        },
        reject: { label: '不予许可', to: 'deliver', as: 'reject', asks: refusalAsks, instrument: 'hall.permit-refusal', grave: true },
        stop,
        extend: {
          label: '延长办理期限',
          as: 'extend',
          asks: { ...extensionAsks, lawCited: text('适用条款', { max: 200 }) },
          instrument: 'hall.permit-extension',
        },
        suspend,
        resume,
        back: { label: '退回重审', to: 'examine', asks: opinionAsks },
        withdraw,
      },
    },
    deliver: delivery,
  },
})

const byCommitment = { field: 'fireMode', is: 'commitment' } as const
const byInspection = { field: 'fireMode', is: 'inspection' } as const
/** After a permit by commitment the place is still to be inspected (消防法 art. 15(2)). */
const toVerify = { all: [byCommitment, { field: 'branches.fire', is: 'granted' }] } as const

const fire = branch('消防安全检查', {
  matter: 'hall.fire-safety-check',
  function: 'fire-rescue',
  when: needs['hall.fire-safety-check'],
  clocks: {
    inspection: clock('法定检查期限', { limit: 'inspection', from: 'acceptance', ends: 'inspection' }),
    afterInspection: clock('检查后决定期限', { limit: 'decision-after-inspection', from: 'inspection' }),
    statutory: clock('法定期限', { limit: 'statutory', from: 'acceptance' }),
    promised: clock('承诺期限', { limit: 'promised', from: 'acceptance' }),
    verification: clock('许可后核查期限', { limit: 'verification', from: 'decision', ends: 'inspection' }),
    promisedVerification: clock('承诺核查期限', { limit: 'promised-verification', from: 'decision', ends: 'inspection' }),
    ...deliveryClocks,
  },
  start: 'examine',
  stages: {
    examine: {
      label: '材料审查',
      by: fireOfficer,
      help: '审查承诺书或者申报表、消防安全制度、平面布置图和消防设施平面图。',
      sections: ['person', 'business', 'premises', 'fire'],
      acts: {
        visit: { label: '安排现场检查', to: 'visit', when: byInspection, asks: opinionAsks },
        propose: { label: '材料齐全，提出意见', to: 'decide', when: byCommitment, asks: opinionAsks },
        suspend,
        resume,
        withdraw,
      },
    },
    visit: {
      label: '现场检查',
      by: fireOfficer,
      help: '自受理之日起十个工作日内检查（消防法第十五条）；检查不停止计时。',
      sections: ['premises', 'fire'],
      acts: {
        visited: { label: '检查完毕，提出意见', to: 'decide', as: 'inspect', asks: { ...visitAsks, ...opinionAsks } },
        suspend,
        resume,
        withdraw,
      },
    },
    decide: {
      label: '许可决定',
      by: fireApprover,
      unlike: ['examine', 'visit'],
      help: '决定是否准予投入使用、营业；同时办理营业执照的，须在登记之后。',
      acts: {
        grant: {
          label: '准予许可',
          to: 'deliver',
          as: 'grant',
          when: byInspection,
          asks: decisionAsks,
          runs: 'issueFireOpinion',
          instrument: 'hall.fire-grant',
        },
        grantOnCommitment: {
          label: '准予许可（告知承诺）',
          to: 'deliver',
          as: 'grant',
          when: byCommitment,
          asks: decisionAsks,
          runs: 'issueFireOpinion',
          instrument: 'hall.fire-commitment-grant',
        },
        reject: { label: '不予许可', to: 'deliver', as: 'reject', asks: refusalAsks, instrument: 'hall.permit-refusal', grave: true },
        stop,
        suspend,
        resume,
        back: { label: '退回重审', to: 'examine', asks: opinionAsks },
        withdraw,
      },
    },
    deliver: {
      ...delivery,
      acts: {
        deliver: { ...deliver, when: { not: toVerify } },
        deliverAndVerify: { ...deliver, to: 'verify', when: toVerify },
      },
    },
    verify: {
      label: '许可后核查',
      by: fireOfficer,
      help: '两名以上人员到场，核查场所与承诺是否相符；许可在此期间有效。',
      sections: ['premises', 'fire'],
      acts: {
        conforms: { label: '与承诺相符', to: 'end', as: 'inspect', asks: visitAsks },
        differs: { label: '与承诺不符，移送处理', to: 'end', as: 'inspect', asks: visitAsks, grave: true },
      },
    },
  },
})

const sign = branch('招牌备案', {
  matter: 'hall.signboard',
  function: 'urban-management',
  when: needs['hall.signboard'],
  // A filing is neither accepted nor licensed; the demonstration city promises its days, no law that was read sets any.
  clocks: {
    promised: clock('承诺期限', { limit: 'promised', from: 'receipt' }),
    promisedDelivery: deliveryClocks.promisedDelivery!,
  },
  start: 'file',
  stages: {
    file: {
      label: '备案',
      by: signboardOfficer,
      help: '材料齐全、属于招牌备案范围的，予以备案并发给回执。',
      sections: ['person', 'business', 'premises', 'sign'],
      acts: {
        file: { label: '予以备案', to: 'deliver', as: 'grant', runs: 'fileSignboard' },
        return: {
          label: '不予备案',
          to: 'deliver',
          as: 'reject',
          asks: { reason: refusalAsks.reason, rightBody: text('有权办理的机关', { max: 100 }) },
          instrument: 'hall.filing-return',
          grave: true,
        },
        withdraw,
      },
    },
    deliver: delivery,
  },
})

/**
 * How 开办餐饮店“一件事” runs: the window receives, checks and accepts for all (行政许可法 arts. 26, 32), four bodies work side by side under
 * limits of their own, the window delivers each decision and concludes when all are there. That permits come after the licence is a rule
 * of their implementations.
 */
export const restaurantProcedure = procedure('hall.restaurant-opening', {
  label: '开办餐饮店联合办理',
  receipt: 'hall.restaurant-receipt',
  clocks: {
    check: clock('收件核对', { limit: 'check', from: 'receipt', lapse: 'accepted-from-receipt' }),
    joint: clock('联办法定期限', { limit: 'joint', from: 'acceptance' }),
    promised: clock('联办承诺期限', { limit: 'joint-promised', from: 'acceptance' }),
    promisedDelivery: clock('统一送达承诺期限', { limit: 'promised-delivery', from: 'decision' }),
  },
  start: 'check',
  stages: {
    check: {
      label: '收件核对',
      by: window,
      help: '核对材料是否齐全、是否符合法定形式；需要补正的，一次告知全部内容。',
      acts: {
        accept: { label: '受理', to: 'handle', as: 'accept', instrument: 'hall.restaurant-acceptance' },
        supplement: {
          label: '一次性告知补正',
          to: 'supplement',
          as: 'supplement',
          asks: gapsAsks,
          instrument: 'hall.restaurant-supplement',
        },
        refuse: {
          label: '不予受理',
          to: 'end',
          as: 'refuse',
          asks: { reason: refusalAsks.reason, rightBody: text('有权办理的机关', { max: 100 }) },
          instrument: 'hall.restaurant-refusal-to-accept',
          grave: true,
        },
        withdraw,
      },
    },
    supplement: {
      label: '补正材料',
      by: { applicant: true },
      help: '请按补正告知书上传材料；按要求补齐的，应当受理。',
      acts: { resubmit: { label: '提交补正材料', to: 'check', as: 'resubmit', asks: resubmitAsks }, withdraw },
    },
    handle: { label: '并联办理', branches: { licence, food, fire, sign }, to: 'conclude' },
    conclude: {
      label: '办结',
      by: window,
      help: '各事项均已决定并送达，告知申请人办理结果。',
      acts: { conclude: { label: '办结', to: 'end', instrument: 'hall.restaurant-conclusion' } },
    },
  },
})
