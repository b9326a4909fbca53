"""Services beside each other in one house: fakes that begin, or do not."""

import anyio

from localvoice.app.resident import House
from localvoice.daemon.main import serve
from localvoice.settings import Settings


def test_a_service_that_cannot_begin_is_one_sentence_and_the_others_go_on(tmp_path):
    async def fine(house, settings, ready):
        ready(f"It listens on port {settings.port}.")
        await anyio.sleep_forever()

    async def refused(house, settings, ready):
        raise OSError(98, "Address already in use")

    async def main():
        log = []
        async with House(Settings(), tmp_path, log.append) as house, anyio.create_task_group() as tasks:
            tasks.start_soon(serve, house, "web", refused)
            tasks.start_soon(serve, house, "control", fine)
            await anyio.wait_all_tasks_blocked()
            assert house.services["control"] == "It listens on port 8765."
            assert "web" in house.services["web"]
            assert "Address already in use" in house.services["web"]
            assert sorted(log) == sorted(house.services.values())
            tasks.cancel_scope.cancel()

    anyio.run(main)


def test_a_service_that_the_settings_do_not_want_is_not_waited_for(tmp_path):
    async def unwanted(house, settings, ready): ...

    async def main():
        async with House(Settings(), tmp_path) as house:
            house.services = {"wyoming": ""}
            await serve(house, "wyoming", unwanted)
            assert house.services == {}

    anyio.run(main)
