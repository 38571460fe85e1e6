"""The platform's own doors without HTTP, on a line that loses what it is told to lose: for many runs in little time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio import contract
from studio.domain.ids import PlatformId
from studio.errors import Offline, Refused
from studio.server import changes, idempotency, mine
from studio.server.database import Database
from studio.server.people import Person
from studio.server.problems import Refusal

#: What a line does to one request: lets it pass, loses it, or loses the answer.
PASS, LOSE, LOSE_ANSWER = "pass", "lose", "lose the answer"


class Line:
    """Stands for `Client` and for `Links`: one person's way to one platform. `luck` is used up request by request."""

    clock = None

    def __init__(self, database: Database, me: Person, id: PlatformId, opening: str) -> None:
        self._database, self._me, self._id, self._opening = database, me, id, opening
        self.luck: list[str] = []

    def ids(self) -> tuple[PlatformId, ...]:
        return (self._id,)

    def client(self, id: PlatformId) -> Line:
        return self

    def close_mine(self) -> None:
        pass

    def can_connect(self, id: PlatformId) -> bool:
        return True

    def trouble(self, id: PlatformId) -> None:
        return None

    def changes(self, after: str, wait_s: int = 0) -> contract.ChangesOut:
        number, mark = changes._read(after)

        def look(connection: Any) -> contract.ChangesOut:
            found = changes.look(connection, self._me, number, mark, self._opening, 2)
            return contract.ChangesOut.model_validate_json(found.as_json())

        return self._asked(lambda: self._database.write_now(look))

    def mine(self, kind: str, id: str) -> contract.MineOut:
        def look(connection: Any) -> contract.MineOut:
            found = mine._find(connection, self._me.id, kind, id)
            if found is None:
                raise Refusal(404, contract.Code.NOT_FOUND, "There is no such document")
            return mine._out(found)

        return self._asked(lambda: self._database.write_now(look))

    def put_mine(self, kind: str, id: str, body: str, key: str) -> contract.KeptOut:
        asked = contract.MineIn.model_validate_json(body)

        def effect(connection: Any) -> idempotency.Answer:
            version = mine._put(connection, self._me, kind, id, asked)
            return idempotency.Answer(200, contract.KeptOut(version=version).model_dump_json())

        def put(connection: Any) -> idempotency.Answer:
            return idempotency._answer(connection, (self._me.id, key), body, effect)

        return contract.KeptOut.model_validate_json(self._asked(lambda: self._database.write_now(put)).body)

    def _asked(self, work: Callable[[], Any]) -> Any:
        luck = self.luck.pop(0) if self.luck else PASS
        if luck == LOSE:
            raise Offline("The platform cannot be reached", "It goes out by itself.")
        try:
            found = work()
        except Refusal as error:
            found = error
        if luck == LOSE_ANSWER:
            raise Offline("The platform cannot be reached", "It goes out by itself.")
        if isinstance(found, Refusal):
            raise Refused(found.problem.title, found.problem.detail, code=found.problem.code)
        return found
