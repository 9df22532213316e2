"""Words that no sentence of ours holds: they blame, or say nothing. Statutory wording is not ours."""

FORBIDDEN = (
    "成功",
    "失败",
    "非法",
    "无效",
    "未知错误",
    "请勿",
    "操作",
    "数据",
    "用户",
    "终端",
    "上传",
    "同步中",
    "其它",
    "登陆",
)
