"""What the steps on a record add up to: the state of a permit, a complaint, a checklist in three phases.

A step that the order of work, the rules between people or a missing signature forbids is kept and named, but does
not count. The same for every order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from forms.definition import CaseRule, Form
from forms.ledgers.chain import chain_of, current_revisions
from forms.listed import StepRule
from forms.revision import Revision

OPEN = "open"  # how ``not_same_as`` calls the author of the record itself
VOID = "void"  # the record was voided; no rule needs to name this state


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForm:
    """What the fold needs of the form that a step was filled with."""

    title: str
    rule: StepRule


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProblem:
    """A step that does not count, or a doubt that a person has to settle, and the Chinese sentence for it."""

    rev_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    rev_id: str
    record_id: str
    form_id: str
    action: str
    author: str
    at: datetime
    counts: bool
    state: str  # after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    record_id: str
    rev_id: str
    form_id: str
    state: str
    over: bool
    undecided: bool  # steps side by side lead apart; the next step names them all
    opened_at: datetime
    opened_by: str
    heads: tuple[str, ...]  # what the next step follows; the record itself before the first
    missing: tuple[str, ...]
    steps: tuple[CaseStep, ...]
    problems: tuple[CaseProblem, ...] = field(default=())


def fold(
    form: Form,
    record: Iterable[Revision],
    steps: Iterable[Revision],
    form_of: Callable[[Revision], StepForm | None],
    unsigned: Mapping[str, Collection[str]],
) -> Case:
    """The case of one record, given all its revisions and all steps on it.

    ``form_of`` answers None for a step that this program does not know; ``unsigned`` names by revision who still
    has to sign it. ValueError without a revision of the record or without a case rule.
    """
    if form.case is None:
        raise ValueError(f"{form.id} is no case")
    revisions = tuple(record)
    current, forked = current_revisions(revisions)
    shown = next(iter(current.values()), None) or max(revisions, key=lambda one: (one.sealed_at, one.rev_id))
    course = _Course(form, form.case, shown, revisions, tuple(steps), form_of, unsigned)
    heads = course.heads()
    stands = course.parting({course.base[head] for head in heads})
    state = course.state[stands]
    undecided = len(course.apart({course.base[head] for head in heads})) > 1
    doubts = [
        CaseProblem(rev_id=one, code="forked", message="这一步有两个更正，要由人定一个")
        for one in (*sorted(forked), *course.chain.forked)
    ]
    if undecided:
        doubts.append(CaseProblem(rev_id=heads[0], code="two_heads", message="两个处理同时做了，要由人定"))
    return Case(
        record_id=shown.record_id,
        rev_id=shown.rev_id,
        form_id=form.id,
        state=state if current else VOID,
        over=not current or (state in form.case.over and not undecided),
        undecided=undecided,
        opened_at=min(one.claimed_at for one in revisions),
        opened_by=shown.author,
        heads=heads,
        missing=course.chain.missing,
        steps=tuple(course.entries),
        problems=(*doubts, *course.problems),
    )


class _Course:
    """Walks the steps in their order and keeps, for each, the state that it leaves."""

    def __init__(
        self,
        form: Form,
        rule: CaseRule,
        record: Revision,
        revisions: tuple[Revision, ...],
        steps: tuple[Revision, ...],
        form_of: Callable[[Revision], StepForm | None],
        unsigned: Mapping[str, Collection[str]],
    ) -> None:
        self._form, self._rule, self._root = form, rule, record.rev_id
        own = {one.rev_id for one in revisions}
        self._form_of, self._unsigned = form_of, unsigned
        chain = chain_of(steps)
        self.chain = replace(chain, missing=tuple(one for one in chain.missing if one not in own))
        self.state = {self._root: rule.states[0].code}
        self.base = {
            self._root: self._root
        }  # of each step the counting one on which the case stands after it
        self._before: dict[str, frozenset[str]] = {self._root: frozenset({self._root})}
        self._rank = {self._root: 0} | {one.rev_id: at for at, one in enumerate(self.chain.steps, 1)}
        self._taken = {self._root: (OPEN, record.author)}
        self.entries: list[CaseStep] = []
        self.problems: list[CaseProblem] = []
        for step in self.chain.steps:
            self._take(step)

    def heads(self) -> tuple[str, ...]:
        return self.chain.heads or (self._root,)

    def apart(self, counting: Collection[str]) -> set[str]:
        """Of several counting steps those that no other of them follows, unless they agree on how to go on."""
        last = {
            one for one in counting if not any(one in self._before[other] - {other} for other in counting)
        }
        states = {self.state[one] for one in last}
        agreed = len(states) == 1 and not states & set(self._rule.over)
        return {min(last, key=self._rank.__getitem__)} if agreed else last

    def parting(self, counting: Collection[str]) -> str:
        """The counting step on which all of these stand: where the case is while they lead apart."""
        last = self.apart(counting)
        shared = frozenset.intersection(*(self._before[one] for one in last))
        return max(shared, key=self._rank.__getitem__)

    def _take(self, step: Revision) -> None:
        followed = [one for one in self.chain.follows.get(step.rev_id, ()) if one in self.base]
        bases = {self.base[one] for one in followed} or {self._root}
        stands = self.parting(bases)
        known = self._form_of(step)
        problem = self._objection(step, known, self.state[stands], self._ancestors(bases))
        if problem is not None:
            self.problems.append(CaseProblem(rev_id=step.rev_id, code=problem[0], message=problem[1]))
        counts = problem is None and known is not None
        if counts and known is not None:
            self.base[step.rev_id] = step.rev_id
            self.state[step.rev_id] = _target(step, known.rule)
            self._before[step.rev_id] = self._ancestors(bases) | {step.rev_id}
            self._taken[step.rev_id] = (known.rule.action, step.author)
        else:
            self.base[step.rev_id] = stands
        self.entries.append(
            CaseStep(
                rev_id=step.rev_id,
                record_id=step.record_id,
                form_id=step.form_id,
                action=step.action or "",
                author=step.author,
                at=step.claimed_at,
                counts=counts,
                state=self.state[self.base[step.rev_id]],
            )
        )

    def _ancestors(self, bases: Collection[str]) -> frozenset[str]:
        return frozenset().union(*(self._before[one] for one in bases))

    def _objection(
        self, step: Revision, known: StepForm | None, state: str, before: frozenset[str]
    ) -> tuple[str, str] | None:
        """Why a step does not count; None if it does."""
        if known is None or self._rule.state(_target(step, known.rule)) is None:
            return "unknown", "这一步是新版本程序写的，本机还认不出。更新后会算进来"
        rule, title = known.rule, known.title
        if self._form.id not in rule.of:
            return "other_case", f"《{title}》不接在《{self._form.title}》后面，这一步不算数"
        if state not in rule.after:
            wanted = "”或“".join(self._label(code) for code in rule.after)
            return "not_now", f"现在是“{self._label(state)}”，《{title}》要在“{wanted}”时做，这一步不算数"
        if any(
            taken in rule.not_same_as and author == step.author
            for taken, author in (self._taken[one] for one in before)
        ):
            return "same_person", f"做《{title}》的人就是前面一步的人，这一步不算数。换一个人做"
        lacking = [role for one in self._followed(step) for role in self._unsigned.get(one, ())]
        if rule.signed and lacking:
            return "unsigned", f"前面一步还缺{'、'.join(dict.fromkeys(lacking))}的签名，《{title}》不算数"
        return None

    def _followed(self, step: Revision) -> tuple[str, ...]:
        """The very revisions that the step names, or else the record as it is now."""
        return tuple(step.after) or (self._root,)

    def _label(self, code: str) -> str:
        state = self._rule.state(code)
        return state.label if state else code


def _target(step: Revision, rule: StepRule) -> str:
    value = step.answers.get(rule.to_field) if rule.to_field else rule.to
    return value if isinstance(value, str) else ""
