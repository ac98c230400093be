"""The demo's register: who holds which post, with careers that fit the contract, and one that does not yet."""

from datetime import date, timedelta

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import contract
from madoguchi.workforce.models import Worker
from madoguchi.workforce.register.actions import Experience, add_career, give_post, save_worker
from madoguchi.workforce.register.rules import Employment, Post, Work
from madoguchi.workforce.shifts.queries import people_to_plan

POST_OF = {
    Role.MANAGER: Post.MANAGER,
    Role.SUPERVISOR: Post.SUPERVISOR,
    Role.OPERATOR: Post.OPERATOR,
    Role.DATA_STAFF: Post.DATA_STAFF,
}
WORK_OF = {Post.MANAGER: Work.MANAGEMENT, Post.SUPERVISOR: Work.MANAGEMENT, Post.OPERATOR: Work.ANSWERING}
TOWNS = ("見本市", "例示市", "架空町", "仮想市", "模擬町")


def register_everybody(manager: Actor) -> None:
    if Worker.objects.exists():
        return
    since = contract().service_from
    for place, staff in enumerate(people_to_plan()):
        _register(staff, since, is_new=place == 2, by=manager)


def _register(staff: Staff, since: date, *, is_new: bool, by: Actor) -> None:
    post = POST_OF[Role(staff.role)]
    worker = save_worker(name=staff.name, employment=Employment.DIRECT, employer="見本株式会社", staff=staff, by=by)
    leads = post in {Post.MANAGER, Post.SUPERVISOR}
    for number, town in enumerate(TOWNS if leads else TOWNS[:1]):
        begins = since - timedelta(days=90 if is_new else 800 - 20 * number)
        add_career(
            worker,
            Experience(
                WORK_OF.get(post, Work.OTHER),
                begins,
                since - timedelta(days=1 + number),
                is_card_work=True,
                municipality=town,
                note="マイナンバーカードのコールセンター",
            ),
            by=by,
        )
    give_post(worker, post, since=since, by=by)
