"""A class for the proofs: pairs at the map and pairs over their papers, each learner a witness; and what is held against the log."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bench.class_of import PASSWORD, seat_pairs
from bench.learners import Ledger, a_class
from elearn.actions.verify import verify
from elearn.domain.content import Pack, StepKind
from elearn.store import library, log
from tests.proofs.nemesis import Stand, until
from tests.proofs.oracle import Log, contradictions
from tests.proofs.witness import Witness
from tests.site import Site

CATCH_UP_SECONDS = 30.0
"""how long the last move may take to every stream: far under the heartbeat of these servers, so that only a waking can bring it"""
CONNECTIONS = 8
"""a witness says one thing in several ways at once"""


@asynccontextmanager
async def witnesses(site: Site, stand: Stand, pairs: int, seed: int, *, busy_is_no: bool) -> AsyncIterator[tuple[list[Witness], Ledger]]:
    """Two thirds of the pairs at the map, the others over their papers; signed in, their pages open, their streams heard."""
    at_map = max(1, pairs * 2 // 3)
    with_papers = pairs - at_map
    seats = [*seat_pairs(site, at_map, case=CASE), *seat_pairs(site, with_papers, to=StepKind.SPOT, case=CASE)]
    passages = _passages(site)
    async with a_class(stand.urls[0], seats, PASSWORD, Witness, connections=CONNECTIONS) as (class_, ledger):
        for number, each in enumerate(class_):
            each.rng, each.nodes, each.busy_is_no = random.Random(f"{seed} {number}"), stand.urls, busy_is_no
            each.page = "map" if number < 2 * at_map else "spot"
            each.passage = passages[number % 2]
            await each.open_page()
            each.since = (0, 0)  # a stream that tells everything from the start can be held against the whole log
            each.listens()
        yield class_, ledger
        await asyncio.gather(*(each.hears_no_more() for each in class_))


async def plays_through(class_: Sequence[Witness], attack) -> None:
    """The class plays while the attack lasts; then all is whole, each pair makes one more move, and every stream is to have all."""
    over = asyncio.Event()
    playing = [asyncio.create_task(each.plays(over)) for each in class_]
    await attack
    over.set()
    for each in class_:
        each.whole_since = time.perf_counter()
    await asyncio.gather(*playing)
    await asyncio.gather(*(each.says_it() for each in class_))
    heads = [_heads(class_, path) for path in {each.path for each in class_}]
    heard = {(each.path, each.member): each.told.numbers for each in class_}
    await until(
        lambda: all(op in heard[path, member] for path, member, op in (item for head in heads for item in head)),
        CATCH_UP_SECONDS, f"not every stream had the last move within {CATCH_UP_SECONDS} s",
    )  # fmt: skip


def _heads(class_: Sequence[Witness], path: str) -> list[tuple[str, str, str]]:
    """(path, member, op) of what each member of a sitting must have heard at last: the newest of the table, and of the own desk."""
    here = [each for each in class_ if each.path == path]
    table = [asked for each in here for asked in each.history if asked.numbers and not asked.lane]
    newest = [max(table, key=lambda asked: max(asked.numbers))] if table else []
    desks = {each.member: [asked for asked in each.history if asked.numbers and asked.lane] for each in here}
    own = [(path, member, max(asked, key=lambda each: max(each.numbers)).op) for member, asked in desks.items() if asked]
    return [(path, each.member, asked.op) for asked in newest for each in here] + own


def is_amiss(site: Site, class_: Sequence[Witness]) -> list[str]:
    """What the oracle and `elearn verify` say; nothing when all is well."""
    kept = logs(site, class_)
    found = contradictions([asked for each in class_ for asked in each.history], [each.told for each in class_], kept)
    with site.app.app_context():
        return found + [str(each) for each in verify().amiss]


def logs(site: Site, class_: Sequence[Witness]) -> Log:
    """The whole log of each sitting of the class."""
    with site.app.app_context():
        paths = {each.path: tuple(map(int, each.path.split("/")[2:])) for each in class_}
        return {path: [entry for lane in log.lanes(*key).values() for entry in lane] for path, key in paths.items()}


def figures(class_: Sequence[Witness], ledger: Ledger, stand: Stand) -> str:
    """What was seen, in one line."""
    sendings = Counter(each.refused for witness in class_ for each in witness.history if each.refused)
    unheard = sum(asked.unheard for each in class_ for asked in each.history)
    return (
        f"{stand.kills} kills, {len(ledger.acknowledged)} moves acknowledged, {unheard} sendings unheard, refusals {dict(sendings)}, "
        f"answers {dict(sorted(ledger.statuses.items()))}, {ledger.broken} streams broken"
    )


def _passages(site: Site) -> list[tuple[str, int, int]]:
    """Words of a paper of each profession: medicine sits down first."""
    with site.app.app_context():
        version = library.latest(CASE)
        assert version is not None
        papers = library.case(version.sha).papers
    of = {pack: next(each for each in papers if each.pack is pack and each.opens == "spot") for pack in (Pack.MEDICINE, Pack.LAW)}
    return [(of[pack].id, 0, 20) for pack in (Pack.MEDICINE, Pack.LAW)]


CASE = "cold-room"
