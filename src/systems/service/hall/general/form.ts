import { flag, form, phone, personId, region, text } from '#declare'

/** What can be asked of whoever applies for a matter of which only the name is known. */
export const application = form('通用申请表', {
  sections: {
    person: {
      label: '申请人（经办人）',
      fields: {
        personName: text('姓名', { says: 'name', max: 50, privacy: 'personal' }),
        personId: personId('公民身份号码'),
        personPhone: phone('联系电话'),
      },
    },
    place: {
      label: '地点',
      fields: {
        region: region('所在镇街和村居', { help: '由此确定办理的县级机关' }),
        address: text('详细地址', { says: 'address', max: 200, privacy: 'personal' }),
      },
    },
    asked: {
      label: '申请内容',
      fields: {
        asked: text('要办什么、为什么办', { max: 2000, lines: true, help: '写清楚要办的事、对象和理由；有材料的在下一步上传' }),
        earlier: text('原证照或者批文编号', { max: 100, optional: true, help: '变更、延续、补办、注销的填写' }),
      },
    },
    delivery: {
      label: '送达和承诺',
      fields: {
        electronicDelivery: flag('同意电子送达', { optional: true }),
        deliveryAddress: text('邮寄地址', { says: 'address', max: 200, optional: true, privacy: 'personal' }),
        truthDeclared: flag('承诺所填信息和材料真实'),
      },
    },
  },
  subject: 'asked',
  prefill: {
    personName: ['me.name', 'agent.name'],
    personId: ['me.personId', 'agent.personId'],
    personPhone: ['me.phone', 'agent.phone'],
    region: ['me.region', 'entity.region'],
    address: ['me.address', 'entity.address'],
    deliveryAddress: ['me.address', 'entity.address'],
  },
  // 行政许可法 art. 31: the applicant answers for the truth of what is handed in.
  rules: [{ field: 'truthDeclared', must: { field: 'truthDeclared', is: true }, message: '须作出真实性承诺' }],
})
