"""One sealed object more: every row that it touches is computed anew from the objects themselves.

The rows are the same whatever the order in which the objects came.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.order import Order
from forms.revision import Revision, Signature
from forms.scan import Scan
from models.projections.assets import project_asset
from models.projections.cases import project_case
from models.projections.duties import CARDS, project_duties
from models.projections.hazards import project_hazard, project_hazards_of
from models.projections.incidents import opens_incident, project_incident, project_incident_of
from models.projections.records import known_form, project_record
from models.projections.registers import PERSON_CARD, PLACE_CARD, project_person, project_place
from models.projections.tasks import project_tasks
from models.tables.sealed import SealedObject


def apply(session: Session, catalog: Catalog, obj: Revision | Signature | Scan | Order) -> None:
    """Brings the projections up to date after ``obj`` was stored in ``sealed_objects`` of the same session."""
    session.flush()
    match obj:
        case Revision():
            project(session, session, catalog, obj.record_id)
        case Signature() | Scan():
            signed = session.get(SealedObject, obj.signs)
            if signed is not None and signed.record_id is not None:
                project(session, session, catalog, signed.record_id)
        case Order():
            project_hazard(session, session, catalog, obj.subject)


def project(source: Session, target: Session, catalog: Catalog, record_id: str) -> None:
    """Computes a record and everything that follows from it."""
    current = project_record(source, target, catalog, record_id)
    if current is None:
        return
    target.flush()
    form = known_form(catalog, current)
    project_tasks(source, target, catalog, current, form)
    if current.subject is not None:
        project_case(source, target, catalog, current.subject)
    if form is None:
        return
    if form.case is not None:
        project_case(source, target, catalog, record_id)
    project_hazards_of(source, target, catalog, record_id)
    if current.subject is not None and form.step is not None and form.step.chain == "hazard":
        project_hazard(source, target, catalog, current.subject)
    project_duties(target, current)
    if form.id == PERSON_CARD:
        project_person(target, current)
    elif form.id == PLACE_CARD:
        project_place(target, current)
    elif form.register is not None and form.id not in CARDS:
        project_asset(source, target, catalog, current, form)
    if opens_incident(form):
        project_incident(source, target, catalog, current, form)
    elif current.subject is not None and form.step is not None and form.step.chain == "incident":
        project_incident_of(source, target, catalog, current.subject)
