"""Three laptops, any edits, any delivery: all end alike, nothing is lost, erased is gone."""

from __future__ import annotations

from datetime import timedelta

from case_kit import CASE, START, Laptop, Ticking, bare, examples, meet, shared_view
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fieldapp.base.language import LANGS, Text
from fieldapp.case import codec, ids, view
from fieldapp.case.change import RETRACT, SET, Change, Op, OpId
from fieldapp.case.edit import Edit
from fieldapp.case.erasure import Erasure
from fieldapp.case.fold import fold
from fieldapp.case.log import verify

NAMES = ("ann", "bo", "cy")
who = st.sampled_from(NAMES)
item_ids = st.sampled_from(("a", "b", "c"))
collections = st.sampled_from(("statements", "causes"))
scalars = st.sampled_from(
    (
        "severity",
        "situation",
        "answers/budget",
        "statements/a/kind",
        "statements/b/verbatim",
        "causes/a/basis",
    )
)
texts = st.sampled_from(("title", "statements/a/text", "statements/b/text", "causes/a/text"))
words = st.sampled_from(("", "信号弱", "weak signal", "poor signal", "没有信号"))
contents = st.one_of(st.integers(0, 6), st.booleans(), st.sampled_from(("complaint", "fact", "x")))
sets = st.sampled_from(("statements/a/evidence", "causes/b/evidence", "answers/departments"))


class Replicas(RuleBasedStateMachine):
    """What three people do with one case, and what reaches whom."""

    def __init__(self) -> None:
        super().__init__()
        self.laptops = {name: Laptop(name, clock=Ticking(START)) for name in NAMES}
        self.written: dict[bytes, tuple[str, Change]] = {}

    def _commit(self, name: str, edit: Edit) -> None:
        change = self.laptops[name].log.commit_edit(edit)
        if change is not None:
            self.written[change.id] = (name, change)

    def _edit(self, name: str) -> Edit:
        log = self.laptops[name].log
        return Edit(log.fold, log.entropy)

    @rule(name=who, path=scalars, content=contents)
    def write(self, name: str, path: str, content: object) -> None:
        edit = self._edit(name)
        edit.write(path, content)
        self._commit(name, edit)

    @rule(name=who, path=scalars)
    def clear(self, name: str, path: str) -> None:
        edit = self._edit(name)
        edit.clear(path)
        self._commit(name, edit)

    @rule(name=who, path=texts, zh=words, en=words, src=st.sampled_from(LANGS))
    def say(self, name: str, path: str, zh: str, en: str, src: str) -> None:
        edit = self._edit(name)
        edit.set_text(path, Text(zh, en, src))
        self._commit(name, edit)

    @rule(name=who, path=sets, members=st.sets(st.sampled_from(("e1", "e2", "e3"))))
    def choose(self, name: str, path: str, members: set[str]) -> None:
        edit = self._edit(name)
        edit.set_members(path, members)
        self._commit(name, edit)

    @rule(name=who, collection=collections, item=item_ids)
    def add(self, name: str, collection: str, item: str) -> None:
        edit = self._edit(name)
        edit.add(collection, item)
        self._commit(name, edit)

    @rule(name=who, collection=collections, item=item_ids)
    def delete(self, name: str, collection: str, item: str) -> None:
        edit = self._edit(name)
        edit.delete(f"{collection}/{item}")
        self._commit(name, edit)

    @rule(name=who, collection=collections, item=item_ids, before=st.none() | item_ids)
    def move(self, name: str, collection: str, item: str, before: str | None) -> None:
        edit = self._edit(name)
        edit.move(collection, item, before)
        self._commit(name, edit)

    @rule(name=who, child=item_ids, parent=item_ids)
    def hang(self, name: str, child: str, parent: str) -> None:
        edit = self._edit(name)
        edit.write(f"causes/{child}/parent", parent)
        self._commit(name, edit)

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        change_id = data.draw(st.sampled_from(sorted(self.written)))
        name, change = self.written[change_id]
        laptop = self.laptops[name]
        laptop.undo(change)
        if laptop.undoing is not None:
            self.written[laptop.undoing.id] = (name, laptop.undoing)

    @rule(name=who, collection=collections, item=item_ids)
    def erase_item(self, name: str, collection: str, item: str) -> None:
        change = self.laptops[name].erase("item", paths=(f"{collection}/{item}",))
        self.written[change.id] = (name, change)

    @rule(name=who, data=st.data())
    def erase_values(self, name: str, data: st.DataObject) -> None:
        laptop = self.laptops[name]
        known = sorted(laptop.log.values)
        if known:
            values = data.draw(st.sets(st.sampled_from(known), max_size=3))
            change = laptop.erase("person", values=frozenset(values))
            self.written[change.id] = (name, change)

    @rule(name=who, years=st.integers(-20, 20))
    def put_the_clock(self, name: str, years: int) -> None:
        self.laptops[name].clock.now = START + timedelta(days=365 * years)

    @rule(sender=who, receiver=who, data=st.data())
    def deliver(self, sender: str, receiver: str, data: st.DataObject) -> None:
        frames = self.laptops[sender].log.frames()
        if frames:
            some = st.lists(st.tuples(st.sampled_from(frames), st.booleans()), max_size=8)
            parts = [bare(frame) if alone else frame for frame, alone in data.draw(some)]
            assert self.laptops[receiver].log.admit(parts) == ()

    @invariant()
    def everybody_can_look_at_any_time(self) -> None:
        for laptop in self.laptops.values():
            laptop.see()
            broken = {finding.code for finding in verify(laptop.log.changes.values())}
            assert broken <= {"case.chain_gap"}

    def teardown(self) -> None:
        laptops = list(self.laptops.values())
        meet(*laptops)
        for laptop in laptops:
            assert laptop.log.changes.keys() == self.written.keys()
            refolded = fold(reversed(list(laptop.log.changes.values())), laptop.log.values)
            assert refolded.snapshot() == laptop.log.fold.snapshot()
            assert view.project(CASE, refolded) == shared_view(laptop)
        self._check_heads(laptops[0])
        self._check_erased(laptops)

    def _ops(self) -> dict[OpId, tuple[str, Op]]:
        return {
            OpId(change.id, place): (name, op)
            for name, change in self.written.values()
            for place, op in enumerate(change.ops)
        }

    def _gone(self, op: Op) -> bool:
        orders = filter(None, (Erasure.read(change) for _, change in self.written.values()))
        return any(op.value in order.values or order.covers(op.path) for order in orders)

    def _check_heads(self, laptop: Laptop) -> None:
        """The heads are what the grammar says, and each value that lost is shown in a conflict."""
        ops = self._ops()
        dead = {(op.path, ref) for _, op in ops.values() for ref in op.supersedes}
        live: dict[str, dict[OpId, Op]] = {}
        for op_id, (_, op) in ops.items():
            if op.kind != RETRACT and (op.path, op_id) not in dead:
                live.setdefault(op.path, {})[op_id] = op
        assert live.keys() == set(laptop.log.fold.paths())
        conflicts = {c.path: [value for value, _, _ in c.values] for c in laptop.see().conflicts}
        for path, heads in live.items():
            assert {head.id for head in laptop.log.fold.heads(path)} == heads.keys()
            found = {
                laptop.log.values[op.value].data
                for op in heads.values()
                if op.kind == SET and not self._gone(op)
            }
            if len(found) > 1 and self._is_read(laptop, path):
                register = path if path in conflicts else path.rpartition("/@")[0]
                shown = {codec.pack(value) for value in conflicts[register]}
                assert found <= shown

    def _is_read(self, laptop: Laptop, path: str) -> bool:
        """Whether a register is one that a person is shown, with all its values."""
        if path.endswith(("/@pos", "/@life", "/@src")) or "/evidence/" in path:
            return False
        if path.startswith("answers/departments/"):
            return False
        item = ids.item_of(path)
        if item is None or not item.startswith(("statements/", "causes/")):
            return True
        collection, _, item_id = item.partition("/")
        return item_id in {record.id for record in laptop.see().collection(collection)}

    def _check_erased(self, laptops: list[Laptop]) -> None:
        for laptop in laptops:
            for _, op in self._ops().values():
                if op.value is not None:
                    assert (op.value in laptop.log.values) != self._gone(op)


TestReplicas = Replicas.TestCase
TestReplicas.settings = settings(examples(10), stateful_step_count=40)
