"""The real county on a file, that can be copied, put back and lost."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import select

from forms.clock import FixedClock
from server import verbs
from server.app import create_app
from server.county import County
from server.facilities import revoke_device
from server.settings import DATABASE_FILE, Settings
from server.tables.blobs import Blob
from server.tables.facilities import Device
from server.tables.objects import StoredObject
from tools.campaign.hospital import HOSPITAL
from tools.campaign.simulated.real_road import InProcess


class RealCounty:
    """Open until it is closed."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.clock = clock
        self._folder = folder
        self._app = create_app(Settings.embedded(folder, clock=clock))
        self.transport = InProcess(self._app)
        if verbs.say_facilities(self.county).document == []:
            verbs.say_facility_added(self.county, HOSPITAL)

    @property
    def county(self) -> County:
        county = self._app.state.county
        assert isinstance(county, County)
        return county

    def close(self) -> None:
        self.transport.close()
        self.county.database.close()

    def code(self) -> str:
        return verbs.say_code(self.county, HOSPITAL).lines[-1]

    def back_up(self, to: Path) -> Path:
        """Between two transactions the file is whole."""
        self.county.database.close()
        return Path(shutil.copyfile(self._folder / DATABASE_FILE, to))

    def restore(self, backup: Path, *, with_epoch: bool) -> None:
        """As an administrator does it, who may forget to say that there is a new epoch."""
        self.county.database.close()
        shutil.copyfile(backup, self._folder / DATABASE_FILE)
        if with_epoch:
            self.new_epoch()

    def wipe(self, folder: Path) -> None:
        """Another machine, with nothing on it, in the place of the old one."""
        self.county.database.close()
        self._folder = folder
        self._app = create_app(Settings.embedded(folder, clock=self.clock))
        self.transport.app = self._app
        verbs.say_facility_added(self.county, HOSPITAL)

    def new_epoch(self) -> None:
        verbs.say_new_epoch(self.county)

    def revoke(self, device_id: str) -> None:
        with self.county.database.write() as session:
            if session.get(Device, device_id) is not None:
                revoke_device(session, device_id, self.clock.now())

    def object_ids(self) -> list[str]:
        with self.county.database.read() as session:
            return list(session.scalars(select(StoredObject.object_id)))

    def whole_blobs(self) -> set[str]:
        with self.county.database.read() as session:
            return set(session.scalars(select(Blob.sha256).where(Blob.is_complete)))

    def is_sound(self) -> bool:
        """Every digest, every number, every signature, as its administrator can have it checked."""
        return verbs.say_verified(self.county).is_well
