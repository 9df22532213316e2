"""What a pass says to a person: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from sync.outcomes import Cause, Failure, Rejected, Unauthorized, Unexpected, Unreachable
from sync.wire.enrolment import Role

NOT_ENROLLED = "这台电脑还没有向县里报到。记录都保存在本机。请向县里要一个报到码。"
CANCELLED = "停下了。没送完的都在本机，下次接着送。"
LEFT = "还有没送到的，都保存在本机，到时候会自己再送。"
QUARANTINED = "有 {count} 条县里没有收下，要人看一看。记录都在本机，可以导出，也可以再送。"
SKEW = "这台电脑的时间和县里差了 {minutes} 分钟。记录照常保存和送出，请把时间调对。"
COPY = "这台电脑的记录库是从别处复制或恢复来的，已换了新编号接着送。记录一条不少。"
RESTORED = "县里的服务器恢复过旧备份，缺的 {count} 条正在补送。记录一条不少。"

_UNREACHABLE = {
    Cause.OFFLINE: "没连上县里。记录都已保存在本机，连上后会自己送。",
    Cause.NAME: "找不到县里的服务器。记录都已保存在本机。请看网络通不通，或向县里核对地址。",
    Cause.TIMEOUT: "县里的服务器太久没有回话。记录都已保存在本机，过一会儿会自己再送。",
    Cause.CUT: "县里的回话只到了一半。记录都已保存在本机，会自己再送，不会送成两份。",
    Cause.PORTAL: "连到的不是县里的服务器，像是上网登录页。记录都已保存在本机。请先在浏览器里登录网络，再来送。",
    Cause.PROXY: "医院的代理服务器要先登录。记录都已保存在本机。请找信息员。",
    Cause.CERTIFICATE: "对面的证书没有人担保，不敢认它是县里，所以没有送。记录都已保存在本机。请找信息员核对。",
    Cause.CERTIFICATE_NAME: "对面拿出的是别家的证书，所以没有送。记录都已保存在本机。请找信息员核对服务器地址。",
    Cause.CERTIFICATE_EXPIRED: "对面的证书过期了，所以没有送。记录都已保存在本机。请先看这台电脑的日期；日期没错，就请县里换证书。",
    Cause.CERTIFICATE_EARLY: "对面的证书还没到生效的日子，多半是这台电脑的日期慢了。记录都已保存在本机。请先把日期调对。",
    Cause.ENCRYPTION: "对面只会过时的加密，不安全，所以没有送。记录都已保存在本机。请找信息员。",
    Cause.BUSY: "县里的服务器现在腾不出手。记录都已保存在本机，过一会儿会自己再送。",
    Cause.GATEWAY: "县里的服务器现在没有开。记录都已保存在本机，过一会儿会自己再送。",
}


def explain_cause(cause: Cause) -> str:
    return _UNREACHABLE[cause]


def explain(failure: Failure) -> str:
    match failure:
        case Unreachable(cause=cause):
            return explain_cause(cause)
        case Unexpected(code=code):
            return f"县里的服务器没能处理这一条。记录还在本机，没有丢。打电话时报：{code}。"
        case Rejected(problem=problem) | Unauthorized(problem=problem):
            return problem.detail or f"县里没有收下（{problem.title}）。记录还在本机，没有丢。"
        case never:
            assert_never(never)


def teller(role: Role) -> Callable[[str], str]:
    """How sentences about the server at the other end are told."""
    return of_host if role is Role.HOST else str


def of_host(sentence: str) -> str:
    """The same sentence where the server at the other end is the 院内主机."""
    for words in ("县里的服务器", "县里"):
        sentence = sentence.replace(words, "院内主机")
    return sentence
