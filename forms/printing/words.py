"""Words that stand in many labels and should not be cut by the end of a line."""

from __future__ import annotations

from typing import Final

CUT_WORD: Final = 9.0  # what a cut inside one costs, in square ems

_WRITTEN: Final = (
    "安全手术时间患者日期情况管理人员使用报告没有消防检查例数科室药品设备记录事件措施评估风险是否单位处理灭火外观到位整改监测部位原因设施负责要求合格医疗工作人数标识疏散名称重点燃气问题状态"
    "麻醉报警落实培训制度应急部门责任信息处置内容用药完成医师预案有效系统技术意见药物控制抽查处方隐患规范效期讨论项目巡查执行分级齐全定期编号告知岗位计划交接其他方式完好值班登记看护相符什么"
    "授权检验清单通道电话开展作业存放现场耗材发现运行场所参加下次不良演练抢救反应病历抗菌防火隔离排查医务发生生产数量用时分析核对死亡符合确认实际防护改进主要预防合计监控怎样输血消毒小时门诊"
    "其中及时联系机构住院随访等级申请可能诊疗并发管道火灾类别危险保护感染标准到场说明完整临床结果物品组织急救事故器材储存正确病例准备投诉诊断测试警示档案出院相关装置核查规定双人检测结论期限"
    "能力验收观察护理至少化学质量设置维修分类医院医嘱状况泄漏到期标志照片生命本院查看方法压力千克级别卫生位置环境持证评价高危审核功能畅通出口领用安装会诊紧急施工方案因素病情反馈电源上次机制"
    "病人暴露权限特种点评事项经过急诊职责销毁开始结束护士正常同意违规器械明确接收温度姓名禁忌用途危重效果领导签名资质恢复类型程度停用指导任务达到审批巡检响应故障补救更换责令外单联动消火火栓"
    "总结地点形式版本修订发布牵头依据所属专项用具采购入库出库结存批号规格型号厂家"
)
_WORDS: Final = frozenset(_WRITTEN[at : at + 2] for at in range(0, len(_WRITTEN), 2))


def is_word(pair: str) -> bool:
    """Whether two characters that stand beside each other are a word, or the middle of one."""
    return pair in _WORDS
